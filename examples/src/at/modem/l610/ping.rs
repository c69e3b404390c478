//! `+MPING`. The answers are simulated.

use core::net::{IpAddr, Ipv4Addr};
use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::vendor::l610::mipcall::Operation;
use cellwire_at::vendor::l610::mping::{self, Family, PingStatus, Summary};
use cellwire_at::vendor::l610::{Address, TcpipError};
use cellwire_codec::Instant;

use super::{Done, L610, Refusal, parsed};
use crate::at::modem::network::{Failure, QueryId};

/// A request that is in process.
#[derive(Debug)]
pub(super) struct Ping {
    host: String,
    address: Option<IpAddr>,
    /// How many messages are still to be sent.
    left: u8,
    ttl: u8,
    timeout: Duration,
    /// What was asked, or nothing between two messages.
    asked: Option<QueryId>,
    /// When it goes on by itself.
    at: Instant,
    sent: u16,
    received: u16,
    /// How long all of them took, in milliseconds.
    took: u32,
}

/// What holds if the host does not say otherwise.
const DEFAULTS: mping::Answer =
    mping::Answer { count: 4, size: 32, ttl: 64, tos: 0, timeout: 4000 };
/// Between an answer and the next message.
const PAUSE: Duration = Duration::from_millis(100);
/// What a host that is not near is reached through.
const ROUTER: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
const TIME_EXCEEDED: u8 = 11;

impl L610 {
    pub(super) fn ping_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+MPING", Form::Read) => reply.information(&DEFAULTS),
            ("+MPING", Form::Set) => match parsed(request)? {
                mping::Set::Abort => {
                    self.ping.take().ok_or(TcpipError::PING_ERROR)?;
                }
                mping::Set::Launch(ping) => self.launch(&ping)?,
            },
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    fn launch(&mut self, ping: &mping::Ping<'_>) -> Result<(), Refusal> {
        let operation = self.needs_link()?;
        let other = match ping.mode {
            Family::IPV6 => Operation::IPV4,
            _ => Operation::IPV6,
        };
        if self.ping.is_some() || operation == other || ping.destination.0.is_empty() {
            return Err(TcpipError::PING_ERROR.into());
        }
        self.ping = Some(Ping {
            host: ping.destination.0.to_string_lossy().into_owned(),
            address: None,
            left: ping.count.unwrap_or(DEFAULTS.count),
            ttl: ping.ttl.unwrap_or(DEFAULTS.ttl),
            timeout: Duration::from_millis(ping.timeout.unwrap_or(DEFAULTS.timeout).into()),
            asked: None,
            at: self.now,
            sent: 0,
            received: 0,
            took: 0,
        });
        Ok(())
    }

    /// Sends the next message, or gives one up.
    pub(super) fn serve_ping(&mut self) {
        let now = self.now;
        let Some(ping) = &mut self.ping else { return };
        if ping.at > now {
            return;
        }
        if ping.asked.take().is_some() {
            ping.at = now + PAUSE;
            let is_last = ping.left == 0;
            self.tell(&summary(PingStatus::TIMEOUT));
            if is_last {
                self.end_ping();
            }
            return;
        }
        match self.network.ping(&ping.host) {
            Ok(query) => {
                ping.asked = Some(query);
                ping.at = now + ping.timeout;
                ping.left -= 1;
                ping.sent += 1;
            }
            Err(_) => self.terminate_ping(),
        }
    }

    /// An answer is there.
    pub(super) fn ponged(&mut self, query: QueryId, answer: Result<(IpAddr, Duration), Failure>) {
        let now = self.now;
        // What comes too late was given up.
        let Some(ping) = self.ping.as_mut().filter(|ping| ping.asked == Some(query)) else {
            return;
        };
        let Ok((address, took)) = answer else {
            self.terminate_ping();
            return;
        };
        if took > ping.timeout {
            return;
        }
        ping.address = Some(address);
        ping.asked = None;
        ping.at = now + PAUSE;
        let is_last = ping.left == 0;
        let is_near = ping.ttl > 1 || address.is_loopback();
        let rtt = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
        if is_near {
            ping.received += 1;
            ping.took = ping.took.saturating_add(rtt);
        }
        let reply = if is_near {
            let icmp_type = if address.is_ipv6() { 129 } else { 0 };
            let destination_ip = Address::from(address);
            mping::Reply { destination_ip, icmp_type, code: 0, rtt: Some(rtt) }
        } else {
            let destination_ip = Address::from(ROUTER);
            mping::Reply { destination_ip, icmp_type: TIME_EXCEEDED, code: 0, rtt: None }
        };
        self.tell(&reply);
        if is_last {
            self.end_ping();
        }
    }

    /// When it goes on by itself.
    pub(super) fn next_of_ping(&self) -> Option<Instant> {
        self.ping.as_ref().map(|ping| ping.at)
    }

    fn end_ping(&mut self) {
        let Some(ping) = self.ping.take() else { return };
        let average = ping.took.checked_div(ping.received.into());
        self.tell(&Summary {
            status: PingStatus::COMPLETE,
            // Without an answer, nobody knows the address of a name.
            destination_ip: ping.address.or_else(|| ping.host.parse().ok()).map(Address::from),
            sent_messages: Some(ping.sent),
            received_messages: Some(ping.received),
            average_rtt: average,
        });
    }

    fn terminate_ping(&mut self) {
        self.ping = None;
        self.tell(&summary(PingStatus::TERMINATED));
    }
}

/// One without numbers.
pub(super) const fn summary(status: PingStatus) -> Summary<'static> {
    Summary {
        status,
        destination_ip: None,
        sent_messages: None,
        received_messages: None,
        average_rtt: None,
    }
}
