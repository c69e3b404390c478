use crate::Line;
use crate::command::Information;
use crate::params::{ParamError, Quirks};

use super::{
    mipcall, mipclose, mipdata, mipntp, mipodm, mipopen, mippush, mipread, miprtcp, miprudp,
    mipsend, mipstat, mipxoff, mipxon, mping, sim,
};

macro_rules! urcs {
    ($($(#[$doc:meta])* $variant:ident($type:ty) = $at:literal;)*) => {
        /// What an L610 says without being asked.
        ///
        /// Whether a line is one, or part of an answer, depends on what is in flight:
        /// [`Plan::belongs`](crate::Plan::belongs) decides. Results of commands are among them, since they
        /// may come after nobody waits for them any more.
        ///
        /// ```
        /// use cellwire_at::Line;
        /// use cellwire_at::vendor::l610::{Urc, mipstat};
        ///
        /// let Urc::Mipstat(report) = Urc::parse(Line::new(b"+MIPSTAT: 1,1")) else { panic!() };
        /// assert_eq!(report.status, mipstat::Status::BROKEN);
        ///
        /// // The others are those of all modems.
        /// let line = Line::new(b"+CREG: 1");
        /// assert_eq!(Urc::parse(line), Urc::Other(line));
        /// assert!(matches!(cellwire_at::Urc::parse(line), cellwire_at::Urc::Creg(_)));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[cfg_attr(feature = "serde", serde(untagged))]
        #[non_exhaustive]
        pub enum Urc<'a> {
            /// `RDY` or `AT READY`: the module has started. What was set is lost.
            Ready,
            $($(#[$doc])* $variant($type),)*
            /// Another one, or one of these that cannot be read.
            Other(Line<'a>),
        }

        /// Those that have a name and a type.
        const TYPED: &[(&str, Parse)] = &[$({
            fn parse(line: Line<'_>) -> Result<(Urc<'_>, Quirks), ParamError> {
                let (urc, quirks) = Information::parse_noting(line)?;
                Ok((Urc::$variant(urc), quirks))
            }
            ($at, parse)
        },)*];
    };
}

type Parse = fn(Line<'_>) -> Result<(Urc<'_>, Quirks), ParamError>;

urcs! {
    /// `+MIPCALL`: there is a link, or there is none.
    Mipcall(mipcall::Link<'a>) = "+MIPCALL";
    /// `+MIPOPEN`: a socket is open, as one that listens when somebody calls.
    Mipopen(mipopen::Opened<'a>) = "+MIPOPEN";
    /// `+MIPCLOSE`: a socket is closed.
    Mipclose(mipclose::Closed) = "+MIPCLOSE";
    /// `+MIPSEND`: data is in the buffer, or is not.
    Mipsend(mipsend::Sent) = "+MIPSEND";
    /// `+MIPPUSH`: data is in the protocol stack, or is not.
    Mippush(mippush::Pushed) = "+MIPPUSH";
    /// `+MIPRUDP`: data of UDP.
    Miprudp(miprudp::Received<'a>) = "+MIPRUDP";
    /// `+MIPRTCP`: data of TCP.
    Miprtcp(miprtcp::Received<'a>) = "+MIPRTCP";
    /// `+MIPSTAT`: data was acknowledged, or a socket is gone.
    Mipstat(mipstat::Report) = "+MIPSTAT";
    /// `+MPING`: a reply.
    Mping(mping::Reply<'a>) = "+MPING";
    /// `+MPINGSTAT`: how a request goes.
    Mpingstat(mping::Summary<'a>) = "+MPINGSTAT";
    /// `+MIPODM`: a socket is open in data mode.
    Mipodm(mipodm::Opened<'a>) = "+MIPODM";
    /// `+MIPXOFF`: nothing more is to be sent.
    Mipxoff(mipxoff::Xoff) = "+MIPXOFF";
    /// `+MIPXON`: it may be sent again.
    Mipxon(mipxon::Xon) = "+MIPXON";
    /// `+MIPNTP`: whether the time was synchronized.
    Mipntp(mipntp::Synchronized) = "+MIPNTP";
    /// `+MIPREAD`: there is data to be read.
    Mipread(mipread::Unread) = "+MIPREAD";
    /// `+MIPDATA`: there is data for a socket whose data mode was left.
    Mipdata(mipdata::Data) = "+MIPDATA";
    /// `+SIM`: the state of the card.
    Sim(sim::Card<'a>) = "+SIM";
}

/// The names of lines that an L610 sends by itself, some of them as an answer, too. The names that other
/// modems have, too, are not among them.
pub(crate) const NAMES: &[&str] = &[
    "+MIPCALL",
    "+MIPCLOSE",
    "+MIPDATA",
    "+MIPNTP",
    "+MIPODM",
    "+MIPOPEN",
    "+MIPPUSH",
    "+MIPREAD",
    "+MIPRTCP",
    "+MIPRUDP",
    "+MIPSEND",
    "+MIPSTAT",
    "+MIPXOFF",
    "+MIPXON",
    "+MPING",
    "+MPINGSTAT",
];

impl<'a> Urc<'a> {
    /// Reads a line that no command has asked for.
    pub fn parse(line: Line<'a>) -> Self {
        let text = line.as_bytes().trim_ascii();
        if [&b"RDY"[..], b"AT READY"].iter().any(|ready| text.eq_ignore_ascii_case(ready)) {
            return Self::Ready;
        }
        Self::parse_noting(line).map_or(Self::Other(line), |(urc, _)| urc)
    }

    /// Reads a line that no command has asked for, and says what was odd about it. `None` for one of
    /// those that are [`Ready`](Self::Ready) or [`Other`](Self::Other) to [`parse`](Self::parse).
    pub fn parse_noting(line: Line<'a>) -> Option<(Self, Quirks)> {
        let name = line.name();
        let is = |known: &&(&str, Parse)| name.eq_ignore_ascii_case(known.0.as_bytes());
        let (_, parse) = TYPED.iter().find(is)?;
        parse(line).ok()
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;
    use crate::params::Quirk;

    fn parse(line: &str) -> Urc<'_> {
        Urc::parse(Line::new(line.as_bytes()))
    }

    #[test]
    fn each_is_read() {
        macro_rules! assert_read {
            ($($line:literal => $urc:pat),* $(,)?) => {$(
                assert!(matches!(parse($line), $urc), "{:?}", parse($line));
            )*};
        }
        assert_read! {
            "RDY" => Urc::Ready,
            "AT READY" => Urc::Ready,
            "+MIPCALL: 0" => Urc::Mipcall(mipcall::Link::DOWN),
            "+MIPCALL: 10.112.241.69" => Urc::Mipcall(_),
            "+MIPOPEN: 1,1,\"10.0.0.1\",4000" => Urc::Mipopen(_),
            "+MIPCLOSE: 1,0" => Urc::Mipclose(_),
            "+MIPSEND: 1,0,2048" => Urc::Mipsend(_),
            "+MIPPUSH: 1,0,5" => Urc::Mippush(_),
            "+MIPRUDP: 120.78.176.175,10009,2,10,<RZ*ACK*3>" => Urc::Miprudp(_),
            "+MIPRTCP: 1,20" => Urc::Miprtcp(_),
            "+MIPSTAT: 1,0,512" => Urc::Mipstat(_),
            "+MPING: 10.0.0.1,0,0,95" => Urc::Mping(_),
            "+MPINGSTAT: 0,10.0.0.1,4,4,95" => Urc::Mpingstat(_),
            "+MIPODM: 1,1" => Urc::Mipodm(_),
            "+MIPXOFF 1" => Urc::Mipxoff(_),
            "+MIPXON: 1" => Urc::Mipxon(_),
            "+MIPNTP: 1" => Urc::Mipntp(_),
            "+MIPREAD: 1,20" => Urc::Mipread(_),
            "+MIPDATA: 1,20" => Urc::Mipdata(_),
            "+SIM READY" => Urc::Sim(_),
            "+SIM: Removed" => Urc::Sim(_),
            "+GTRNDIS: 0" => Urc::Other(_),
            "+MIPSTAT: " => Urc::Other(_),
            "+MIPREAD: " => Urc::Other(_),
            "+MIPCALL: 1,10.0.0.1" => Urc::Other(_),
            "" => Urc::Other(_),
            "AT READYX" => Urc::Other(_),
        }
        let (_, quirks) = Urc::parse_noting(Line::new(b"+MIPRTCP=1,4,20020000")).unwrap();
        assert!(quirks.iter().eq([Quirk::EqualsSign]));
        assert!(Urc::parse_noting(Line::new(b"RDY")).is_none());
    }

    #[test]
    fn names() {
        macro_rules! assert_named {
            ($($type:ty),* $(,)?) => {
                let names = [$(<$type as Information<'_>>::NAME),*];
                assert!(TYPED.iter().map(|(name, _)| *name).eq(names));
            };
        }
        assert_named! {
            mipcall::Link<'_>,
            mipopen::Opened<'_>,
            mipclose::Closed,
            mipsend::Sent,
            mippush::Pushed,
            miprudp::Received<'_>,
            miprtcp::Received<'_>,
            mipstat::Report,
            mping::Reply<'_>,
            mping::Summary<'_>,
            mipodm::Opened<'_>,
            mipxoff::Xoff,
            mipxon::Xon,
            mipntp::Synchronized,
            mipread::Unread,
            mipdata::Data,
            sim::Card<'_>,
        }
        let mut typed: Vec<_> = TYPED.iter().map(|(name, _)| *name).collect();
        typed.retain(|name| *name != "+SIM");
        typed.sort_unstable();
        assert_eq!(typed, NAMES);
    }

    proptest! {
        #[test]
        fn any_line(bytes: Vec<u8>, name in 0..TYPED.len()) {
            let _ = Urc::parse(Line::new(&bytes));
            let line = [TYPED[name].0.as_bytes(), b": ", &bytes].concat();
            let _ = alloc::format!("{:?}", Urc::parse(Line::new(&line)));
        }
    }
}
