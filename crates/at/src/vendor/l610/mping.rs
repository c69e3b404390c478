//! `+MPING`: starts ping execution (Fibocom L610 TCP/UDP, 1.1.14), and `+MPINGSTAT`: how it goes (1.1.15).
//!
//! The command is over with its `OK`. What comes back is unsolicited: a `+MPING` for each reply, and at last
//! `+MPINGSTAT` with a status that [ends](PingStatus::is_end) the request. In between it can be aborted, after
//! which nothing more comes.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::{Command, Information};
//! use cellwire_at::vendor::l610::mping::{Family, Ping, Reply, Set, Summary};
//!
//! let mut buffer = [0; 64];
//! let ping = Set::Launch(Ping { count: Some(2), ..Ping::new(Family::IPV4, "example.com") });
//! let len = ping.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MPING=1,\"example.com\",2\r");
//! let len = Set::Abort.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MPING=0\r");
//!
//! let reply = Reply::parse(Line::new(b"+MPING: \"192.0.2.1\",0,0,95"))?;
//! assert!(reply.is_echo_reply() && reply.rtt == Some(95));
//! let summary = Summary::parse(Line::new(b"+MPINGSTAT: 0,\"192.0.2.1\",4,4,95"))?;
//! assert!(summary.status.is_end());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::time::Duration;

use super::table::params;
use super::{Address, Host};
use crate::command::{Command, Fields, NoAnswer, Param, Ranged, commands, information, named};
use crate::params::{ParamError, Params, ParamsWriter, Peek, Quirk, WriteError};
use crate::{Belongs, Form, Line, Lines, Plan};

named! {
    /// `<mode>` of a request: which protocol it has. 0 is to abort one.
    Family(u8) {
        /// IPv4.
        IPV4 = 1, "IPv4";
        /// IPv6.
        IPV6 = 2, "IPv6";
    }
}

named! {
    /// `<status>` of `+MPINGSTAT`: how a request goes.
    PingStatus(u8) {
        /// It is complete.
        COMPLETE = 0, "complete";
        /// No reply has come in time.
        TIMEOUT = 1, "no reply within timeout";
        /// The connection was terminated, and the request with it.
        TERMINATED = 2, "connection terminated";
        /// There is not enough memory for now.
        FLOW_OFF = 3, "flow control off";
        /// There is enough memory again.
        FLOW_ON = 4, "flow control on";
    }
}

impl PingStatus {
    /// Whether nothing more comes.
    pub const fn is_end(self) -> bool {
        matches!(self, Self::COMPLETE | Self::TERMINATED)
    }
}

commands! { "+MPING":
    /// Which values there are. The manual prints what the read form prints.
    Test -> Supported, |plan| plan.with_lines(Lines::Chosen(belongs_to_test)).within(5);
    /// The values of requests that do not say otherwise.
    Read -> Answer, |plan| plan.with_lines(Lines::Chosen(belongs_to_read)).within(5);
}

/// Launches a request, or aborts the one that is in process.
#[expect(clippy::exhaustive_enums, reason = "there is nothing else")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Set<'a> {
    /// `<mode>` 0, behind which nothing may stand: aborts the request.
    Abort,
    /// Launches a request. There can be one at a time.
    Launch(Ping<'a>),
}

/// A request.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Ping<'a> {
    /// Which protocol, 1 or 2.
    pub mode: Family,
    /// `<Destination_IP/hostname>`: where it goes.
    pub destination: Host<'a>,
    /// How many messages are sent, 1 to 255; 4 by default.
    pub count: Option<u8>,
    /// How much data each has, in bytes, 0 to 1372; 32 by default.
    pub size: Option<u16>,
    /// `<TTL>`: over how many hops it may go, 1 to 255; 64 by default.
    pub ttl: Option<u8>,
    /// `<TOS>`: the type of service, 0 to 255 (RFC 791, RFC 2474); 0 by default.
    pub tos: Option<u8>,
    /// `<TimeOUT>`: how long it waits for a reply, in milliseconds; 4000 by default.
    pub timeout: Option<u32>,
}

impl<'a> Ping<'a> {
    /// A request with the values that are the default.
    pub fn new(mode: Family, destination: &'a str) -> Self {
        Self {
            mode,
            destination: destination.into(),
            count: None,
            size: None,
            ttl: None,
            tos: None,
            timeout: None,
        }
    }

    /// How long it may take if no reply comes: the count times the timeout, with the defaults of the
    /// manual.
    pub fn longest(&self) -> Duration {
        Duration::from_millis(self.timeout.unwrap_or(4000).into())
            .saturating_mul(self.count.unwrap_or(4).into())
    }
}

impl<'a> Fields<'a> for Set<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let mode: u8 = params.number_within(0, 2)?;
        if mode == 0 {
            return match params.is_done() {
                true => Ok(Self::Abort),
                false => {
                    let index = params.taken().saturating_add(1);
                    Err(ParamError::Strict { index, quirk: Quirk::Surplus })
                }
            };
        }
        Ok(Self::Launch(Ping {
            mode: Family(mode),
            destination: Param::take(params)?,
            count: Ranged::take_within(params, 1, 255)?,
            size: Ranged::take_within(params, 0, 1372)?,
            ttl: Ranged::take_within(params, 1, 255)?,
            tos: Param::take(params)?,
            timeout: Param::take(params)?,
        }))
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        let Self::Launch(ping) = self else {
            params.number(0_u8);
            return Ok(());
        };
        ping.mode.put_within(params, 1, 2)?;
        ping.destination.put(params)?;
        ping.count.put_within(params, 1, 255)?;
        ping.size.put_within(params, 0, 1372)?;
        ping.ttl.put_within(params, 1, 255)?;
        ping.tos.put(params)?;
        ping.timeout.put(params)
    }
}

impl Command for Set<'_> {
    const NAME: &'static str = "+MPING";
    const FORM: Form = Form::Set;
    type Answer<'l> = NoAnswer;

    fn usual_plan() -> Plan {
        Plan::new(Self::NAME, Self::FORM).without_answer().within(5)
    }

    fn answer(_: Line<'_>) -> Result<NoAnswer, ParamError> {
        Err(ParamError::Name { name: "OK" })
    }
}

information! {
    /// The values of requests that do not say otherwise.
    Answer = "+MPING" {
        /// How many messages are sent.
        count: u8,
        /// How much data each has, in bytes.
        size: u16,
        /// Over how many hops it may go.
        ttl: u8,
        /// The type of service.
        tos: u8,
        /// How long it waits for a reply, in milliseconds.
        timeout: u32,
    }
}

information! {
    /// A reply: unsolicited.
    Reply<'a> = "+MPING" {
        /// Who has sent it: where the request went, or a router on the way there. Some modules leave out
        /// the quotes.
        destination_ip: Address<'a>,
        /// `<type>`: the type of the ICMP message (RFC 792).
        icmp_type: u8,
        /// Its code.
        code: u8,
        /// How long it took, in milliseconds; only for an echo reply.
        rtt: Option<u32>,
    }
}

impl Reply<'_> {
    /// Whether it is what was asked for, of IPv4 or IPv6, and no error.
    pub fn is_echo_reply(&self) -> bool {
        let echo_reply = if self.destination_ip.is_ipv6() { 129 } else { 0 };
        // With IPv6, too, modules may say 0.
        matches!(self.icmp_type, 0) || self.icmp_type == echo_reply
    }
}

information! {
    /// How a request goes: unsolicited.
    Summary<'a> = "+MPINGSTAT" {
        /// How.
        status: PingStatus,
        /// Where it went.
        destination_ip: Option<Address<'a>>,
        /// `<SentMessages>`: how many messages were sent.
        sent_messages: Option<u16>,
        /// `<ReceivedMessages>`: how many replies came.
        received_messages: Option<u16>,
        /// `<AverageRTT>`: how long one took on average, in milliseconds, if one came.
        average_rtt: Option<u32>,
    }
}

/// The answer begins with a number, a reply with an address.
fn belongs_to_read(line: Line<'_>, before: u16) -> Belongs {
    let is_answer = params(line).is_some_and(|params| params.peek() == Peek::Integer);
    if is_answer && before == 0 { Belongs::Yes } else { Belongs::No }
}

/// The answer begins with a list, or with a number.
fn belongs_to_test(line: Line<'_>, before: u16) -> Belongs {
    let is_list = params(line).is_some_and(|params| params.peek() == Peek::List);
    if is_list && before == 0 { Belongs::Yes } else { belongs_to_read(line, before) }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;
    use crate::command::Information;
    use crate::command::testing::{answer, assert_command, assert_line};

    fn ping() -> Ping<'static> {
        Ping::new(Family::IPV4, "example.com")
    }

    #[test]
    fn forms() {
        assert_command("+MPING=?", Test {});
        assert_command("+MPING?", Read {});
        assert_command("+MPING=0", Set::Abort);
        assert_command("+MPING=1,\"example.com\"", Set::Launch(ping()));
        let all = Ping {
            mode: Family::IPV6,
            count: Some(255),
            size: Some(1372),
            ttl: Some(1),
            tos: Some(0),
            timeout: Some(10_000),
            ..ping()
        };
        assert_command("+MPING=2,\"example.com\",255,1372,1,0,10000", Set::Launch(all));
        assert_command(
            "+MPING=1,\"example.com\",,,,,500",
            Set::Launch(Ping { timeout: Some(500), ..ping() }),
        );
        assert_eq!(ping().longest(), Duration::from_secs(16));
        assert_eq!(all.longest(), Duration::from_secs(2550));
        assert!(Set::usual_plan().verdict_deadline().is_none());

        let values = Answer { count: 4, size: 32, ttl: 64, tos: 0, timeout: 4000 };
        assert_line("+MPING: 4,32,64,0,4000", values);
        assert_eq!(answer::<Read>("+MPING: 4,32,64,0,4000"), values);
        // The test form is answered by a list of lists, or like the read form.
        let supported = answer::<Test>("+MPING: (0-2),(1-255),(0-1372),(1-255),(0-255)");
        assert!(supported.allows(2, 1372));
        assert!(answer::<Test>("+MPING: 4,32,64,0,4000").allows(1, 32));
    }

    #[test]
    fn ranges() {
        let mut buffer = [0; 400];
        let launch = |ping| Set::Launch(ping);
        for (set, wire, error) in [
            (launch(Ping { mode: Family(3), ..ping() }), "3", ""),
            (
                launch(Ping { count: Some(0), ..ping() }),
                "1,\"a\",0",
                "parameter 3: 0 is not in 1 to 255",
            ),
            (
                launch(Ping { size: Some(1373), ..ping() }),
                "1,\"a\",1,1373",
                "parameter 4: 1373 is not in 0 to 1372",
            ),
            (
                launch(Ping { ttl: Some(0), ..ping() }),
                "1,\"a\",1,1,0",
                "parameter 5: 0 is not in 1 to 255",
            ),
        ] {
            let written = set.write_line(&mut buffer).unwrap_err().to_string();
            let read = Set::parse(Params::new(wire.as_bytes())).unwrap_err().to_string();
            if error.is_empty() {
                assert_eq!(written, "parameter 1: 3 is not in 1 to 2");
                assert_eq!(read, "parameter 1: 3 is not in 0 to 2");
            } else {
                assert_eq!((&written[..], &read[..]), (error, error));
            }
        }
        let long = "a".repeat(256);
        let set = Set::Launch(Ping::new(Family::IPV4, &long));
        let error = set.write_line(&mut buffer).unwrap_err();
        assert_eq!(error.to_string(), "parameter 2: 256 is more than 255");
        // Nothing may stand behind a 0, and a host has to stand behind a 1.
        assert_eq!(
            Set::parse(Params::new(b"0,\"a\"")),
            Err(ParamError::Strict { index: 2, quirk: Quirk::Surplus }),
        );
        assert!(Set::parse(Params::new(b"1")).is_err());
    }

    /// L17: with quotes and without.
    #[test]
    fn unsolicited() {
        let destination_ip = [192, 0, 2, 1].into();
        let reply = Reply { destination_ip, icmp_type: 0, code: 0, rtt: Some(95) };
        assert_line("+MPING: \"192.0.2.1\",0,0,95", reply);
        assert_eq!(Reply::parse(Line::new(b"+MPING: 192.0.2.1,0,0,95")), Ok(reply));
        let exceeded = Reply { icmp_type: 11, rtt: None, ..reply };
        assert_line("+MPING: \"192.0.2.1\",11,0", exceeded);
        assert!(reply.is_echo_reply() && !exceeded.is_echo_reply());
        let line = Line::new(b"+MPING: fe80::1,129,0,5");
        assert!(Reply::parse(line).unwrap().is_echo_reply());
        assert!(Reply::parse(Line::new(b"+MPING: 4,32,64,0,4000")).is_err());

        let status = PingStatus::COMPLETE;
        let summary = Summary {
            status,
            destination_ip: Some(destination_ip),
            sent_messages: Some(4),
            received_messages: Some(0),
            average_rtt: None,
        };
        assert_line("+MPINGSTAT: 0,\"192.0.2.1\",4,0", summary);
        let summary = Summary { received_messages: Some(3), average_rtt: Some(95), ..summary };
        assert_line("+MPINGSTAT: 0,\"192.0.2.1\",4,3,95", summary);
        assert_eq!(Summary::parse(Line::new(b"+MPINGSTAT: 0,192.0.2.1,4,3,95")), Ok(summary));
        let ends: alloc::vec::Vec<_> = (0..6).map(|status| PingStatus(status).is_end()).collect();
        assert_eq!(ends, [true, false, true, false, false, false]);
        assert_eq!(
            Summary::parse(Line::new(b"+MPINGSTAT: 4")).unwrap().status,
            PingStatus::FLOW_ON
        );
    }

    #[test]
    fn whose_lines() {
        let belongs = |plan: Plan, line: &'static str, before| {
            plan.belongs(Line::new(line.as_bytes()), before, |_| true)
        };
        for plan in [Read.plan(), Test.plan()] {
            assert_eq!(belongs(plan, "+MPING: 4,32,64,0,4000", 0), Belongs::Yes);
            assert_eq!(belongs(plan, "+MPING: 4,32,64,0,4000", 1), Belongs::No);
            assert_eq!(belongs(plan, "+MPING: \"192.0.2.1\",0,0,95", 0), Belongs::No);
            assert_eq!(belongs(plan, "+MPING: 192.0.2.1,0,0,95", 0), Belongs::No);
            assert_eq!(belongs(plan, "+MPING: fe80::1,0,0,95", 0), Belongs::No);
        }
        assert_eq!(belongs(Test.plan(), "+MPING: (0-2),(1-255)", 0), Belongs::Yes);
        let set = Set::Launch(ping()).plan();
        assert_eq!(belongs(set, "+MPING: \"192.0.2.1\",0,0,95", 0), Belongs::No);
        assert_eq!(belongs(set, "+MPINGSTAT: 0", 0), Belongs::No);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            mode in 1..=2_u8,
            host in "[ -~]{0,60}",
            count in prop::option::of(1..=255_u8),
            tos: Option<u8>,
            timeout: Option<u32>,
        ) {
            let mode = Family(mode);
            let set = Set::Launch(Ping { count, tos, timeout, ..Ping::new(mode, &host) });
            let mut buffer = [0; 400];
            let len = set.write_line(&mut buffer).unwrap();
            let fields = buffer[..len].strip_prefix(b"AT+MPING=").unwrap();
            let fields = fields.strip_suffix(b"\r").unwrap();
            prop_assert_eq!(Set::parse(Params::strict(fields)), Ok(set));
        }
    }
}
