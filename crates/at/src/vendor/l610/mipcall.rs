//! `+MIPCALL`: creates a wireless link (Fibocom L610 TCP/UDP, 1.1.1).
//!
//! `OK` only says that the command was taken. The address, or a `0`, follows within 30 seconds; some modules
//! print it in front of `OK`. The command cannot be aborted.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::mipcall::{Operation, Set};
//!
//! let mut buffer = [0; 64];
//! let len = Set::with_apn(Operation::IPV4, "CMNET").write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPCALL=1,\"CMNET\"\r");
//!
//! let link = Set::answer(Line::new(b"+MIPCALL: 10.255.198.138"))?;
//! assert_eq!(link.local_ip_address, Some([10, 255, 198, 138].into()));
//! assert!(!Set::answer(Line::new(b"+MIPCALL: 0"))?.is_up());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::time::Duration;

use super::bounded::{put_secret, take_secret};
use super::table::{awaited, belongs_to_test, params};
use super::{Bare, UpTo};
use crate::command::{Fields, Information, Param, Ranged, commands, information, named};
use crate::params::{ParamError, Params, ParamsWriter, Peek, SecretStr, WriteError};
use crate::{Belongs, Line, Lines, Verdict};

/// The manual has 30 s; the rest is margin.
const DEADLINE: Duration = Duration::from_secs(35);

const MAX_PASSWORD: usize = 64;

named! {
    /// `<operation>`: what to do with the link.
    Operation(u8) {
        /// Disconnects it.
        DISCONNECT = 0, "disconnect";
        /// Establishes one of IPv4.
        IPV4 = 1, "IPv4";
        /// Establishes one of IPv6, only with an access point name.
        IPV6 = 2, "IPv6";
        /// Establishes one of both, only with an access point name.
        IPV4V6 = 3, "IPv4 and IPv6";
    }
}

named! {
    /// `<status>`: whether there is a link.
    Status(u8) {
        /// There is none.
        DISCONNECTED = 0, "disconnected";
        /// There is one.
        CONNECTED = 1, "connected";
        /// It is on its way up or down.
        BUSY = 2, "disconnecting or connecting";
    }
}

named! {
    /// `<auth>`: how the module proves who it is. The manual says 0 to 2, and lists 3, too.
    Auth(u8) {
        /// It does not.
        NONE = 0, "none";
        /// By the password, as it is.
        PAP = 1, "PAP";
        /// By a hash of it.
        CHAP = 2, "CHAP";
        /// By either.
        PAP_AND_CHAP = 3, "PAP and CHAP";
    }
}

/// `<cid>/<apn>`: which context is used.
#[expect(clippy::exhaustive_enums, reason = "it is in quotes or is not")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Context<'a> {
    /// The context with this number, of `+CGDCONT`.
    Cid(u8),
    /// The access point with this name, of up to 99 bytes.
    Apn(UpTo<'a, 99>),
}

impl<'a> Param<'a> for Context<'a> {
    /// Digits without quotes are a number.
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        match params.peek() {
            Peek::Integer => params.u8().map(Self::Cid),
            _ => Param::take(params).map(Self::Apn),
        }
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Self::Cid(cid) => cid.put(params),
            Self::Apn(apn) => apn.put(params),
        }
    }
}

commands! { "+MIPCALL":
    /// Which operations there are.
    Test -> Supported, |plan| plan.with_lines(Lines::Chosen(belongs_to_test));
    /// Whether there is a link.
    Read -> Answer<'l>, |plan| plan.with_lines(Lines::Chosen(belongs_to_read)).within(5);
}

/// Establishes a link, or disconnects it.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Set<'a> {
    /// What to do, 0 to 3.
    pub operation: Operation,
    /// Which context is used. Without one it is that of `+CGDCONT`.
    pub context: Option<Context<'a>>,
    /// The name of the user, of up to 64 bytes.
    pub user_name: Option<UpTo<'a, 64>>,
    /// The password, of up to 64 bytes.
    pub password: Option<SecretStr<'a>>,
    /// How it is used, 0 to 3.
    pub auth: Option<Auth>,
}

impl<'a> Set<'a> {
    /// Without a context, a name and a password.
    pub const fn new(operation: Operation) -> Self {
        Self { operation, context: None, user_name: None, password: None, auth: None }
    }

    /// With the name of an access point.
    pub fn with_apn(operation: Operation, apn: &'a str) -> Self {
        Self { context: Some(Context::Apn(apn.into())), ..Self::new(operation) }
    }
}

impl<'a> Fields<'a> for Set<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        Ok(Self {
            operation: Ranged::take_within(params, 0, 3)?,
            context: Param::take(params)?,
            user_name: Param::take(params)?,
            password: take_secret(params, MAX_PASSWORD)?,
            auth: Ranged::take_within(params, 0, 3)?,
        })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.operation.put_within(params, 0, 3)?;
        self.context.put(params)?;
        self.user_name.put(params)?;
        put_secret(self.password, params, MAX_PASSWORD)?;
        self.auth.put_within(params, 0, 3)
    }
}

awaited! {
    Set<'a> = Set "+MIPCALL" -> Link<'l>,
    |plan| {
        plan.with_lines(Lines::Named { at_most: 0 })
            .with_verdict(verdict, DEADLINE)
            .with_deadline(DEADLINE)
    },
    |set: &Set<'_>, plan: crate::Plan| plan.about(set.operation.0)
}

information! {
    /// Whether there is a link, and its addresses.
    Answer<'a> = "+MIPCALL" {
        /// Whether there is one.
        status: Status,
        /// Its address.
        local_ip_address: Option<Bare<'a>>,
        /// Its address of IPv6.
        local_ipv6_address: Option<LocalIpv6<'a>>,
    }
}

/// The addresses of the link, or a `0` if there is none: the result of a command, and also unsolicited.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Link<'a> {
    /// Its address. Where there is IPv6 alone, that may stand here.
    pub local_ip_address: Option<Bare<'a>>,
    /// Its address of IPv6.
    pub local_ipv6_address: Option<LocalIpv6<'a>>,
}

/// A second address. What is none of IPv6 does not count as one: other makers have servers of names there.
#[expect(clippy::exhaustive_structs, reason = "it is no more than its address")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LocalIpv6<'a>(pub Bare<'a>);

impl<'a> Param<'a> for LocalIpv6<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let mut ahead = *params;
        let address = Bare::take(&mut ahead)?;
        if !address.0.is_ipv6() {
            return Err(ParamError::Address { index: ahead.taken() });
        }
        *params = ahead;
        Ok(Self(address))
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.0.put(params)
    }

    fn take_opt(params: &mut Params<'a>) -> Result<Option<Self>, ParamError> {
        if matches!(params.peek(), Peek::Missing | Peek::Empty) {
            params.skip();
            return Ok(None);
        }
        Ok(Self::take(params).ok())
    }
}

impl Link<'_> {
    /// No link.
    pub const DOWN: Self = Self { local_ip_address: None, local_ipv6_address: None };

    /// Whether there is one.
    pub const fn is_up(&self) -> bool {
        self.local_ip_address.is_some() || self.local_ipv6_address.is_some()
    }
}

impl<'a> Fields<'a> for Link<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let mut ahead = *params;
        if ahead.number::<u32>() == Ok(0) {
            *params = ahead;
            return Ok(Self::DOWN);
        }
        let local_ip_address = Param::take(params)?;
        let local_ipv6_address = Param::take(params)?;
        let link = Self { local_ip_address, local_ipv6_address };
        if !link.is_up() {
            return Err(ParamError::Missing { index: 1 });
        }
        Ok(link)
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        if !self.is_up() {
            params.number(0_u8);
            return Ok(());
        }
        self.local_ip_address.put(params)?;
        self.local_ipv6_address.put(params)
    }
}

impl<'a> Information<'a> for Link<'a> {
    const NAME: &'static str = "+MIPCALL";
}

/// An answer begins with a number, an unsolicited line with an address. A `0` may be either, and says the
/// same.
fn belongs_to_read(line: Line<'_>, before: u16) -> Belongs {
    let is_answer = params(line).is_some_and(|params| params.peek() == Peek::Integer);
    if is_answer && before == 0 { Belongs::Yes } else { Belongs::No }
}

/// Addresses or a `0`; only a `0` if the link was to be disconnected.
fn verdict(line: Line<'_>, operation: Option<u8>) -> Verdict {
    match Link::parse(line) {
        Ok(link) if !link.is_up() || operation != Some(Operation::DISCONNECT.0) => Verdict::Whole,
        _ => Verdict::No,
    }
}

/// Whether a line says that the link is gone, and with it whatever is being opened on it.
pub(super) fn is_down(line: Line<'_>) -> bool {
    Link::parse(line).is_ok_and(|link| !link.is_up())
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};

    use proptest::prelude::*;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::params::Quirk;

    fn v6(text: &str) -> LocalIpv6<'_> {
        LocalIpv6(text.parse::<core::net::Ipv6Addr>().unwrap().into())
    }

    #[test]
    fn forms() {
        assert_command("+MIPCALL=?", Test {});
        assert_command("+MIPCALL?", Read {});
        assert_command("+MIPCALL=0", Set::new(Operation::DISCONNECT));
        assert_command("+MIPCALL=1,\"CMNET\"", Set::with_apn(Operation::IPV4, "CMNET"));
        let set = Set { context: Some(Context::Cid(2)), ..Set::new(Operation::IPV4) };
        assert_command("+MIPCALL=1,2", set);
        // In quotes it is a name, whatever it is.
        assert_command("+MIPCALL=1,\"2\"", Set::with_apn(Operation::IPV4, "2"));
        let set = Set {
            user_name: Some("guest".into()),
            password: Some("swordfish".into()),
            ..Set::with_apn(Operation::IPV4V6, "net")
        };
        assert_command("+MIPCALL=3,\"net\",\"guest\",\"swordfish\"", set);
        let set = Set { auth: Some(Auth::PAP_AND_CHAP), ..set };
        assert_command("+MIPCALL=3,\"net\",\"guest\",\"swordfish\",3", set);
        assert!(!format!("{set:?}").contains("swordfish"));
        let set = Set { user_name: None, password: None, ..set };
        assert_command("+MIPCALL=3,\"net\",,,3", set);
    }

    #[test]
    fn ranges() {
        let long = "a".repeat(100);
        let mut buffer = [0; 400];
        let mut error = |set: Set<'_>| set.write_line(&mut buffer).unwrap_err().to_string();
        assert_eq!(error(Set::new(Operation(4))), "parameter 1: 4 is not in 0 to 3");
        let set = Set::with_apn(Operation::IPV4, &long);
        assert_eq!(error(set), "parameter 2: 100 is more than 99");
        let set = Set::with_apn(Operation::IPV4, &long[..99]);
        let user = Set { user_name: Some(long[..65].into()), ..set };
        assert_eq!(error(user), "parameter 3: 65 is more than 64");
        let password = Set { password: Some(long[..65].into()), ..set };
        assert_eq!(error(password), "parameter 4: 65 is more than 64");
        assert_eq!(error(Set { auth: Some(Auth(4)), ..set }), "parameter 5: 4 is not in 0 to 3");

        let long = |len: usize| format!("\"{}\"", "a".repeat(len));
        for (fields, message) in [
            (String::from("4"), "parameter 1: 4 is not in 0 to 3"),
            (format!("1,{}", long(100)), "parameter 2: 100 is more than 99"),
            (format!("1,1,{}", long(65)), "parameter 3: 65 is more than 64"),
            (format!("1,1,\"a\",{}", long(65)), "parameter 4: 65 is more than 64"),
            (String::from("1,1,\"a\",\"b\",4"), "parameter 5: 4 is not in 0 to 3"),
            (String::new(), "parameter 1 is missing"),
        ] {
            let found = Set::parse(Params::new(fields.as_bytes())).unwrap_err();
            assert_eq!(found.to_string(), message, "{fields}");
        }
        let fields = format!("1,{},{1},{1}", long(99), long(64));
        assert!(Set::parse(Params::new(fields.as_bytes())).is_ok());
    }

    #[test]
    fn lines() {
        let ip = Some([10, 0, 0, 1].into());
        assert_line("+MIPCALL: 0", Link::DOWN);
        assert_line("+MIPCALL: 10.0.0.1", Link { local_ip_address: ip, ..Link::DOWN });
        let both = Link { local_ip_address: ip, local_ipv6_address: Some(v6("fe80::1")) };
        assert_line("+MIPCALL: 10.0.0.1,fe80::1", both);
        assert_line("+MIPCALL: ,fe80::1", Link { local_ip_address: None, ..both });
        let alone = answer::<Set<'_>>("+MIPCALL: fe80::1");
        assert!(alone.is_up() && alone.local_ip_address.unwrap().0.is_ipv6());
        // Some print a blank behind the comma, and quotes.
        assert_eq!(answer::<Set<'_>>("+MIPCALL: \"10.0.0.1\", fe80::1"), both);

        let down =
            Answer { status: Status::BUSY, local_ip_address: None, local_ipv6_address: None };
        assert_line("+MIPCALL: 2", down);
        let up = Answer { status: Status::CONNECTED, local_ip_address: ip, ..down };
        assert_line("+MIPCALL: 1,10.0.0.1", up);
        let up = Answer { local_ipv6_address: Some(v6("fe80::1")), ..up };
        assert_line("+MIPCALL: 1,10.0.0.1,fe80::1", up);
        assert_eq!(answer::<Read>("+MIPCALL: 7").status, Status(7));
        for line in ["+MIPCALL: 1", "+MIPCALL: 1,10.0.0.1", "+MIPCALL:", "+MIPCALL: (0-3)"] {
            assert!(Link::parse(Line::new(line.as_bytes())).is_err(), "{line}");
        }
    }

    /// The families fibocom-g6x0, fibocom-l610 and longsung-mip.
    #[test]
    fn vectors() {
        let link = answer::<Set<'_>>("+MIPCALL: 10.255.198.138");
        assert_eq!(link.local_ip_address, Some([10, 255, 198, 138].into()));
        // L2: no blank.
        let link = answer::<Set<'_>>("+MIPCALL:10.1.2.3");
        assert_eq!(link.local_ip_address, Some([10, 1, 2, 3].into()));
        let found = answer::<Read>("+MIPCALL: 1,123.145.167.230");
        assert_eq!(found.status, Status::CONNECTED);
        assert_eq!(found.local_ip_address, Some([123, 145, 167, 230].into()));

        // L23: what follows the address are servers of names, and left out.
        let line = Line::new(b"+MIPCALL: 1,10.179.225.9,210.21.4.130,221.5.88.88");
        let (found, quirks) = Answer::parse_noting(line).unwrap();
        assert_eq!(found.local_ip_address, Some([10, 179, 225, 9].into()));
        assert!(found.local_ipv6_address.is_none() && quirks.iter().eq([Quirk::Surplus]));
        assert!(!answer::<Set<'_>>("+MIPCALL: 0,0.0.0.0,0.0.0.0,0.0.0.0").is_up());
    }

    #[test]
    fn whose_lines() {
        let belongs = |plan: crate::Plan, line: &'static str, before| {
            plan.belongs(Line::new(line.as_bytes()), before, |_| true)
        };
        let read = Read.plan();
        assert_eq!(belongs(read, "+MIPCALL: 1,10.0.0.1", 0), Belongs::Yes);
        assert_eq!(belongs(read, "+MIPCALL: 0", 0), Belongs::Yes);
        assert_eq!(belongs(read, "+MIPCALL: 0", 1), Belongs::No);
        assert_eq!(belongs(read, "+MIPCALL: 10.0.0.1", 0), Belongs::No);
        assert_eq!(belongs(read, "+MIPCALL: fe80::1", 0), Belongs::No);
        assert_eq!(belongs(Test.plan(), "+MIPCALL: (0-3)", 0), Belongs::Yes);
        assert_eq!(belongs(Test.plan(), "+MIPCALL: 0", 0), Belongs::No);

        let verdict =
            |plan: crate::Plan, line: &'static str| plan.verdict(Line::new(line.as_bytes()));
        let set = Set::new(Operation::IPV4).plan();
        assert_eq!(set.verdict_deadline(), Some(DEADLINE));
        assert!(set.deadline() >= Duration::from_secs(30));
        assert_eq!(verdict(set, "+MIPCALL:10.1.2.3"), Verdict::Whole);
        assert_eq!(verdict(set, "+MIPCALL: 0"), Verdict::Whole);
        assert_eq!(verdict(set, "+MIPCALL: 1,10.1.2.3"), Verdict::No);
        assert_eq!(belongs(set, "+MIPCALL: 10.1.2.3", 0), Belongs::Yes);
        assert_eq!(belongs(set, "+MIPSTAT: 1,1", 0), Belongs::No);
        let down = Set::new(Operation::DISCONNECT).plan();
        assert_eq!(verdict(down, "+MIPCALL: 10.1.2.3"), Verdict::No);
        assert_eq!(verdict(down, "+MIPCALL: 0"), Verdict::Whole);
        assert_eq!(verdict(Set::usual_plan(), "+MIPCALL: 10.1.2.3"), Verdict::Whole);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            operation in 0..4_u8,
            apn in prop::option::of("[ -~]{0,99}"),
            user in prop::option::of("\\PC{0,16}"),
            password in prop::option::of("[ -~]{0,64}"),
            auth in prop::option::of(0..4_u8),
        ) {
            let set = Set {
                operation: Operation(operation),
                context: apn.as_deref().map(|apn| Context::Apn(apn.into())),
                user_name: user.as_deref().map(UpTo::from),
                password: password.as_deref().map(SecretStr::from),
                auth: auth.map(Auth),
            };
            let mut buffer = [0; 400];
            let len = set.write_line(&mut buffer).unwrap();
            let fields = buffer[..len].strip_prefix(b"AT+MIPCALL=").unwrap();
            let fields = fields.strip_suffix(b"\r").unwrap();
            prop_assert_eq!(Set::parse(Params::strict(fields)), Ok(set));
        }
    }
}
