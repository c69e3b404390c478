//! What is set, and what the test forms say.

use cellwire_at::Form;
use cellwire_at::command::Command;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::vendor::a76xx::cipccfg::{ErrMode, HeaderType};
use cellwire_at::vendor::a76xx::error::ErrInfo;
use cellwire_at::vendor::a76xx::{
    cipccfg, ciphead, cipmode, ciprxget, cipsendmode, cipsrip, ciptimeout,
};

use super::service::Service;
use super::{A76xx, Done, Refusal};

#[derive(Debug)]
pub(super) struct Settings {
    pub(super) receive: ciprxget::Mode,
    pub(super) head: ciphead::Mode,
    pub(super) srip: cipsrip::Mode,
    pub(super) mode: cipmode::Mode,
    pub(super) send_mode: cipsendmode::Mode,
    pub(super) netopen_timeout: u32,
    pub(super) cipopen_timeout: u32,
    pub(super) cipsend_timeout: u32,
    pub(super) nm_retry: u8,
    pub(super) delay_tm: u16,
    pub(super) ack: bool,
    pub(super) err_mode: ErrMode,
    pub(super) header_type: HeaderType,
    pub(super) async_mode: bool,
    pub(super) timeout_val: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            receive: ciprxget::Mode::PUSH,
            head: ciphead::Mode::HEADER,
            srip: cipsrip::Mode::SHOWN,
            mode: cipmode::Mode::COMMAND,
            send_mode: cipsendmode::Mode::NO_WAIT,
            netopen_timeout: 120_000,
            cipopen_timeout: 120_000,
            cipsend_timeout: 120_000,
            nm_retry: 10,
            delay_tm: 0,
            ack: false,
            err_mode: ErrMode::TEXT,
            header_type: HeaderType::IPD,
            async_mode: false,
            timeout_val: 500,
        }
    }
}

/// What the test forms say; nothing for those that say `OK` alone.
const TESTS: &[(&str, &str)] = &[
    ("+NETOPEN", ""),
    ("+NETCLOSE", ""),
    ("+CIPOPEN", "(0-9),(\"TCP\",\"UDP\")"),
    ("+CIPSEND", "(0-9),(1-1500)"),
    ("+CIPRXGET", "(0-4),(0-9),(1-1500)"),
    ("+CIPCLOSE", "(0-9)"),
    ("+IPADDR", ""),
    ("+CIPHEAD", "(0-1)"),
    ("+CIPSRIP", "(0-1)"),
    ("+CIPMODE", "(0-1)"),
    ("+CIPSENDMODE", "(0-1)"),
    ("+CIPTIMEOUT", "(3000-120000),(3000-120000),(3000-120000)"),
    ("+CIPCCFG", "(0-10),(0-1000),(0-1),(0-1),(0-1),(0-1),(500-120000)"),
    ("+SERVERSTART", "(1-65535),(0-3),(1-3)"),
    ("+SERVERSTOP", ""),
    ("+CIPACK", "(0-9)"),
    ("+CDNSGIP", ""),
];

/// Takes a new value if there is one.
fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

impl A76xx {
    pub(super) fn setting_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let (params, settings) = (request.params, &mut self.settings);
        match (request.name.as_str(), request.form) {
            ("+CIPHEAD", Form::Set) => settings.head = ciphead::Set::parse(params)?.mode,
            ("+CIPHEAD", Form::Read) => {
                reply.information(&ciphead::Answer { mode: settings.head });
            }
            ("+CIPSRIP", Form::Set) => settings.srip = cipsrip::Set::parse(params)?.mode,
            ("+CIPSRIP", Form::Read) => {
                reply.information(&cipsrip::Answer { mode: settings.srip });
            }
            ("+CIPMODE", Form::Set) => {
                let mode = cipmode::Set::parse(params)?.mode;
                if self.service != Service::Closed {
                    return Err(Refusal::Info(ErrInfo::ALREADY_OPENED));
                }
                settings.mode = mode;
            }
            ("+CIPMODE", Form::Read) => {
                reply.information(&cipmode::Answer { mode: settings.mode });
            }
            ("+CIPSENDMODE", Form::Set) => {
                settings.send_mode = cipsendmode::Set::parse(params)?.mode;
            }
            ("+CIPSENDMODE", Form::Read) => {
                reply.information(&cipsendmode::Answer { mode: settings.send_mode });
            }
            ("+CIPTIMEOUT", Form::Set) => {
                let new = ciptimeout::Set::parse(params)?;
                let all = [new.netopen_timeout, new.cipopen_timeout, new.cipsend_timeout];
                if all.iter().flatten().any(|time| !(3000..=120_000).contains(time)) {
                    return Err(Refusal::Info(ErrInfo::INVALID_PARAMETER));
                }
                set(&mut settings.netopen_timeout, new.netopen_timeout);
                set(&mut settings.cipopen_timeout, new.cipopen_timeout);
                set(&mut settings.cipsend_timeout, new.cipsend_timeout);
            }
            ("+CIPTIMEOUT", Form::Read) => {
                reply.information(&ciptimeout::Answer {
                    netopen_timeout: Some(settings.netopen_timeout),
                    cipopen_timeout: Some(settings.cipopen_timeout),
                    cipsend_timeout: Some(settings.cipsend_timeout),
                });
            }
            ("+CIPCCFG", Form::Set) => {
                let new = cipccfg::Set::parse(params)?;
                set(&mut settings.nm_retry, new.nm_retry);
                set(&mut settings.delay_tm, new.delay_tm);
                set(&mut settings.ack, new.ack);
                set(&mut settings.err_mode, new.err_mode);
                set(&mut settings.header_type, new.header_type);
                set(&mut settings.async_mode, new.async_mode);
                set(&mut settings.timeout_val, new.timeout_val);
            }
            ("+CIPCCFG", Form::Read) => {
                reply.information(&cipccfg::Answer {
                    nm_retry: Some(settings.nm_retry),
                    delay_tm: Some(settings.delay_tm),
                    ack: Some(settings.ack),
                    err_mode: Some(settings.err_mode),
                    header_type: Some(settings.header_type),
                    async_mode: Some(settings.async_mode),
                    timeout_val: Some(settings.timeout_val),
                });
            }
            (name, Form::Test) => {
                let Some((_, values)) = TESTS.iter().find(|test| test.0 == name) else {
                    return Ok(Answer::Pass);
                };
                if !values.is_empty() {
                    reply.line(format_args!("{name}: {values}"));
                }
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }
}
