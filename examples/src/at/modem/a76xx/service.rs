//! The socket service: `+NETOPEN`, `+NETCLOSE`, `+IPADDR`.

use core::net::{IpAddr, Ipv4Addr};
use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::command::Command;
use cellwire_at::modem::{Answer, CommandId, Reply, Request};
use cellwire_at::vendor::a76xx::error::{ErrCode, ErrInfo, Failure, IpError};
use cellwire_at::vendor::a76xx::urc::{AtReady, CipEvent, NetworkEvent};
use cellwire_at::vendor::a76xx::{cipopen, ipaddr, netclose, netopen};
use cellwire_codec::Instant;

use super::{A76xx, Action, Done, Refusal, Task, failed, line_of};
use crate::at::modem::faults::ResultOrder;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Closed,
    Opening,
    Open,
    Closing,
    /// It is open, and the network is gone.
    Lost,
}

/// The address of the example in the note.
const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 148, 0, 17));
/// How long the service takes to start and to stop.
const TIME: Duration = Duration::from_millis(50);

impl A76xx {
    pub(super) fn service_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+NETOPEN", Form::Action) => self.net_open(reply),
            ("+NETOPEN", Form::Set) => {
                netopen::Set::parse(request.params)?;
                self.net_open(reply)
            }
            ("+NETOPEN", Form::Read) => {
                let is_open = matches!(self.service, Service::Open | Service::Lost);
                let net_state =
                    if is_open { netopen::NetState::OPENED } else { netopen::NetState::CLOSED };
                reply.information(&netopen::ReadAnswer { net_state, extra: None });
                Ok(Answer::Ok)
            }
            ("+NETCLOSE", Form::Action) => self.net_close(reply),
            ("+NETCLOSE", Form::Read) => {
                // Nobody has printed the answer.
                let err = ErrCode((self.service == Service::Closed).into());
                reply.information(&netclose::Answer { err });
                Ok(Answer::Ok)
            }
            ("+IPADDR", Form::Action) if self.service == Service::Open => {
                reply.information(&ipaddr::Answer { ip_address: ADDRESS });
                Ok(Answer::Ok)
            }
            ("+IPADDR", Form::Action) => {
                Err(failed(&Failure::IpAddr(IpError::Text(ErrInfo::NETWORK_NOT_OPENED))))
            }
            _ => Ok(Answer::Pass),
        }
    }

    fn net_open(&mut self, reply: &Reply<'_>) -> Done {
        match self.service {
            Service::Closed => {}
            Service::Open | Service::Lost => return Err(Refusal::Info(ErrInfo::ALREADY_OPENED)),
            Service::Opening | Service::Closing => {
                return Err(failed(&netopen::Answer { err: ErrCode::BUSY }));
            }
        }
        self.service = Service::Opening;
        let (answer, command) = self.begin(ResultOrder::OkFirst, reply);
        self.later(TIME, Task::NetOpen(command));
        Ok(answer)
    }

    pub(super) fn net_opened(&mut self, command: Option<CommandId>) {
        let is_there = self.basic.is_registered();
        self.service = if is_there { Service::Open } else { Service::Closed };
        let err = if is_there { ErrCode::SUCCEEDED } else { ErrCode::NETWORK_FAILURE };
        self.end(command, line_of(&netopen::Answer { err }), is_there);
    }

    fn net_close(&mut self, reply: &Reply<'_>) -> Done {
        let err = match self.service {
            Service::Closed => ErrCode::NETWORK_NOT_OPENED,
            Service::Opening | Service::Closing => ErrCode::BUSY,
            _ if self.links.iter().any(Option::is_some) => ErrCode::SOCKETS_OPENED,
            _ if self.servers.iter().any(Option::is_some) => ErrCode::SOCKETS_OPENED,
            Service::Open | Service::Lost => ErrCode::SUCCEEDED,
        };
        if !err.is_ok() {
            return Err(failed(&netclose::Answer { err }));
        }
        self.service = Service::Closing;
        let (answer, command) = self.begin(ResultOrder::OkFirst, reply);
        self.later(TIME, Task::NetClose(command));
        Ok(answer)
    }

    pub(super) fn net_closed(&mut self, command: Option<CommandId>) {
        self.service = Service::Closed;
        self.end(command, line_of(&netclose::Answer { err: ErrCode::SUCCEEDED }), true);
    }

    /// Why nothing can be opened, if it cannot.
    pub(super) const fn why_closed(&self) -> Option<ErrCode> {
        match self.service {
            Service::Open => None,
            Service::Lost => Some(ErrCode::NETWORK_FAILURE),
            Service::Closed | Service::Opening | Service::Closing => {
                Some(ErrCode::NETWORK_NOT_OPENED)
            }
        }
    }

    /// The network is gone. What was open stays there for the host to close it.
    pub(super) fn lose_network(&mut self) -> Result<(), String> {
        if self.service != Service::Open {
            return Err("there is no network to lose: AT+NETOPEN comes first".into());
        }
        self.service = Service::Lost;
        self.network.close_all();
        for link_num in 0..self.links.len() {
            let Some(link) = &mut self.links[link_num] else { continue };
            if !link.is_open {
                let err = ErrCode::NETWORK_FAILURE;
                let answer = cipopen::Answer { link_num: link_num as u8, err };
                let command = link.waiting.take();
                self.links[link_num] = None;
                self.end(command, line_of(&answer), false);
            } else if link.is_transparent {
                self.close_link(link_num);
                self.actions.push_back(Action::HangUp(vec![b"CLOSED".to_vec()]));
            }
        }
        self.lookup_failed();
        let event = CipEvent { event: NetworkEvent::ClosedUnexpectedly };
        self.tell(line_of(&event));
        self.note("network", "it is lost".into());
        Ok(())
    }

    /// What it says as it starts.
    pub(super) fn boot(&mut self, now: Instant) {
        self.now = now;
        self.tell(line_of(&AtReady { state: 1 }));
        let lines = if self.basic.is_registered() {
            &[(200, "+CPIN: READY"), (400, "SMS DONE"), (600, "PB DONE")][..]
        } else {
            &[(200, "+CPIN: SIM PIN")]
        };
        for (after, line) in lines {
            self.tasks.push((now + Duration::from_millis(*after), Task::Line(line)));
        }
    }
}
