//! Short messages (3GPP TS 27.005).
//!
//! | what | module |
//! |---|---|
//! | what is set | this one |
//! | messages that are sent, or written | `sending` |
//! | messages that come | `receiving` |
//! | messages that are read, listed and deleted | `reading` |
//! | how they are printed | `printing` |

mod printing;
mod reading;
mod receiving;
mod sending;
mod store;

use std::collections::VecDeque;

use cellwire_at::Form;
use cellwire_at::error::CmsError;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::pdu::{Address, Dcs, Pid, TypeOfAddress};
use cellwire_at::sms::{Validity, csca, csmp};

use self::sending::Writing;
use self::store::{Memory, Storages, octets_of};
use super::status::parse;
use super::text::type_of;
use super::{BasicConfig, BasicModem, Done};

#[derive(Clone, Debug)]
pub(super) struct Sms {
    storages: Storages,
    /// `+CPMS`: where messages are read from, written to, and received to.
    memories: [Memory; 3],
    smsc: Address,
    /// `+CSMP`: the first octet, for how long, the protocol, the coding scheme.
    fo: u8,
    vp: u8,
    pid: Pid,
    dcs: Dcs,
    /// `+CSMS`: whether the host acknowledges what it gets.
    acknowledges: bool,
    /// The reference of the message that is sent next.
    reference: u8,
    /// What the prompt is for.
    writing: Option<Writing>,
    /// The message that the host has not acknowledged yet, and its serial number.
    unacknowledged: Option<(u64, Vec<u8>)>,
    serial: u64,
    /// What the network still has: there is no room, or the host has not acknowledged the last one.
    waiting: VecDeque<Vec<u8>>,
    /// What the host is told once `+CNMI` says so.
    held: VecDeque<Vec<Vec<u8>>>,
}

const INVALID_TEXT_PARAMETER: Answer = Answer::Cms(CmsError::INVALID_TEXT_MODE_PARAMETER);
const INVALID_PDU_PARAMETER: Answer = Answer::Cms(CmsError::INVALID_PDU_MODE_PARAMETER);
const INVALID_INDEX: Answer = Answer::Cms(CmsError::INVALID_MEMORY_INDEX);

impl Sms {
    pub(super) fn new(config: &BasicConfig) -> Self {
        Self {
            storages: Storages::default(),
            memories: [Memory::Sim; 3],
            smsc: Address::new(&config.smsc).unwrap_or(Address::EMPTY),
            fo: 17,
            vp: 167,
            pid: Pid(0),
            dcs: Dcs::GSM7,
            acknowledges: false,
            reference: 0,
            writing: None,
            unacknowledged: None,
            serial: 0,
            waiting: VecDeque::new(),
            held: VecDeque::new(),
        }
    }

    /// `AT&F`: what is set is as it was at the start.
    pub(super) const fn reset(&mut self) {
        self.memories = [Memory::Sim; 3];
        self.acknowledges = false;
        (self.fo, self.vp, self.pid, self.dcs) = (17, 167, Pid(0), Dcs::GSM7);
    }
}

/// Whether what is wrong with a command is told by `+CMS ERROR`.
pub(super) fn is_sms(name: &str) -> bool {
    name.starts_with("+CMG") && name != "+CMGF" || matches!(name, "+CMSS" | "+CNMA" | "+CPMS")
}

impl BasicModem {
    /// A parameter is not as it should be.
    pub(super) fn incorrect_sms(&self) -> Answer {
        if self.is_text_mode() { INVALID_TEXT_PARAMETER } else { INVALID_PDU_PARAMETER }
    }

    fn is_text_mode(&self) -> bool {
        self.settings.get("+CMGF", 0) == 1
    }

    /// Whether there is no room for messages.
    pub(super) fn is_full(&self) -> bool {
        let (used, total) = self.sms.storages.sizes(self.sms.memories[2]);
        used == total
    }

    pub(super) fn sms_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+CMGS" | "+CMGW" | "+CMSS" | "+CNMA", Form::Set | Form::Action) => {
                return self.sending_command(request, reply);
            }
            ("+CSCA", Form::Read) => {
                let number = self.sms.smsc.to_string();
                let (sca, tosca) = (self.encoded(&number), TypeOfAddress(type_of(&number)));
                reply.information(&csca::Answer {
                    sca: Some(sca.as_slice().into()),
                    tosca: Some(tosca),
                });
            }
            ("+CSCA", Form::Set) => {
                let set: csca::Set<'_> = parse(request)?;
                let mut number = self.number(set.sca).ok_or(INVALID_TEXT_PARAMETER)?;
                if set.tosca == Some(TypeOfAddress::INTERNATIONAL) && !number.starts_with('+') {
                    number.insert(0, '+');
                }
                self.sms.smsc = Address::new(&number).map_err(|_| INVALID_TEXT_PARAMETER)?;
            }
            ("+CSMP", Form::Read) => {
                let Sms { fo, vp, pid, dcs, .. } = self.sms;
                reply.information(&csmp::Answer {
                    fo: Some(fo),
                    vp: Some(Validity::Relative(vp)),
                    pid: Some(pid),
                    dcs: Some(dcs),
                });
            }
            ("+CSMP", Form::Set) => {
                let set: csmp::Set<'_> = parse(request)?;
                let vp = match set.vp {
                    None => self.sms.vp,
                    Some(Validity::Relative(vp)) => vp,
                    Some(Validity::Until(_)) => {
                        return Err(CmsError::TP_VP_NOT_SUPPORTED.into());
                    }
                };
                let fo = set.fo.unwrap_or(self.sms.fo);
                // An SMS-SUBMIT, or with 0 an SMS-DELIVER; without a validity period, or a relative one.
                if fo & 0b10 != 0 || !matches!(fo & 0b1_1000, 0 | 0b1_0000) {
                    return Err(INVALID_TEXT_PARAMETER);
                }
                (self.sms.fo, self.sms.vp) = (fo, vp);
                self.sms.pid = set.pid.unwrap_or(self.sms.pid);
                self.sms.dcs = set.dcs.unwrap_or(self.sms.dcs);
            }
            ("+CSMS", Form::Read) => {
                let service = u8::from(self.sms.acknowledges);
                reply.line(format_args!("+CSMS: {service},1,1,1"));
            }
            ("+CSMS", Form::Set) => match { request.params }.u8()? {
                service @ (0 | 1) => {
                    self.sms.acknowledges = service == 1;
                    reply.line("+CSMS: 1,1,1");
                }
                _ => return Err(CmsError::OPERATION_NOT_SUPPORTED.into()),
            },
            ("+CPMS", Form::Read) => {
                let texts = self.sms.memories.map(|memory| {
                    let (used, total) = self.sms.storages.sizes(memory);
                    format!("\"{}\",{used},{total}", memory.name())
                });
                reply.line(format_args!("+CPMS: {}", texts.join(",")));
            }
            ("+CPMS", Form::Set) => {
                let mut params = request.params;
                let mut memories = self.sms.memories;
                for memory in &mut memories {
                    if let Some(name) = params.opt_str()? {
                        // Some hosts send the names as texts of +CSCS.
                        let found = Memory::of(&self.decoded(name));
                        *memory = found.ok_or(CmsError::OPERATION_NOT_SUPPORTED)?;
                    }
                }
                self.sms.memories = memories;
                let texts = memories.map(|memory| {
                    let (used, total) = self.sms.storages.sizes(memory);
                    format!("{used},{total}")
                });
                reply.line(format_args!("+CPMS: {}", texts.join(",")));
                self.deliver_waiting();
            }
            ("+CSCB", Form::Read) => reply.line("+CSCB: 0,\"\",\"\""),
            ("+CSCB" | "+CSAS" | "+CRES", Form::Set | Form::Action) => {}
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    /// The address of the service centre, for messages that come from it.
    fn service_centre(&self) -> Option<Address> {
        Some(self.sms.smsc).filter(|smsc| !smsc.is_empty())
    }
}
