//! Unsolicited result codes: what a modem says without being asked.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::urc::{Urc, is_unsolicited};
//!
//! let Urc::Cmti(stored) = Urc::parse(Line::new(b"+CMTI: \"SM\",3")) else { panic!() };
//! assert_eq!((stored.mem.as_raw(), stored.index), (&b"SM"[..], 3));
//!
//! // What has no type is given as it came.
//! assert!(matches!(Urc::parse(Line::new(b"+XDRV: 1")), Urc::Other(_)));
//! assert!(is_unsolicited(Line::new(b"RDY")) && !is_unsolicited(Line::new(b"+XDRV: 1")));
//! ```

use crate::Line;
use crate::command::Information;
use crate::params::{ParamError, Quirks};
use crate::vendor::{a76xx, l610};
use crate::{calls, network, sms, status, ussd};

macro_rules! urcs {
    ($($(#[$doc:meta])* $variant:ident($type:ty);)*) => {
        /// An unsolicited result code.
        ///
        /// Whether a line is one, or part of an answer, depends on what is in flight:
        /// [`Plan::belongs`](crate::Plan::belongs) decides.
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[cfg_attr(feature = "serde", serde(untagged))]
        #[non_exhaustive]
        pub enum Urc<'a> {
            /// `RING`: a call comes in.
            Ring,
            $($(#[$doc])* $variant($type),)*
            /// Another one, or one of these that cannot be read: the lines of vendors, and those that
            /// tell how the modem has started.
            Other(Line<'a>),
        }

        /// Those that have a name and a type.
        const TYPED: &[(&str, Parse)] = &[$({
            fn parse(line: Line<'_>) -> Result<(Urc<'_>, Quirks), ParamError> {
                let (urc, quirks) = Information::parse_noting(line)?;
                Ok((Urc::$variant(urc), quirks))
            }
            (name_of!($type), parse)
        },)*];
    };
}

/// The name of a line, whatever its lifetime is.
macro_rules! name_of {
    ($type:ty) => {{
        // A constant cannot name the lifetime of the enum.
        type Type<'a> = $type;
        <Type<'static> as Information<'static>>::NAME
    }};
}

type Parse = fn(Line<'_>) -> Result<(Urc<'_>, Quirks), ParamError>;

urcs! {
    /// `+CRING`: a call of some kind comes in.
    Cring(calls::crc::Cring<'a>);
    /// `+CLIP`: who calls.
    Clip(calls::clip::Caller<'a>);
    /// `+CCWA`: somebody else calls.
    Ccwa(calls::ccwa::Waiting<'a>);
    /// `+CLCC`: a call has changed, of some modems.
    Clcc(calls::clcc::Answer<'a>);
    /// `+CREG`: whether the phone is registered for calls.
    Creg(network::creg::Urc<'a>);
    /// `+CGREG`: whether it is for packet data.
    Cgreg(network::cgreg::Urc<'a>);
    /// `+CEREG`: whether it is in LTE.
    Cereg(network::cereg::Urc<'a>);
    /// `+C5GREG`: whether it is in 5G.
    C5greg(network::c5greg::Urc<'a>);
    /// `+CGEV`: something has happened to packet data.
    Cgev(network::cgerep::Urc<'a>);
    /// `+CIEV`: an indicator has changed.
    Ciev(status::cind::Event<'a>);
    /// `+CMTI`: a message has been stored.
    Cmti(sms::cmti::Stored<'a>);
    /// `+CMT`: a message. [`behind`](sms::cmt::Indication::behind) says what follows.
    Cmt(sms::cmt::Indication<'a>);
    /// `+CDSI`: a status report has been stored.
    Cdsi(sms::cmti::ReportStored<'a>);
    /// `+CDS`: a status report. [`behind`](sms::cds::Indication::behind) says what follows.
    Cds(sms::cds::Indication<'a>);
    /// `+CBM`: a cell broadcast. [`behind`](sms::cbm::Indication::behind) says what follows.
    Cbm(sms::cbm::Indication<'a>);
    /// `+CUSD`: a string of the network.
    Cusd(ussd::cusd::Indication<'a>);
}

/// Other names of lines that modems send by themselves, some of them as an answer, too.
const NAMES: &[&str] = &[
    "+CBMI",
    "+CCWE",
    "+CCWV",
    "+CDIP",
    "+CFUN",
    "+CIREGU",
    "+CLAV",
    "+CNAP",
    "+COLP",
    "+CPIN",
    "+CSQ",
    "+CSSI",
    "+CSSU",
    "+CTZE",
    "+CTZEU",
    "+CTZV",
    "+CUSATEND",
    "+CUSATP",
    "+CUSATS",
    "+GTRNDIS",
    "+SIM",
    "+SIMCARD",
    "*ATREADY",
    "*COPN",
    "*ISIMAID",
    "*PSNWID",
    "*PSUTTZ",
    "^SYSSTART",
    "DST",
];

/// All names but those with a type above.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    [NAMES, l610::NAMES, a76xx::urc::NAMES].into_iter().flatten().copied()
}

/// Lines without a name that modems send by themselves, most of them when they start or stop.
const TEXTS: &[&str] = &[
    "RING",
    "RDY",
    "AT READY",
    "SIM READY",
    "SMS READY",
    "SMS DONE",
    "PB DONE",
    "CALL READY",
    "NORMAL POWER DOWN",
    "POWERED DOWN",
];

impl<'a> Urc<'a> {
    /// Reads a line that no command has asked for.
    pub fn parse(line: Line<'a>) -> Self {
        if line.as_bytes().trim_ascii().eq_ignore_ascii_case(b"RING") {
            return Self::Ring;
        }
        Self::parse_noting(line).map_or(Self::Other(line), |(urc, _)| urc)
    }

    /// Reads a line that no command has asked for, and says what was odd about it. `None` for one of
    /// those that are [`Ring`](Self::Ring) or [`Other`](Self::Other) to [`parse`](Self::parse).
    pub fn parse_noting(line: Line<'a>) -> Option<(Self, Quirks)> {
        typed(line)?(line).ok()
    }
}

/// Whether a line is known to be unsolicited when nothing is in flight: by its name, which may be that of
/// an answer, too, or by its text.
pub fn is_unsolicited(line: Line<'_>) -> bool {
    if !may_be_known(line) {
        return false;
    }
    let name = line.name();
    if name.is_empty() {
        let text = line.as_bytes().trim_ascii();
        let mut texts = [TEXTS, a76xx::urc::TEXTS].into_iter().flatten();
        return texts.any(|known| text.eq_ignore_ascii_case(known.as_bytes()));
    }
    typed_by(name).is_some()
        || names().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
        || (matches!(name, [b'+', b'I' | b'i', ..]) && a76xx::receive::Ipd::parse(line).is_ok())
}

/// Whether a line may be in one of the tables, by its first three bytes in any case: most that are not
/// are told so at once, since to find out where a name ends costs more.
#[inline]
fn may_be_known(line: Line<'_>) -> bool {
    match *line.as_bytes() {
        // There may be blanks in front of a text.
        [0..=b' ', ..] => true,
        [a, b, c, ..] => KNOWN & 1 << front([a, b, c]) != 0,
        _ => false,
    }
}

/// A set of the beginnings of all that is in the tables.
const KNOWN: u128 = {
    let mut set = 0;
    let mut index = 0;
    while index < TYPED.len() {
        set |= 1 << front_of(TYPED[index].0);
        index += 1;
    }
    // The name of `+IPD<n>` is in no table.
    set |= 1 << front([b'+', b'I', b'P']);
    set | fronts_of(NAMES)
        | fronts_of(TEXTS)
        | fronts_of(l610::NAMES)
        | fronts_of(a76xx::urc::NAMES)
        | fronts_of(a76xx::urc::TEXTS)
};

const fn fronts_of(all: &[&str]) -> u128 {
    let mut set = 0;
    let mut index = 0;
    while index < all.len() {
        set |= 1 << front_of(all[index]);
        index += 1;
    }
    set
}

const fn front_of(known: &str) -> u32 {
    match *known.as_bytes() {
        [a, b, c, ..] => front([a, b, c]),
        // Too short a name does not compile.
        _ => u32::MAX,
    }
}

/// A number below 128.
#[inline]
const fn front([a, b, c]: [u8; 3]) -> u32 {
    let letters = u32::from_le_bytes([a, b, c, 0]) | 0x0020_2020;
    letters.wrapping_mul(0x9e37_79b1) >> 25
}

/// Whether a line says that the modem has just started: what was set is lost.
pub(crate) fn is_boot(line: Line<'_>) -> bool {
    const NAMES: [&str; 2] = ["*ATREADY", "^SYSSTART"];
    let text = line.as_bytes().trim_ascii();
    [&b"RDY"[..], b"AT READY"].iter().any(|known| text.eq_ignore_ascii_case(known))
        || NAMES.iter().any(|known| line.is(known))
}

fn typed(line: Line<'_>) -> Option<Parse> {
    if may_be_known(line) { typed_by(line.name()) } else { None }
}

fn typed_by(name: &[u8]) -> Option<Parse> {
    let is = |known: &&(&str, Parse)| name.eq_ignore_ascii_case(known.0.as_bytes());
    TYPED.iter().find(is).map(|(_, parse)| *parse)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    fn parse(line: &str) -> Urc<'_> {
        Urc::parse(Line::new(line.as_bytes()))
    }

    fn is_known(line: &str) -> bool {
        is_unsolicited(Line::new(line.as_bytes()))
    }

    #[test]
    fn each_is_read() {
        macro_rules! assert_read {
            ($($line:literal => $urc:pat),* $(,)?) => {$(
                assert!(matches!(parse($line), $urc), "{:?}", parse($line));
                assert!(is_known($line), $line);
            )*};
        }
        assert_read! {
            "RING" => Urc::Ring,
            "ring " => Urc::Ring,
            "+CRING: VOICE" => Urc::Cring(_),
            "+CLIP: \"123456789\",129,,,,0" => Urc::Clip(_),
            "+CCWA: \"123456789\",129,1,,0,,," => Urc::Ccwa(_),
            "+CLCC: 1,1,0,0,0,\"123456789\",161" => Urc::Clcc(_),
            "+CREG: 1" => Urc::Creg(_),
            "+creg: 2,\"81ED\",\"1A9CEB\"" => Urc::Creg(_),
            "+CGREG: 1" => Urc::Cgreg(_),
            "+CEREG: 1" => Urc::Cereg(_),
            "+C5GREG: 1" => Urc::C5greg(_),
            "+CGEV: ME DETACH" => Urc::Cgev(_),
            "+CIEV: 2,4" => Urc::Ciev(_),
            "+CMTI: \"ME\",1" => Urc::Cmti(_),
            "+CMT: ,24" => Urc::Cmt(sms::cmt::Indication::Pdu(_)),
            "+CDSI: \"SR\",1" => Urc::Cdsi(_),
            "+CDS: 25" => Urc::Cds(_),
            "+CBM: 88" => Urc::Cbm(_),
            "+CUSD: 2" => Urc::Cusd(_),
            "+CMTI: \"ME\"" => Urc::Other(_),
        }
    }

    #[test]
    fn others_are_kept() {
        for line in [
            "RDY",
            "AT READY",
            "+SIM READY",
            "+SIM: Inserted",
            "+SIM DROP",
            "SMS DONE",
            "PB DONE",
            "Call Ready",
            "*ATREADY: 1",
            "+CPIN: READY",
            "*PSUTTZ: 20,1,1",
            "DST: 0",
            "+CTZV: +8",
        ] {
            assert_eq!(parse(line), Urc::Other(Line::new(line.as_bytes())));
            assert!(is_known(line), "{line}");
        }
        for line in ["", "OK", "Fibocom", "RINGING", "+COPS: 0", "+CMGR: 1,,24", "RDYX", "STRING"] {
            assert_eq!(parse(line), Urc::Other(Line::new(line.as_bytes())));
            assert!(!is_known(line), "{line}");
        }
    }

    #[test]
    fn those_of_vendors_are_known() {
        for line in [
            "+MIPRTCP: 1,0,3132",
            "+mipstat: 1,1",
            "+MIPXOFF 1",
            "+MPINGSTAT: 0",
            "+IPCLOSE: 0,1",
            "+IPD16",
            "+RECEIVE,0,16",
            "RECV FROM:1.2.3.4:5",
            "+CLIENT: 0,0,192.168.108.5:57202",
            "CLOSED",
            "recv event",
        ] {
            assert!(is_known(line), "{line}");
        }
        for line in ["+IPD", "+IPDX: 1", "+IPADDR: 10.1.2.3", "CLOSED 1", "+MIPCONF: 1,2"] {
            assert!(!is_known(line), "{line}");
        }
        for known in names() {
            assert!(is_known(&alloc::format!("{known}: 1")), "{known}");
        }
    }

    #[test]
    fn names_stand_once() {
        let mut names: Vec<_> = TYPED.iter().map(|(name, _)| *name).chain(names()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    proptest! {
        #[test]
        fn any_line(bytes: Vec<u8>, name in 0..TYPED.len()) {
            let _ = Urc::parse(Line::new(&bytes));
            let line = [TYPED[name].0.as_bytes(), b": ", &bytes].concat();
            let _ = alloc::format!("{:?}", Urc::parse(Line::new(&line)));
            prop_assert!(is_unsolicited(Line::new(&line)));
        }
    }
}
