//! Messages from the bytes of the fuzzer.

use cellwire_codec::Secret;
use cellwire_goip::message::{
    AckResult, CallDirection, CellList, ChannelState, Command, CommandReply, DeliveryState,
    ErrorReply, Event, EventAck, EventBody, ForwardMode, ForwardReason, ForwardState, GsmReply,
    Keepalive, KeepaliveAck, KeepaliveStatus, ModuleSwitch, Msg, OneShot, Password, Receive,
    Request, Submit, SubmitOk, UssdReply,
};
use cellwire_goip::{Fields, GatewayMessage, ServerMessage, Text};

use super::source::Source;

/// What could be taken for something else.
const WORDS: &[&str] = &[
    "1",
    "a b",
    "OK",
    "ok",
    "x;y",
    "",
    "ERROR",
    "ERROR x",
    "DISABLE",
    "IDLE",
    "idel",
    "-1",
    "0",
    "007",
    "é",
    "a:b",
    "\n",
    "x\n",
    " x",
    "x\0",
    "x,y",
    "RECEIVE",
    "AT",
    "GSM",
    "req",
    "reg",
    "CF",
    "CFOK",
    "PASSWORD",
    "password1",
    "SENDID",
    "1 errorstatus:38",
    "errorstatus:38",
    "(null)",
    "USSD send failed!",
    "@@",
    "\\n",
    "+8613800138000",
    "DIALING:1",
    "id",
    "pass",
    "password",
    "num",
    "msg",
    "signal",
    "CGATT",
    "get_imei",
    "imei",
    "write:AT+CREG?",
    "689,638,",
    "1 2",
    "1 2 3",
    "STATE",
    "Sms",
    "\r",
    "\t",
    "x\u{b}",
    "867495023958030",
    "10120121",
    "*100#",
    "a  b",
];

const NUMBERS: &[i64] = &[0, 1, -1, 2, 200, 404, i64::MAX, i64::MIN, 1_270_197_307];

pub(super) fn number(source: &mut Source<'_>) -> i64 {
    match source.below(NUMBERS.len() + 2) {
        known if known < NUMBERS.len() => NUMBERS[known],
        _ => i64::from(source.u16()),
    }
}

pub(super) fn word(source: &mut Source<'_>) -> &'static str {
    source.pick(WORDS)
}

pub(super) fn text<'a>(source: &mut Source<'a>) -> Text<'a> {
    match source.u8() {
        many @ 0..=199 => WORDS[usize::from(many) % WORDS.len()].into(),
        _ => source.bytes(60).into(),
    }
}

fn secret<'a>(source: &mut Source<'a>) -> Secret<'a> {
    Secret::new(text(source).as_bytes())
}

fn small(source: &mut Source<'_>) -> u32 {
    source.pick(&[0, 1, 5, 20, 3600, 3601, u32::MAX])
}

/// Pairs for [`Fields`].
fn pairs<'a>(source: &mut Source<'a>) -> Vec<(&'a str, &'a str)> {
    let part = |source: &mut Source<'a>| str::from_utf8(text(source).as_bytes()).unwrap_or("x");
    (0..source.below(5)).map(|_| (part(source), part(source))).collect()
}

pub(super) fn channel_state<'a>(source: &mut Source<'a>) -> ChannelState<'a> {
    match source.below(8) {
        0 => ChannelState::Idle,
        1 => ChannelState::Busy,
        2 => ChannelState::Active,
        3 => ChannelState::Dialing(text(source)),
        4 => ChannelState::Alerting(text(source)),
        5 => ChannelState::Incoming(text(source)),
        6 => ChannelState::Connected(text(source)),
        _ => ChannelState::Other { state: text(source), number: source.maybe(text) },
    }
}

pub(super) fn event_body<'a>(source: &mut Source<'a>) -> EventBody<'a> {
    match source.below(15) {
        0 => EventBody::Receive(Receive {
            srcnum: text(source),
            smscnum: source.maybe(text),
            senttime: source.maybe(text),
            msg: text(source),
        }),
        1 => EventBody::Deliver {
            sms_no: number(source),
            state: DeliveryState(number(source)),
            num: source.maybe(text),
        },
        2 => EventBody::State(channel_state(source)),
        3 => EventBody::Record { direction: CallDirection(number(source)), num: text(source) },
        4 => EventBody::Remain { minutes: number(source) },
        5 => EventBody::Expiry { minutes: number(source) },
        6 => EventBody::Hangup { num: text(source), cause: text(source) },
        7 => EventBody::Cells(CellList::new(text(source))),
        8 => EventBody::Bcch(CellList::new(text(source))),
        9 => EventBody::CellInfo(text(source)),
        10 => EventBody::Cgatt(number(source)),
        11 => EventBody::Ussn(text(source)),
        12 => EventBody::At { count: number(source), receive: text(source) },
        _ => EventBody::Other { verb: text(source) },
    }
}

pub(super) fn request<'a>(source: &mut Source<'a>) -> Request<'a> {
    match source.below(29) {
        0 => Request::GetGsmNum,
        1 => Request::SetGsmNum(text(source)),
        2 => Request::GetExpTime,
        3 => Request::SetExpTime(number(source)),
        4 => Request::GetRemainTime,
        5 => Request::ResetRemainTime,
        6 => Request::GetGsmState,
        7 => Request::DropCall,
        8 => Request::RebootModule,
        9 => Request::RebootDevice,
        10 => Request::CallForward {
            reason: ForwardReason(number(source)),
            mode: ForwardMode(number(source)),
            num: text(source),
            seconds: small(source),
        },
        11 => Request::CallWaiting(ForwardMode(number(source))),
        12 | 13 => Request::Ussd(text(source)),
        14 => Request::UssdExit,
        15 => Request::GetImei,
        16 => Request::SetImei(text(source)),
        17 => Request::GetOutCallInterval,
        18 => Request::SetOutCallInterval(number(source)),
        19 => Request::ModuleControl(ModuleSwitch(number(source))),
        20 => Request::ModulesControl(text(source)),
        21 => Request::SetBaseCell(text(source)),
        22 => Request::GetCellsList,
        23 => Request::GetCurrentCell,
        24 => Request::Gsm,
        25 => source.pick(&[Request::AtStart, Request::AtAlive]),
        26 => Request::Dial { num: text(source), seconds: small(source) },
        27 => Request::NetSelect(number(source)),
        _ => Request::Raw { verb: text(source), before: text(source), after: text(source) },
    }
}

/// Hands any message of a gateway to `then`.
pub(super) fn with_gateway_message<R>(
    source: &mut Source<'_>,
    then: impl FnOnce(GatewayMessage<'_>) -> R,
) -> R {
    let sendid = number(source);
    let message = match source.below(24) {
        0 => {
            let (id, password, pairs) = (text(source), secret(source), pairs(source));
            let fields = Fields::from_pairs(&pairs);
            let keepalive = Keepalive { count: sendid, id, password, fields };
            let _ = format!("{:?}", keepalive.status());
            return then(GatewayMessage::Keepalive(keepalive));
        }
        1..=5 => {
            let (id, password, body) = (text(source), secret(source), event_body(source));
            let pairs = pairs(source);
            let fields = Fields::from_pairs(&pairs);
            return then(GatewayMessage::Event(Event {
                recvid: sendid,
                id,
                password,
                body,
                fields,
            }));
        }
        6 => GatewayMessage::PasswordRequest { sendid },
        7 => GatewayMessage::Ready { sendid },
        8 => GatewayMessage::Wait { sendid, telid: number(source) },
        9 => {
            let (telid, sms_no) = (number(source), source.maybe(number));
            GatewayMessage::SubmitOk(SubmitOk { sendid, telid, sms_no })
        }
        10 => GatewayMessage::Error(ErrorReply { sendid, tail: text(source) }),
        11 => GatewayMessage::Done { sendid },
        12 => {
            let (verb, value) = (text(source), text(source));
            GatewayMessage::Reply(CommandReply { verb, sendid, value })
        }
        13 => GatewayMessage::Ussd(UssdReply { sendid, msg: text(source) }),
        14 => GatewayMessage::UssdError(UssdReply { sendid, msg: text(source) }),
        15 => GatewayMessage::UssdExit { sendid },
        16 => GatewayMessage::ForwardOk { sendid },
        17 => GatewayMessage::ForwardError { sendid },
        18 => GatewayMessage::ForwardState(ForwardState {
            sendid,
            enabled: number(source),
            num: text(source),
            seconds: number(source),
        }),
        19 => GatewayMessage::CallWaitingOk { sendid },
        20 => GatewayMessage::CallWaitingError { sendid },
        21 => {
            let verb = if source.bool() { "CWSTATE".into() } else { text(source) };
            let value = text(source);
            GatewayMessage::CallWaitingState(CommandReply { verb, sendid, value })
        }
        22 => {
            let pairs = pairs(source);
            let reply = GsmReply { sendid, fields: Fields::from_pairs(&pairs) };
            let _ = format!("{:?}", reply.info());
            return then(GatewayMessage::Gsm(reply));
        }
        _ => GatewayMessage::GsmError(ErrorReply { sendid, tail: text(source) }),
    };
    then(message)
}

/// Hands any message of a server to `then`.
pub(super) fn with_server_message<R>(
    source: &mut Source<'_>,
    then: impl FnOnce(ServerMessage<'_>) -> R,
) -> R {
    let sendid = number(source);
    let message = match source.below(12) {
        0 => {
            let (status, pairs) = (KeepaliveStatus(number(source)), pairs(source));
            let fields = Fields::from_pairs(&pairs);
            let ack = KeepaliveAck { count: sendid, status, fields };
            return then(ServerMessage::KeepaliveAck(ack));
        }
        1 | 2 => {
            let verb = text(source);
            let result = match source.below(4) {
                0 => AckResult::Ok,
                1 => AckResult::Disable,
                _ => AckResult::Error(text(source)),
            };
            ServerMessage::EventAck(EventAck { verb, recvid: sendid, result })
        }
        3 => ServerMessage::Msg(Msg { sendid, msg: text(source) }),
        4 => ServerMessage::Password(Password { sendid, password: secret(source) }),
        5 => {
            let (telid, telnum) = (number(source), text(source));
            ServerMessage::Submit(Submit { sendid, telid, telnum })
        }
        6 => ServerMessage::Done { sendid },
        7 => ServerMessage::OneShot(OneShot {
            sendid,
            telid: number(source),
            password: secret(source),
            telnum: text(source),
            msg: text(source),
        }),
        8 => {
            let (verb, tail) = (text(source), secret(source));
            ServerMessage::Other { verb, sendid, tail }
        }
        _ => {
            let (password, request) = (secret(source), request(source));
            ServerMessage::Command(Command { sendid, password, request })
        }
    };
    then(message)
}
