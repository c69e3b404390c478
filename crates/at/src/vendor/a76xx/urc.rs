//! What these modems say without being asked (note, 1.5.4, 4.2).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::vendor::a76xx::Urc;
//! use cellwire_at::vendor::a76xx::urc::CloseReason;
//!
//! let Urc::IpClose(closed) = Urc::parse(Line::new(b"+IPCLOSE: 1,1")) else { panic!() };
//! assert_eq!((closed.client_index, closed.close_reason), (1, CloseReason::REMOTE));
//! assert_eq!(Urc::parse(Line::new(b"CLOSED")), Urc::Closed);
//! ```

use core::net::SocketAddr;

use super::{cipclose, cipopen, ciprxget, cipsend, netclose, netopen, receive, serverstop};
use crate::Line;
use crate::command::{Fields, Information, Word, information, named, words};
use crate::params::{ParamError, Params, ParamsWriter, Quirks, WriteError};
use crate::status::cpin;

named! {
    /// `<close_reason>`: why a connection is gone.
    CloseReason(u8) {
        /// This side has closed it.
        LOCAL = 0, "closed by local, active";
        /// The other side has.
        REMOTE = 1, "closed by remote, passive";
        /// Sending took too long, or DTR went off.
        TIMEOUT = 2, "closed for sending timeout or DTR off";
    }
}

information! {
    /// A connection is gone without having been asked to go. The driver of RT-Thread reads it without
    /// a colon.
    IpClose = "+IPCLOSE" {
        /// Which one: its `<link_num>`.
        client_index: u8,
        /// Why.
        close_reason: CloseReason,
    }
}

/// `+CLIENT: <link_num>,<server_index>,<ip>:<port>`: somebody has connected to a server. With
/// [`+CIPMODE`](super::cipmode), `CONNECT` follows for server 0, and data mode begins.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Client {
    /// Which connection this is now.
    pub link_num: u8,
    /// Which server it was.
    pub server_index: u8,
    /// Who it is, without quotes.
    pub client: SocketAddr,
}

impl Fields<'_> for Client {
    fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
        Ok(Self {
            link_num: params.u8()?,
            server_index: params.u8()?,
            client: params.socket_addr()?,
        })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(self.link_num);
        params.number(self.server_index);
        params.socket_addr(self.client);
        Ok(())
    }
}

impl Information<'_> for Client {
    const NAME: &'static str = "+CLIENT";
}

words! {
    /// What has happened to the network.
    NetworkEvent(word, word) {
        /// It is gone: out of service, and so on.
        ClosedUnexpectedly = "NETWORK CLOSED UNEXPECTEDLY";
    }
}

information! {
    /// Something has happened to the network. The host closes all connections, and then, if `AT+NETOPEN?`
    /// says that the service is still there, uses `AT+NETCLOSE`.
    CipEvent<'a> = "+CIPEVENT" {
        /// What.
        event: NetworkEvent<'a>,
    }
}

information! {
    /// The modem has started; what was set is lost.
    AtReady = "*ATREADY" {
        /// 1.
        state: u8,
    }
}

information! {
    /// A key that was pressed on the other side of a call.
    RxDtmf<'a> = "+RXDTMF" {
        /// Which one: a digit, `*`, `#`, or a letter.
        key: Word<'a>,
    }
}

macro_rules! urcs {
    ($($(#[$doc:meta])* $variant:ident($type:ty);)* - $($(#[$text_doc:meta])* $text:ident = $words:literal;)*) => {
        /// What a modem says without being asked.
        ///
        /// Results of commands are here, too: for those that come when nothing waits for them any more.
        /// What the standards have, as `+CREG`, is [`Other`](Self::Other) here, and read by
        /// [`crate::Urc`].
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[cfg_attr(feature = "serde", serde(untagged))]
        #[non_exhaustive]
        pub enum Urc<'a> {
            $($(#[$doc])* $variant($type),)*
            $($(#[$text_doc])* $text,)*
            /// Another one, or one of these that cannot be read.
            Other(Line<'a>),
        }

        /// Those with parameters.
        const TYPED: &[Parse] = &[$(
            |line| {
                let (urc, quirks) = Information::parse_noting(line)?;
                Ok((Urc::$variant(urc), quirks))
            },
        )*];

        /// The text of those that are no more than it.
        fn of_text<'a>(line: Line<'a>) -> Option<Urc<'a>> {
            let text = line.as_bytes().trim_ascii();
            $(if text.eq_ignore_ascii_case($words.as_bytes()) {
                return Some(Urc::$text);
            })*
            None
        }
    };
}

type Parse = for<'a> fn(Line<'a>) -> Result<(Urc<'a>, Quirks), ParamError>;

urcs! {
    /// `RECV FROM:<ip>:<port>`: who has sent the data that follows.
    RecvFrom(receive::RecvFrom);
    /// `+IPD<len>`: data follows.
    Ipd(receive::Ipd);
    /// `+RECEIVE,<link_num>,<len>`: data of a connection follows.
    Receive(receive::Receive);
    /// `+CIPRXGET: 1,<link_num>`: there is data to be fetched.
    CipRxGet(ciprxget::Arrived);
    /// `+IPCLOSE`: a connection is gone.
    IpClose(IpClose);
    /// `+CLIENT`: somebody has connected to a server.
    Client(Client);
    /// `+CIPEVENT`: something has happened to the network.
    CipEvent(CipEvent<'a>);
    /// `+NETOPEN: <err>`: the result of a command that nobody waits for.
    NetOpen(netopen::Answer);
    /// `+NETCLOSE: <err>`: the result of a command that nobody waits for.
    NetClose(netclose::Answer);
    /// `+CIPOPEN: <link_num>,<err>`: the result of a command that nobody waits for.
    CipOpen(cipopen::Answer);
    /// `+CIPSEND: <link_num>,<req>,<cnf>`: the result of a command that nobody waits for.
    CipSend(cipsend::Answer);
    /// `+CIPCLOSE: <link_num>,<err>`: the result of a command that nobody waits for.
    CipClose(cipclose::Answer);
    /// `+SERVERSTOP: <server_index>,<err>`: the result of a command that nobody waits for.
    ServerStop(serverstop::Answer);
    /// `*ATREADY: 1`: the modem has started; what was set is lost.
    AtReady(AtReady);
    /// `+CPIN: READY`: whether the card waits for a PIN, as the modem starts.
    Cpin(cpin::Answer<'a>);
    /// `+RXDTMF`: a key that was pressed on the other side of a call.
    RxDtmf(RxDtmf<'a>);
    -
    /// `CLOSED`: the connection of the transparent mode is gone.
    Closed = "CLOSED";
    /// `RECV EVENT`: data has come, of modems that have TLS.
    RecvEvent = "RECV EVENT";
    /// `SMS DONE`: short messages are ready, as the modem starts.
    SmsDone = "SMS DONE";
    /// `PB DONE`: the phonebook is ready, as the modem starts.
    PbDone = "PB DONE";
}

/// The names of lines that these modems send by themselves, some of them as an answer, too; without those
/// of [`crate::urc`]. `+IPD<n>` has its number in its name: [`is_unsolicited`] knows it.
pub(crate) const NAMES: &[&str] = &[
    "RECV FROM",
    "+RECV FROM",
    "+RECEIVE",
    "+CIPRXGET",
    "+IPCLOSE",
    "+CLIENT",
    "+CIPEVENT",
    "+NETOPEN",
    "+NETCLOSE",
    "+CIPOPEN",
    "+CIPSEND",
    "+CIPCLOSE",
    "+SERVERSTOP",
    "+RXDTMF",
    "+CCHRECV",
    "+CCH_PEER_CLOSED",
];

/// Lines without a name that these modems send by themselves; without those of [`crate::urc`].
pub(crate) const TEXTS: &[&str] = &["CLOSED", "RECV EVENT"];

/// Whether a line is one of these, by its name or its text.
pub fn is_unsolicited(line: Line<'_>) -> bool {
    let name = line.name();
    let is = |known: &&str| name.eq_ignore_ascii_case(known.as_bytes());
    let text = line.as_bytes().trim_ascii();
    let is_text = |known: &&str| text.eq_ignore_ascii_case(known.as_bytes());
    NAMES.iter().any(is) || TEXTS.iter().any(is_text) || receive::Ipd::parse(line).is_ok()
}

impl<'a> Urc<'a> {
    /// Reads a line that no command has asked for.
    pub fn parse(line: Line<'a>) -> Self {
        Self::parse_noting(line).map_or(Self::Other(line), |(urc, _)| urc)
    }

    /// Reads a line that no command has asked for, and says what was odd about it. `None` for one that is
    /// [`Other`](Self::Other) to [`parse`](Self::parse).
    pub fn parse_noting(line: Line<'a>) -> Option<(Self, Quirks)> {
        if let Some(urc) = of_text(line) {
            return Some((urc, Quirks::NONE));
        }
        TYPED.iter().find_map(|parse| parse(line).ok())
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;
    use crate::command::testing::assert_line;
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
            "RECV FROM:117.131.85.139:5253" => Urc::RecvFrom(_),
            "+RECV FROM: 117.131.85.139:5253" => Urc::RecvFrom(_),
            "+IPD16" => Urc::Ipd(receive::Ipd { len: 16 }),
            "+RECEIVE,0,16" => Urc::Receive(_),
            "+CIPRXGET: 1,1" => Urc::CipRxGet(ciprxget::Arrived { link_num: 1 }),
            "+IPCLOSE: 0,1" => Urc::IpClose(_),
            "+CLIENT: 0,0,192.168.108.5:57202" => Urc::Client(_),
            "+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY" =>
                Urc::CipEvent(CipEvent { event: NetworkEvent::ClosedUnexpectedly }),
            "+NETOPEN: 0" => Urc::NetOpen(_),
            "+NETCLOSE: 0" => Urc::NetClose(_),
            "+CIPOPEN: 0,0" => Urc::CipOpen(_),
            "+CIPSEND: 0,1024,1024" => Urc::CipSend(_),
            "+CIPCLOSE: 0,0" => Urc::CipClose(_),
            "+SERVERSTOP: 0,0" => Urc::ServerStop(_),
            "*ATREADY: 1" => Urc::AtReady(AtReady { state: 1 }),
            "+CPIN: READY" => Urc::Cpin(cpin::Answer { code: cpin::Code::Ready }),
            "+RXDTMF: 8" => Urc::RxDtmf(_),
            "+RXDTMF: *" => Urc::RxDtmf(_),
            "CLOSED" => Urc::Closed,
            "RECV EVENT" => Urc::RecvEvent,
            "SMS DONE" => Urc::SmsDone,
            "PB DONE" => Urc::PbDone,
        }
    }

    /// Lines of answers, and what has no type (S22, S23, S24).
    #[test]
    fn others() {
        for line in [
            "",
            "OK",
            "+CIPRXGET: 4,1,16",
            "+CIPOPEN: 1",
            "+CIPOPEN: 0,\"TCP\",\"192.168.108.5\",57202,1",
            "+CIPCLOSE: 0,1,0,0,0,0,0,0,0,0",
            "+CREG: 1",
            "*COPN:0,\"KT\"",
            "C:(4194304,1146880)",
            "+CCHRECV: 0,0",
            "+CCH_PEER_CLOSED:0",
            "+SIMCARD: NOT AVAILABLE",
            "CLOSEDX",
        ] {
            assert_eq!(parse(line), Urc::Other(Line::new(line.as_bytes())), "{line}");
        }
    }

    #[test]
    fn known() {
        let is_known = |line: &str| is_unsolicited(Line::new(line.as_bytes()));
        for line in [
            "RECV FROM:1.2.3.4:5",
            "+IPD16",
            "+ipclose: 0,1",
            "+IPCLOSE 0,1",
            "+RECEIVE,0,16",
            "closed",
            "+CCH_PEER_CLOSED:0",
        ] {
            assert!(is_known(line), "{line}");
        }
        for line in ["", "OK", "+IPD", "+IPADDR: 10.1.2.3", "CLOSED 1", "RECVX"] {
            assert!(!is_known(line), "{line}");
        }
    }

    /// S15, S18, S19.
    #[test]
    fn written() {
        let closed = IpClose { client_index: 1, close_reason: CloseReason::REMOTE };
        assert_line("+IPCLOSE: 1,1", closed);
        let (read, quirks) = IpClose::parse_noting(Line::new(b"+IPCLOSE 1,1")).unwrap();
        assert_eq!(read, closed);
        assert!(quirks.iter().eq([Quirk::MissingColon]));
        let close_reason = IpClose::parse(Line::new(b"+IPCLOSE: 1,7")).unwrap().close_reason;
        assert_eq!(close_reason.name(), None);
        let client = ([192, 168, 108, 5], 57202).into();
        let client = Client { link_num: 0, server_index: 0, client };
        assert_line("+CLIENT: 0,0,192.168.108.5:57202", client);
        let event = NetworkEvent::ClosedUnexpectedly;
        assert_line("+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY", CipEvent { event });
        let event = NetworkEvent::of("PDP LOST".into());
        assert_line("+CIPEVENT: PDP LOST", CipEvent { event });
        assert_line("*ATREADY: 1", AtReady { state: 1 });
        assert_line("+RXDTMF: *", RxDtmf { key: Word("*".into()) });
    }

    proptest! {
        #[test]
        fn any_line(bytes: Vec<u8>, name in 0..NAMES.len()) {
            let _ = Urc::parse(Line::new(&bytes));
            let line = [NAMES[name].as_bytes(), b": ", &bytes].concat();
            let _ = alloc::format!("{:?}", Urc::parse(Line::new(&line)));
            prop_assert!(is_unsolicited(Line::new(&line)));
        }
    }
}
