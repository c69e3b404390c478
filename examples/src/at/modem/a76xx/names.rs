//! `+CDNSGIP`.

use core::net::IpAddr;

use cellwire_at::Form;
use cellwire_at::command::Command;
use cellwire_at::modem::{Answer, CommandId, Reply, Request};
use cellwire_at::vendor::a76xx::cdnsgip;

use super::{A76xx, Action, Done, failed, line_of, wait};
use crate::at::modem::network::QueryId;

/// A name whose addresses a command waits for.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) command: CommandId,
    query: QueryId,
    name: String,
}

/// What drivers know of the errors: the network has failed, or something else.
const NETWORK: u16 = 3;
const COMMON: u16 = 8;

impl A76xx {
    pub(super) fn name_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        if (request.name.as_str(), request.form) != ("+CDNSGIP", Form::Set) {
            return Ok(Answer::Pass);
        }
        let set = cdnsgip::Set::parse(request.params)?;
        let name = set.domain_name.to_string_lossy().into_owned();
        if !self.basic.is_registered() {
            return Err(failed(&cdnsgip::Answer::Failed { err: NETWORK }));
        }
        let query = self.network.resolve(&name);
        let query = query.map_err(|_| failed(&cdnsgip::Answer::Failed { err: COMMON }))?;
        self.lookup = Some(Lookup { command: reply.id(), query, name });
        Ok(wait())
    }

    pub(super) fn looked_up(&mut self, query: QueryId, addresses: &[IpAddr]) {
        let Some(lookup) = self.lookup.take_if(|lookup| lookup.query == query) else { return };
        let mut addresses = addresses.to_vec();
        addresses.dedup();
        // No line is longer than that.
        addresses.truncate(8);
        let (line, answer) = if addresses.is_empty() {
            (line_of(&cdnsgip::Answer::Failed { err: COMMON }), Answer::Error)
        } else {
            let found = cdnsgip::Answer::Found {
                domain_name: lookup.name.as_str().into(),
                ip_addresses: cdnsgip::Addresses::new(&addresses),
            };
            (line_of(&found), Answer::Ok)
        };
        let command = lookup.command;
        self.actions.push_back(Action::Finish { command, lines: vec![line], answer });
    }

    pub(super) fn lookup_failed(&mut self) {
        if let Some(Lookup { command, .. }) = self.lookup.take() {
            let lines = vec![line_of(&cdnsgip::Answer::Failed { err: NETWORK })];
            self.actions.push_back(Action::Finish { command, lines, answer: Answer::Error });
        }
    }
}
