//! Who the modem is, and which character set the host uses.

use cellwire_at::Form;
use cellwire_at::error::CmeError;
use cellwire_at::modem::{Answer, Reply, Request};

use super::text::CHARSETS;
use super::{BasicModem, Done, settings};

impl BasicModem {
    pub(super) fn general_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let config = &self.config;
        match (request.name.as_str(), request.form) {
            ("I", Form::Action) => {
                for line in [&config.manufacturer, &config.model, &config.revision] {
                    reply.line(line);
                }
            }
            ("+CGMI" | "+GMI", Form::Action) => reply.line(&config.manufacturer),
            ("+CGMM" | "+GMM", Form::Action) => reply.line(&config.model),
            ("+CGMR" | "+GMR", Form::Action) => reply.line(&config.revision),
            ("+CGSN" | "+GSN", Form::Action) => reply.line(&config.imei),
            ("+CGSN", Form::Set) => match { request.params }.u8()? {
                0 => reply.line(&config.imei),
                1 => reply.line(format_args!("+CGSN: \"{}\"", config.imei)),
                _ => return Err(Answer::Cme(CmeError::OPERATION_NOT_SUPPORTED)),
            },
            ("+CLAC", Form::Action) => settings::names().for_each(|name| {
                reply.line(format_args!("AT{name}"));
            }),
            ("+CSCS", Form::Read) => {
                let name = String::from_utf8_lossy(self.charset.name());
                reply.line(format_args!("+CSCS: \"{name}\""));
            }
            ("+CSCS", Form::Set) => {
                let name = { request.params }.str()?;
                let known = |charset: &&_| {
                    let charset: &cellwire_at::charset::Charset<'_> = charset;
                    charset.name().eq_ignore_ascii_case(name.as_raw())
                };
                match CHARSETS.iter().find(known) {
                    Some(charset) => self.charset = *charset,
                    None => return Err(CmeError::OPERATION_NOT_SUPPORTED.into()),
                }
            }
            ("+CBC", Form::Action) => reply.line("+CBC: 0,85"),
            ("+CEER", Form::Action) => reply.line("+CEER: No error"),
            ("+CGCLASS", Form::Read) => reply.line("+CGCLASS: \"B\""),
            // What the driver of oFono for its own simulator asks.
            ("+SIMSTATE", Form::Read) => reply.line("+SIMSTATE: 1"),
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }
}
