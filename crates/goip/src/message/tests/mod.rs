use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use cellwire_codec::test_util::conformance::{self, Conformance, Seen};
use cellwire_codec::{Decoder, Outcome};

use super::*;
use crate::{
    Datagram, DatagramError, Fields, GatewayDecoder, GatewayEncoder, ParseError, Quirk,
    ServerDecoder, ServerEncoder, WriteError,
};

mod bulk;
mod commands;
mod datagrams;
mod events;
mod fields;
mod keepalives;
mod laws;
mod quirks;
mod replies;

macro_rules! direction {
    ($read:ident, $written:ident, $fault:ident, $refusal:ident, $message:ident) => {
        /// The message of a datagram, and what was tolerated in it.
        #[track_caller]
        fn $read(datagram: &str) -> ($message<'_>, Vec<Quirk>) {
            let noting = $message::parse_noting(datagram.as_bytes());
            let Datagram { message, quirks } = noting.unwrap_or_else(|e| panic!("{datagram}: {e}"));
            assert_eq!($message::parse(datagram.as_bytes()), Ok(message));
            let quirks: Vec<_> = quirks.iter().collect();
            let strict = $message::parse_strict(datagram.as_bytes());
            assert_eq!(strict.is_ok(), quirks.is_empty(), "{datagram:?}: {quirks:?}");
            (message, quirks)
        }

        /// What is written of a message; it is the same message again.
        #[track_caller]
        fn $written(message: $message<'_>) -> String {
            let mut buffer = [0; 4096];
            let len = message.write(&mut buffer).unwrap();
            assert_eq!($message::parse_strict(&buffer[..len]), Ok(message));
            String::from_utf8(buffer[..len].to_vec()).unwrap()
        }

        #[track_caller]
        fn $fault(datagram: &str) -> String {
            let error = $message::parse(datagram.as_bytes()).unwrap_err();
            assert_eq!($message::parse_noting(datagram.as_bytes()), Err(error));
            error.to_string()
        }

        #[track_caller]
        fn $refusal(message: $message<'_>) -> String {
            message.encoded_len().unwrap_err().to_string()
        }
    };
}

direction!(gateway, gateway_written, gateway_fault, gateway_refusal, GatewayMessage);
direction!(server, server_written, server_fault, server_refusal, ServerMessage);

/// Read without anything odd, and written again as it was.
#[track_caller]
fn same_gateway(datagram: &str) -> GatewayMessage<'_> {
    let (message, quirks) = gateway(datagram);
    assert_eq!(quirks, [], "{datagram}");
    assert_eq!(gateway_written(message), datagram);
    message
}

#[track_caller]
fn same_server(datagram: &str) -> ServerMessage<'_> {
    let (message, quirks) = server(datagram);
    assert_eq!(quirks, [], "{datagram}");
    assert_eq!(server_written(message), datagram);
    message
}

#[track_caller]
fn event(datagram: &str) -> (Event<'_>, Vec<Quirk>) {
    match gateway(datagram) {
        (GatewayMessage::Event(event), quirks) => (event, quirks),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn keepalive(datagram: &str) -> (Keepalive<'_>, Vec<Quirk>) {
    match gateway(datagram) {
        (GatewayMessage::Keepalive(keepalive), quirks) => (keepalive, quirks),
        other => panic!("{other:?}"),
    }
}

fn event_of<'a>(body: EventBody<'a>, fields: &'a [(&'a str, &'a str)]) -> GatewayMessage<'a> {
    GatewayMessage::Event(Event {
        recvid: 7,
        id: "id".into(),
        password: "pw".into(),
        body,
        fields: Fields::from_pairs(fields),
    })
}

fn command(request: Request<'_>) -> ServerMessage<'_> {
    ServerMessage::Command(Command { sendid: 5, password: "pw".into(), request })
}

/// Every request, and how it stands on the wire.
const REQUESTS: &[(&str, Request<'static>)] = &[
    ("get_gsm_num 5 pw", Request::GetGsmNum),
    ("set_gsm_num 5 138 pw", Request::SetGsmNum(Text::new(b"138"))),
    ("get_exp_time 5 pw", Request::GetExpTime),
    ("set_exp_time 5 60 pw", Request::SetExpTime(60)),
    ("get_remain_time 5 pw", Request::GetRemainTime),
    ("reset_remain_time 5 pw", Request::ResetRemainTime),
    ("get_gsm_state 5 pw", Request::GetGsmState),
    ("svr_drop_call 5 pw", Request::DropCall),
    ("svr_reboot_module 5 pw", Request::RebootModule),
    ("svr_reboot_dev 5 pw", Request::RebootDevice),
    (
        "CF 5 pw 2 3 +49 20",
        Request::CallForward {
            reason: ForwardReason::NO_REPLY,
            mode: ForwardMode::REGISTER,
            num: Text::new(b"+49"),
            seconds: 20,
        },
    ),
    (
        "CF 5 pw 0 4  0",
        Request::CallForward {
            reason: ForwardReason::UNCONDITIONAL,
            mode: ForwardMode::ERASE,
            num: Text::new(b""),
            seconds: 0,
        },
    ),
    ("CW 5 pw 2", Request::CallWaiting(ForwardMode::QUERY)),
    ("USSD 5 pw *100#", Request::Ussd(Text::new(b"*100#"))),
    ("USSDEXIT 5 pw", Request::UssdExit),
    ("get_imei 5 pw", Request::GetImei),
    ("set_imei 5 123456789012345 pw", Request::SetImei(Text::new(b"123456789012345"))),
    ("get_out_call_interval 5 pw", Request::GetOutCallInterval),
    ("set_out_call_interval 5 -1 pw", Request::SetOutCallInterval(-1)),
    ("module_ctl_i 5 2 pw", Request::ModuleControl(ModuleSwitch::DISABLE_2014)),
    ("module_ctl 5 10120121 pw", Request::ModulesControl(Text::new(b"10120121"))),
    ("set_base_cell 5 123 pw", Request::SetBaseCell(Text::new(b"123"))),
    ("get_cells_list 5 pw", Request::GetCellsList),
    ("CURCELL 5 pw", Request::GetCurrentCell),
    ("GSM 5 pw", Request::Gsm),
    ("ATSTART 5 pw", Request::AtStart),
    ("ATALIVE 5 pw", Request::AtAlive),
    ("DIAL 5 pw 10086 3600", Request::Dial { num: Text::new(b"10086"), seconds: 3600 }),
    ("netselect 5 pw -1", Request::NetSelect(-1)),
];
