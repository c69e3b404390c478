//! Packet data: contexts, and their addresses.

use std::collections::BTreeMap;

use cellwire_at::Form;
use cellwire_at::command::Numbers;
use cellwire_at::command::Param;
use cellwire_at::error::CmeError;
use cellwire_at::modem::{Answer, Reply, Request};
use serde_json::json;

use super::{BasicModem, Done, INCORRECT};
use crate::frames::Fields;

#[derive(Clone, Debug)]
struct Context {
    kind: String,
    apn: String,
    is_active: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Packet {
    is_detached: bool,
    contexts: BTreeMap<u8, Context>,
}

impl Default for Packet {
    fn default() -> Self {
        let first = Context { kind: "IP".into(), apn: "internet".into(), is_active: false };
        Self { is_detached: false, contexts: [(1, first)].into() }
    }
}

/// The numbers of contexts.
const CIDS: core::ops::RangeInclusive<u8> = 1..=8;

impl BasicModem {
    fn is_attached(&self) -> bool {
        self.is_registered() && !self.packet.is_detached
    }

    /// Whether a context is defined.
    pub fn has_context(&self, cid: u8) -> bool {
        self.packet.contexts.contains_key(&cid)
    }

    /// Switches a context on or off, if there is one: another command than `+CGACT` has it.
    pub fn switch_context(&mut self, cid: u8, on: bool) {
        if let Some(context) = self.packet.contexts.get_mut(&cid) {
            context.is_active = on;
        }
    }

    pub(super) fn packet_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let mut params = request.params;
        match (request.name.as_str(), request.form) {
            ("+CGATT", Form::Read) => {
                reply.line(format_args!("+CGATT: {}", u8::from(self.is_attached())));
            }
            ("+CGATT", Form::Set) => {
                let on = on_or_off(params.u8()?)?;
                if on && !self.is_registered() {
                    return Err(CmeError::NO_NETWORK_SERVICE.into());
                }
                self.packet.is_detached = !on;
                if !on {
                    self.packet.contexts.values_mut().for_each(|context| context.is_active = false);
                }
            }
            ("+CGDCONT", Form::Read) => {
                for (cid, context) in &self.packet.contexts {
                    reply.params("+CGDCONT", |params| {
                        params.number(*cid);
                        params.string(context.kind.as_str())?;
                        params.string(context.apn.as_str())?;
                        params.string("")?;
                        params.number(0_u8);
                        params.number(0_u8);
                        Ok(())
                    });
                }
            }
            ("+CGDCONT", Form::Set) => self.define(request)?,
            ("+CGACT", Form::Read) => {
                for (cid, context) in &self.packet.contexts {
                    reply.line(format_args!("+CGACT: {cid},{}", u8::from(context.is_active)));
                }
            }
            ("+CGACT", Form::Set) => {
                let on = on_or_off(params.u8()?)?;
                let cids = Numbers::take(&mut params)?;
                if on && !self.is_attached() {
                    return Err(CmeError::NO_NETWORK_SERVICE.into());
                }
                for cid in cids.iter() {
                    if !self.packet.contexts.contains_key(&cid) {
                        return Err(CmeError::INVALID_INDEX.into());
                    }
                }
                for (cid, context) in &mut self.packet.contexts {
                    if cids.is_empty() || cids.iter().any(|wanted| wanted == *cid) {
                        context.is_active = on;
                    }
                }
                let (fields, word) = (active(on), if on { "activated" } else { "deactivated" });
                self.notice("packet", word, fields);
            }
            ("+CGPADDR", Form::Action | Form::Set) => {
                let cids = Numbers::take(&mut params)?;
                for (cid, context) in &self.packet.contexts {
                    if !cids.is_empty() && cids.iter().all(|wanted| wanted != *cid) {
                        continue;
                    }
                    match context.is_active {
                        true => reply.line(format_args!("+CGPADDR: {cid},\"10.0.0.{}\"", cid + 1)),
                        false => reply.line(format_args!("+CGPADDR: {cid}")),
                    }
                }
            }
            ("+CGCONTRDP", Form::Action | Form::Set) => {
                let cids = Numbers::take(&mut params)?;
                for (cid, context) in &self.packet.contexts {
                    let wanted = cids.is_empty() || cids.iter().any(|wanted| wanted == *cid);
                    if wanted && context.is_active {
                        reply.params("+CGCONTRDP", |params| {
                            params.number(*cid);
                            params.number(4 + *cid);
                            params.string(context.apn.as_str())?;
                            params.string(format!("10.0.0.{}.255.255.255.0", cid + 1).as_str())?;
                            params.string("10.0.0.1")?;
                            params.string("10.0.0.1")
                        });
                    }
                }
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    fn define(&mut self, request: &Request<'_>) -> Result<(), Answer> {
        let mut params = request.params;
        let cid = params.u8()?;
        if !CIDS.contains(&cid) {
            return Err(INCORRECT);
        }
        let Some(kind) = params.opt_str()? else {
            self.packet.contexts.remove(&cid);
            return Ok(());
        };
        let kind = kind.to_string_lossy().to_ascii_uppercase();
        if !matches!(kind.as_str(), "IP" | "IPV6" | "IPV4V6" | "PPP") {
            return Err(CmeError::UNKNOWN_PDP_TYPE.into());
        }
        let apn = params.opt_str()?.map(|apn| apn.to_string_lossy().into_owned());
        let apn = apn.unwrap_or_default();
        self.packet.contexts.insert(cid, Context { kind, apn, is_active: false });
        Ok(())
    }
}

fn active(on: bool) -> Fields {
    let mut fields = Fields::new();
    fields.insert("active".into(), json!(on));
    fields
}

const fn on_or_off(value: u8) -> Result<bool, Answer> {
    match value {
        0 | 1 => Ok(value == 1),
        _ => Err(INCORRECT),
    }
}
