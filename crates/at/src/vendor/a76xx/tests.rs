//! The conversations of the note and of the field, from both ends.

use core::net::IpAddr;

use super::cipopen::{Connection, Link, Protocol};
use super::cipsend::Data;
use super::error::{ErrCode, ErrInfo};
use super::urc::{Client, CloseReason};
use super::*;
use crate::command::testing::answer;
use crate::command::{Command, Fields, Numbers};
use crate::params::Params;
use crate::{CommandLine, Dialect, Line};

/// What a modem reads of `AT` and `wire`.
#[track_caller]
fn command<'a, C: Command + Fields<'a>>(wire: &'a str) -> C {
    let mut line = CommandLine::new(wire.as_bytes());
    let request = line.next().unwrap().unwrap();
    assert!(request.name == C::NAME && line.next().is_none());
    assert_eq!(request.form, C::FORM);
    C::parse(request.params).unwrap()
}

#[track_caller]
fn of<C: Command>(line: &str) -> C::Answer<'_> {
    answer::<C>(line)
}

fn urc(line: &str) -> Urc<'_> {
    Urc::parse(Line::new(line.as_bytes()))
}

/// tests/fixtures/at.json, simcom-a76xx: sections 3.1.3 and 3.1.4 of the note.
#[test]
fn contexts() {
    assert_eq!(command::<netopen::Action>("+NETOPEN"), netopen::Action {});
    assert!(of::<netopen::Action>("+NETOPEN: 0").ok().unwrap().err.is_ok());
    assert_eq!(command::<ipaddr::Action>("+IPADDR"), ipaddr::Action {});
    let address = of::<ipaddr::Action>("+IPADDR: 10.148.0.17").ok().unwrap();
    assert_eq!(address.ip_address, IpAddr::from([10, 148, 0, 17]));
    assert_eq!(command::<netclose::Action>("+NETCLOSE"), netclose::Action {});
    assert!(of::<netclose::Action>("+NETCLOSE: 0").ok().unwrap().err.is_ok());
    let failure = of::<ipaddr::Action>("+IPADDR: Network not opened").ok().unwrap_err();
    assert_eq!(failure.err_info(), Some(ErrInfo::NETWORK_NOT_OPENED));
}

/// Section 3.2.1.
#[test]
fn tcp_pushed() {
    let set: cipopen::Set<'_> = command("+CIPOPEN=1,\"TCP\",\"117.131.85.139\",5253");
    assert_eq!(set, cipopen::Set::tcp(1, "117.131.85.139", 5253));
    let opened = of::<cipopen::Set<'_>>("+CIPOPEN: 1,0").ok().unwrap();
    assert_eq!(opened, cipopen::Answer { link_num: 1, err: ErrCode::SUCCEEDED });
    let set: cipsend::Set<'_> = command("+CIPSEND=1,5");
    assert_eq!((set.link_num, set.data.length()), (1, Some(5)));
    assert!(!of::<cipsend::Set<'_>>("+CIPSEND: 1,5,5").ok().unwrap().is_short());
    let Urc::RecvFrom(from) = urc("RECV FROM:117.131.85.139:5253") else { panic!() };
    assert_eq!(from.address, ([117, 131, 85, 139], 5253).into());
    assert_eq!(urc("+IPD16"), Urc::Ipd(receive::Ipd { len: 16 }));
    assert_eq!(command::<cipclose::Set>("+CIPCLOSE=1"), cipclose::Set { link_num: 1 });
}

/// Section 3.2.2.
#[test]
fn tcp_buffered() {
    assert_eq!(
        command::<ciprxget::SetMode>("+CIPRXGET=1"),
        ciprxget::SetMode { mode: ciprxget::Mode::BUFFER },
    );
    assert_eq!(urc("+CIPRXGET: 1,1"), Urc::CipRxGet(ciprxget::Arrived { link_num: 1 }));
    assert_eq!(command::<ciprxget::Count>("+CIPRXGET=4,1"), ciprxget::Count { link_num: 1 });
    let unread = of::<ciprxget::Count>("+CIPRXGET: 4,1,16").ok().unwrap();
    assert_eq!(unread, ciprxget::Unread { link_num: 1, rest_len: 16 });
    let hex = command::<ciprxget::GetHex>("+CIPRXGET=3,1,5");
    assert_eq!(hex, ciprxget::GetHex { link_num: 1, len: Some(5) });
    let header = of::<ciprxget::GetHex>("+CIPRXGET: 3,1,5,6").ok().unwrap();
    assert_eq!(header, ciprxget::HexData { link_num: 1, read_len: 5, rest_len: 6 });
    let get = command::<ciprxget::Get>("+CIPRXGET=2,1");
    assert_eq!(get, ciprxget::Get { link_num: 1, len: None });
    let header = of::<ciprxget::Get>("+CIPRXGET: 2,1,6,0").ok().unwrap();
    assert_eq!(header, ciprxget::Data { link_num: 1, read_len: 6, rest_len: 0 });
    let failure = of::<ciprxget::Get>("+IP ERROR: No data").ok().unwrap_err();
    assert_eq!(failure.err_info(), Some(ErrInfo::NO_DATA));
}

/// Section 3.2.3.
#[test]
fn tcp_transparent() {
    let transparent = cipmode::Set { mode: cipmode::Mode::TRANSPARENT };
    assert_eq!(command::<cipmode::Set>("+cipmode=1"), transparent);
    assert_eq!(command::<cipopen::Read>("+CIPOPEN?"), cipopen::Read {});
    let connection = Connection {
        protocol: Protocol::Tcp,
        server_ip: "117.131.85.139".into(),
        server_port: 5253,
        index: -1,
    };
    let link = of::<cipopen::Read>("+CIPOPEN: 0,\"TCP\",\"117.131.85.139\",5253,-1");
    assert_eq!(link.ok().unwrap(), Link { link_num: 0, connection: Some(connection) });
    let link = of::<cipopen::Read>("+CIPOPEN: 9").ok().unwrap();
    assert_eq!(link, Link { link_num: 9, connection: None });
    assert_eq!(of::<cipclose::Set>("CLOSED").ok().unwrap(), cipclose::Outcome::Closed);
    let closed = cipclose::Answer { link_num: 0, err: ErrCode::SUCCEEDED };
    let outcome = of::<cipclose::Set>("+CIPCLOSE: 0,0").ok().unwrap();
    assert_eq!(outcome, cipclose::Outcome::Result(closed));
}

/// Sections 3.3.1 and 3.3.3.
#[test]
fn udp() {
    assert_eq!(
        command::<cipopen::Set<'_>>("+CIPOPEN=1,\"UDP\",,,5000"),
        cipopen::Set::udp(1, 5000),
    );
    let set: cipsend::Set<'_> = command("+CIPSEND=1,,\"117.131.85.139\",5254");
    assert_eq!(set, cipsend::Set::udp(1, Data::ended(b""), "117.131.85.139", 5254));
    let sent = of::<cipsend::Set<'_>>("+CIPSEND: 1,11,11").ok().unwrap();
    assert_eq!((sent.req_send_length, sent.cnf_send_length), (11, 11));
    assert_eq!(urc("+IPD14"), Urc::Ipd(receive::Ipd { len: 14 }));
    assert_eq!(
        command::<cipopen::Set<'_>>("+CIPOPEN=0,\"UDP\",\"117.131.85.139\",5254,5000"),
        cipopen::Set::udp_to("117.131.85.139", 5254, 5000),
    );
}

/// Section 3.4.
#[test]
fn servers() {
    let set: serverstart::Set = command("+SERVERSTART=8080, 0");
    assert_eq!((set.port, set.server_index), (8080, 0));
    let client = ([192, 168, 108, 5], 57202).into();
    let client = Client { link_num: 0, server_index: 0, client };
    assert_eq!(urc("+CLIENT: 0,0,192.168.108.5:57202"), Urc::Client(client));
    let link = of::<cipopen::Read>("+CIPOPEN: 0,\"TCP\",\"192.168.108.5\",57202,1");
    assert_eq!(link.ok().unwrap().connection.unwrap().server_index(), Some(1));
    let stopped = of::<serverstop::Set>("+SERVERSTOP: 0,0").ok().unwrap();
    assert_eq!((stopped.server_index, stopped.err.is_ok()), (0, true));
    let states = of::<cipclose::Read>("+CIPCLOSE: 0,1,0,0,0,0,0,0,0,0").ok().unwrap();
    assert_eq!(states.link_state, Numbers::new(&[0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
}

/// simcom-sim7600, simcom-urc, and what was seen in the field of simcom-a76xx.
#[test]
fn field() {
    assert!(of::<cipopen::Set<'_>>("+CIPOPEN: 0,0").ok().unwrap().err.is_ok());
    let sent = of::<cipsend::Set<'_>>("+CIPSEND: 0,1024,1024").ok().unwrap();
    assert_eq!((sent.req_send_length, sent.is_short()), (1024, false));
    assert!(!of::<cipsend::Set<'_>>("+CIPSEND: 0,8,8").ok().unwrap().is_short());
    let header = of::<ciprxget::Get>("+CIPRXGET: 2,0,6,10").ok().unwrap();
    assert_eq!((header.read_len, header.rest_len), (6, 10));
    let Urc::IpClose(closed) = urc("+IPCLOSE: 0,1") else { panic!() };
    assert_eq!((closed.client_index, closed.close_reason), (0, CloseReason::REMOTE));
    let state = |line| of::<netopen::Read>(line).ok().unwrap().net_state;
    assert_eq!(state("+NETOPEN: 1,"), netopen::NetState::OPENED);
    assert_eq!(state("+NETOPEN: 0,"), netopen::NetState::CLOSED);
    assert!(matches!(urc("+NETCLOSE: 0"), Urc::NetClose(result) if result.err.is_ok()));
    assert_eq!(urc("CLOSED"), Urc::Closed);
    assert_eq!(urc("RECV EVENT"), Urc::RecvEvent);
    assert!(matches!(urc("+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY"), Urc::CipEvent(_)));
    for line in ["*ATREADY: 1", "+CPIN: READY", "PB DONE", "SMS DONE"] {
        assert!(!matches!(urc(line), Urc::Other(_)), "{line}");
    }
    for (line, key) in [("+RXDTMF: 8", "8"), ("+RXDTMF: *", "*")] {
        assert!(matches!(urc(line), Urc::RxDtmf(pressed) if pressed.key.0 == key));
    }
    let err = of::<cipopen::Set<'_>>("+CIPOPEN: 0,2").ok().unwrap().err;
    assert_eq!(err, ErrCode::NETWORK_NOT_OPENED);
    let err = of::<netclose::Action>("+NETCLOSE: 2").ok().unwrap().err;
    assert_eq!(err, ErrCode::NETWORK_NOT_OPENED);
    let err = of::<cipopen::Set<'_>>("+CIPOPEN: 1,3").ok().unwrap().err;
    assert_eq!(err, ErrCode::WRONG_PARAMETER);
    let found = of::<cdnsgip::Set<'_>>("+CDNSGIP: 1,\"www.baidu.com\",\"14.215.177.39\"");
    let cdnsgip::Answer::Found { domain_name, ip_addresses } = found.ok().unwrap() else {
        panic!()
    };
    assert_eq!(domain_name, "www.baidu.com");
    assert!(ip_addresses.iter().eq([IpAddr::from([14, 215, 177, 39])]));
}

/// What carries a payload has a name that the dialect knows.
#[test]
fn payloads() {
    use crate::command::Information;

    let mut names = Dialect::A76XX.payloads().iter().map(crate::PayloadHeader::name);
    assert!(names.clone().any(|name| name == receive::Ipd::NAME));
    assert!(names.clone().any(|name| name == receive::Receive::NAME));
    assert!(names.any(|name| name == <ciprxget::Data as Information<'_>>::NAME));
    assert!(ciprxget::Get::parse(Params::new(b"2,1")).is_ok());
}
