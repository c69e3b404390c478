//! What holds for every message and every datagram.

use proptest::prelude::*;

use super::*;
use crate::Quirks;

/// What messages are made of.
#[derive(Clone, Debug)]
struct Parts {
    numbers: [i64; 3],
    verb: String,
    tokens: [String; 3],
    values: [String; 4],
    words: String,
    text: String,
    fields: Vec<(String, String)>,
}

const VERBS: &[&str] = &[
    "req",
    "reg",
    "RECEIVE",
    "DELIVER",
    "STATE",
    "RECORD",
    "REMAIN",
    "EXPIRY",
    "HANGUP",
    "CELLS",
    "BCCH",
    "CELLINFO",
    "CGATT",
    "USSN",
    "AT",
    "GSM",
    "GSMERROR",
    "USSD",
    "USSDERROR",
    "USSDEXIT",
    "MSG",
    "PASSWORD",
    "SEND",
    "WAIT",
    "OK",
    "ERROR",
    "DONE",
    "SMS",
    "CF",
    "CFOK",
    "CFERROR",
    "CFSTATE",
    "CW",
    "CWOK",
    "CWERROR",
    "CWSTATE",
    "get_gsm_num",
    "set_gsm_num",
    "set_exp_time",
    "module_ctl",
    "module_ctl_i",
    "DIAL",
    "netselect",
    "set_imei",
    "NEW",
    "status_flag",
];

const PIECES: &[&str] = &[
    ":",
    ";",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\0",
    "\t",
    ",",
    "-",
    "0",
    "1",
    "7",
    "42",
    "-5",
    "id:",
    "id:a;",
    "password:",
    "password:b;",
    "pass:",
    "pass:c;",
    "num:",
    "msg:",
    ";msg:",
    "cause:",
    ",cause:",
    "gsm_remain_state:",
    "IDLE",
    "IDEL",
    "DIALING:",
    "state:",
    "sms_no:",
    "dir:",
    "count:",
    "receive:",
    "signal:",
    "gsm_status:",
    "LOGIN",
    "voip_state:",
    "CGATT:Y;",
    "status:",
    "status:200;",
    "OK",
    "ok",
    "ERROR",
    "ERROR ",
    "DISABLE",
    "errorstatus:",
    "x",
    "x:y;",
    "\u{e4}",
    "hello",
    "lists:1,2,",
    "gsm_remain_time:1",
    "exp:1",
    "info:",
    "cgatt:1",
    "bcch:",
    "srcnum:",
    "smscnum:",
    "imei:",
];

fn tame() -> impl Strategy<Value = Parts> {
    let token = "[!-:<-~\u{e4}]{1,8}";
    let value = "([!-:<-~\u{e4}]([ -:<-~\u{e4}]{0,8}[!-:<-~\u{e4}])?)?";
    parts(
        prop_oneof![
            "[A-Za-z][A-Za-z0-9_.-]{0,6}",
            prop::sample::select(VERBS).prop_map(String::from)
        ]
        .boxed(),
        token.boxed(),
        value.boxed(),
        "([!-~\u{e4}]([ -~\u{e4}]{0,8}[!-~\u{e4}])?)?".boxed(),
        "(?s)(.{0,20}[^\0])?".boxed(),
        prop::collection::vec(("[!-9<-~][a-z]{0,3}", value), 0..4).boxed(),
    )
}

fn wild() -> impl Strategy<Value = Parts> {
    let piece = prop_oneof![prop::sample::select(PIECES).prop_map(String::from), "(?s).{0,3}"];
    let any = prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat()).boxed();
    parts(
        prop_oneof![any.clone(), prop::sample::select(VERBS).prop_map(String::from)].boxed(),
        any.clone(),
        any.clone(),
        any.clone(),
        any.clone(),
        prop::collection::vec((any.clone(), any), 0..3).boxed(),
    )
}

fn parts(
    verb: BoxedStrategy<String>,
    token: BoxedStrategy<String>,
    value: BoxedStrategy<String>,
    words: BoxedStrategy<String>,
    text: BoxedStrategy<String>,
    fields: BoxedStrategy<Vec<(String, String)>>,
) -> impl Strategy<Value = Parts> {
    let number = || prop_oneof![-2..300_i64, any::<i64>()];
    let numbers = [number(), number(), number()];
    let tokens = [token.clone(), token.clone(), token];
    let values = [value.clone(), value.clone(), value.clone(), value];
    (numbers, verb, tokens, values, words, text, fields).prop_map(
        |(numbers, verb, tokens, values, words, text, fields)| Parts {
            numbers,
            verb,
            tokens,
            values,
            words,
            text,
            fields,
        },
    )
}

impl Parts {
    fn gateway<'a>(&'a self, fields: Fields<'a>) -> Vec<GatewayMessage<'a>> {
        let [sendid, telid, number] = self.numbers;
        let [id, password, token] = self.tokens.each_ref().map(|token| Text::from(token.as_str()));
        let [one, two, three, four] =
            self.values.each_ref().map(|value| Text::from(value.as_str()));
        let [verb, words, text] =
            [&self.verb, &self.words, &self.text].map(|text| Text::from(text.as_str()));
        let password = Secret::new(password.as_bytes());
        let events = [
            EventBody::Receive(Receive {
                srcnum: one,
                smscnum: Some(two),
                senttime: Some(three),
                msg: text,
            }),
            EventBody::Receive(Receive { srcnum: one, smscnum: None, senttime: None, msg: text }),
            EventBody::Deliver { sms_no: telid, state: DeliveryState(number), num: Some(one) },
            EventBody::Deliver { sms_no: telid, state: DeliveryState(number), num: None },
            EventBody::State(ChannelState::Idle),
            EventBody::State(ChannelState::Busy),
            EventBody::State(ChannelState::Active),
            EventBody::State(ChannelState::Dialing(one)),
            EventBody::State(ChannelState::Alerting(one)),
            EventBody::State(ChannelState::Incoming(one)),
            EventBody::State(ChannelState::Connected(one)),
            EventBody::State(ChannelState::Other { state: two, number: Some(one) }),
            EventBody::State(ChannelState::Other { state: two, number: None }),
            EventBody::Record { direction: CallDirection(number), num: one },
            EventBody::Remain { minutes: number },
            EventBody::Expiry { minutes: number },
            EventBody::Hangup { num: one, cause: two },
            EventBody::Cells(CellList::new(one)),
            EventBody::Bcch(CellList::new(one)),
            EventBody::CellInfo(four),
            EventBody::Cgatt(number),
            EventBody::Ussn(text),
            EventBody::At { count: number, receive: text },
            EventBody::Other { verb },
        ];
        let reply = CommandReply { verb, sendid, value: words };
        let mut messages = vec![
            GatewayMessage::Keepalive(Keepalive { count: sendid, id, password, fields }),
            GatewayMessage::PasswordRequest { sendid },
            GatewayMessage::Ready { sendid },
            GatewayMessage::Wait { sendid, telid },
            GatewayMessage::SubmitOk(SubmitOk { sendid, telid, sms_no: Some(number) }),
            GatewayMessage::SubmitOk(SubmitOk { sendid, telid, sms_no: None }),
            GatewayMessage::Error(ErrorReply { sendid, tail: words }),
            GatewayMessage::Done { sendid },
            GatewayMessage::Reply(reply),
            GatewayMessage::Ussd(UssdReply { sendid, msg: text }),
            GatewayMessage::UssdError(UssdReply { sendid, msg: words }),
            GatewayMessage::UssdExit { sendid },
            GatewayMessage::ForwardOk { sendid },
            GatewayMessage::ForwardError { sendid },
            GatewayMessage::ForwardState(ForwardState {
                sendid,
                enabled: telid,
                num: token,
                seconds: number,
            }),
            GatewayMessage::ForwardState(ForwardState {
                sendid,
                enabled: telid,
                num: "".into(),
                seconds: number,
            }),
            GatewayMessage::CallWaitingOk { sendid },
            GatewayMessage::CallWaitingError { sendid },
            GatewayMessage::CallWaitingState(CommandReply { verb: "CWSTATE".into(), ..reply }),
            GatewayMessage::Gsm(GsmReply { sendid, fields }),
            GatewayMessage::GsmError(ErrorReply { sendid, tail: words }),
        ];
        messages.extend(events.map(|body| {
            GatewayMessage::Event(Event { recvid: sendid, id, password, body, fields })
        }));
        messages
    }

    fn server<'a>(&'a self, fields: Fields<'a>) -> Vec<ServerMessage<'a>> {
        let [sendid, telid, number] = self.numbers;
        let [one, password, token] = self.tokens.each_ref().map(|token| Text::from(token.as_str()));
        let [verb, words, text] =
            [&self.verb, &self.words, &self.text].map(|text| Text::from(text.as_str()));
        let password = Secret::new(password.as_bytes());
        let mut messages = vec![
            ServerMessage::KeepaliveAck(KeepaliveAck {
                count: sendid,
                status: KeepaliveStatus(number),
                fields,
            }),
            ServerMessage::EventAck(EventAck { verb, recvid: sendid, result: AckResult::Ok }),
            ServerMessage::EventAck(EventAck { verb, recvid: sendid, result: AckResult::Disable }),
            ServerMessage::EventAck(EventAck {
                verb,
                recvid: sendid,
                result: AckResult::Error(words),
            }),
            ServerMessage::Msg(Msg { sendid, msg: text }),
            ServerMessage::Password(Password { sendid, password }),
            ServerMessage::Submit(Submit { sendid, telid, telnum: token }),
            ServerMessage::Done { sendid },
            ServerMessage::OneShot(OneShot { sendid, telid, password, telnum: token, msg: text }),
            ServerMessage::Other { verb, sendid, tail: Secret::new(words.as_bytes()) },
        ];
        let seconds = telid.unsigned_abs() as u32 % 3700;
        let (reason, mode) = (ForwardReason(telid), ForwardMode(number));
        let requests = [
            Request::SetGsmNum(token),
            Request::SetExpTime(number),
            Request::CallForward { reason, mode, num: token, seconds },
            Request::CallForward { reason, mode, num: "".into(), seconds },
            Request::CallWaiting(mode),
            Request::Ussd(token),
            Request::SetImei(token),
            Request::SetOutCallInterval(number),
            Request::ModuleControl(ModuleSwitch(number)),
            Request::ModulesControl(one),
            Request::SetBaseCell(token),
            Request::Dial { num: token, seconds },
            Request::NetSelect(number),
        ];
        let plain = REQUESTS.iter().map(|(_, request)| *request);
        messages.extend(
            requests
                .into_iter()
                .chain(plain)
                .map(|request| ServerMessage::Command(Command { sendid, password, request })),
        );
        messages
    }
}

macro_rules! laws {
    ($message:ident, $encoder:ident, $decoder:ident, $written:ident, $read:ident) => {
        /// What is written is read as it was, and nothing is odd about it.
        #[track_caller]
        fn $written(message: $message<'_>) -> bool {
            if message.encoded_len().is_err() {
                conformance::refused(&mut $encoder, &message).unwrap();
                let _ = format!("{:?}", message.into_owned());
                return false;
            }
            let mut strict = $decoder::new().strict().with_max_len(usize::MAX);
            conformance::round_trip(&mut $encoder, &mut strict, &message, |message, read| {
                read.message == *message
                    && read.quirks.is_empty()
                    && read.message.name() == message.name()
            })
            .unwrap();
            assert_eq!(message.into_owned().as_message(), message);
            true
        }

        /// Whatever is read can be owned, and if it can be written, is the same again.
        #[track_caller]
        fn $read(datagram: &[u8]) {
            let conformance = Conformance::new($decoder::new, |datagram| format!("{datagram:?}"));
            conformance.datagram(datagram).unwrap();
            let strict = $message::parse_strict(datagram);
            let Datagram { message, quirks } = match $message::parse_noting(datagram) {
                Ok(datagram) => datagram,
                Err(error) => {
                    assert_eq!($message::parse(datagram), Err(error));
                    assert_eq!(strict, Err(error));
                    return;
                }
            };
            assert_eq!($message::parse(datagram), Ok(message));
            assert_eq!(strict.ok(), (quirks == Quirks::NONE).then_some(message));
            assert_eq!(message.into_owned().as_message(), message, "{}", datagram.escape_ascii());
            if message.encoded_len().is_ok() {
                $written(message);
            }
        }
    };
}

laws!(GatewayMessage, GatewayEncoder, GatewayDecoder, check_written_gateway, check_read_gateway);
laws!(ServerMessage, ServerEncoder, ServerDecoder, check_written_server, check_read_server);

fn check_read(datagram: &[u8]) {
    check_read_gateway(datagram);
    check_read_server(datagram);
    if let Ok(message) = GatewayMessage::parse(datagram) {
        for (_, request) in REQUESTS {
            let _ = request.answer(&message);
        }
        match message {
            GatewayMessage::Keepalive(keepalive) => check_status(&keepalive),
            GatewayMessage::Error(error) => drop(format!("{:?}", error.bulk())),
            GatewayMessage::Gsm(gsm) => drop(format!("{:?}", gsm.info())),
            _ => {}
        }
    }
}

/// The status is what the fields say, read one by one.
fn check_status(keepalive: &Keepalive<'_>) {
    let status = keepalive.status();
    let get = |key| keepalive.fields.get(key).filter(|value| !value.is_empty());
    let number = |key| get(key).and_then(|value: Text<'_>| crate::number::parse(value.as_bytes()));
    assert_eq!(status.num, get("num"));
    assert_eq!(status.voip_state, get("voip_state"));
    assert_eq!(status.imei, get("imei"));
    assert_eq!(status.imsi, get("imsi"));
    assert_eq!(status.iccid, get("iccid"));
    assert_eq!(status.pro, get("pro"));
    assert_eq!(status.cell_info, get("CELLINFO"));
    assert_eq!(status.s_l_id, get("s_l_id"));
    assert_eq!(
        status.signal.map(i64::from),
        number("signal").filter(|signal| (0..256).contains(signal))
    );
    assert_eq!(status.remain_time, number("remain_time"));
    assert_eq!(status.idle, number("idle"));
    assert_eq!(status.disable_status, number("disable_status"));
    assert_eq!(status.gsm_status.is_some(), get("gsm_status").is_some());
    assert_eq!(status.voip_status.is_some(), get("voip_status").is_some());
    assert!(status.sms_login.is_none() || get("SMS_LOGIN").is_some());
    assert_eq!(
        status.cgatt == Some(true),
        get("CGATT").is_some_and(|flag| flag == "Y" || flag == "y" || flag == "1")
    );
}

/// A datagram of pieces that messages are made of.
fn datagram() -> impl Strategy<Value = Vec<u8>> {
    let verb = prop::sample::select(VERBS).prop_map(String::from);
    let piece =
        || prop_oneof![8 => prop::sample::select(PIECES).prop_map(String::from), 1 => "(?s).{0,4}"];
    let front = prop_oneof![
        4 => "[: ]-?[0-9]{1,3}[; ]",
        2 => Just(String::from(":7;id:a;password:b;")),
        1 => piece(),
    ];
    (
        verb,
        front,
        prop::collection::vec(piece(), 0..12),
        prop::option::weighted(0.1, any::<(prop::sample::Index, u8)>()),
    )
        .prop_map(|(verb, front, pieces, flip)| {
            let mut datagram = [verb, front, pieces.concat()].concat().into_bytes();
            if let Some((at, byte)) = flip {
                *at.get_mut(&mut datagram) = byte;
            }
            datagram
        })
}

/// A keepalive with fields in any order, some of them odd.
fn any_keepalive() -> impl Strategy<Value = Vec<u8>> {
    let key = prop_oneof![
        12 => prop::sample::select(&["id", "pass", "num", "signal", "gsm_status", "voip_status", "voip_state", "remain_time", "imei", "imsi", "iccid", "pro", "idle", "disable_status", "SMS_LOGIN", "SMB_LOGIN", "CELLINFO", "CGATT", "s_l_id"][..]).prop_map(String::from),
        1 => "(password| id|pass |id |sign|pro|[a-z_]{0,4}| )",
    ];
    let value = prop_oneof![4 => "[0-9]{0,20}", 4 => "(LOGIN|LOGOUT|Y|N|login|-1| 5|5 |a:b| )", 1 => "[ -~]{0,30}"];
    let field = (key, prop_oneof![20 => Just(":"), 1 => Just("")], value);
    (0..2000_i64, prop::collection::vec(field, 0..16), any::<bool>(), "[;\n\0 ]{0,2}").prop_map(
        |(count, mut fields, usual, end)| {
            if usual {
                fields.insert(0, ("pass".into(), ":", "b".into()));
                fields.insert(0, ("id".into(), ":", "a".into()));
            }
            let fields: Vec<_> =
                fields.iter().map(|(key, colon, value)| format!("{key}{colon}{value}")).collect();
            format!("req:{count};{}{end}", fields.join(";")).into_bytes()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tame_messages_are_written(parts in tame()) {
        let fields: Vec<_> = parts.fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let fields = Fields::from_pairs(&fields);
        for message in parts.gateway(fields) {
            let is_written = check_written_gateway(message);
            if is_written {
                conformance::short_buffers(&mut GatewayEncoder, &message).unwrap();
            }
            // A few collide with messages of another kind, or have a comma where that ends them.
            let may_collide = matches!(message, GatewayMessage::Reply(_))
                || matches!(message, GatewayMessage::Event(Event {
                    body: EventBody::Other { .. } | EventBody::Hangup { .. } | EventBody::State(ChannelState::Other { .. }),
                    ..
                }));
            prop_assert!(is_written || may_collide, "{:?}", message.encoded_len());
        }
        for message in parts.server(fields) {
            let is_written = check_written_server(message);
            if is_written {
                conformance::short_buffers(&mut ServerEncoder, &message).unwrap();
            }
            let may_collide = matches!(message, ServerMessage::EventAck(_) | ServerMessage::Other { .. })
                || matches!(message, ServerMessage::Command(Command {
                    request: Request::SetImei(_) | Request::ModulesControl(_) | Request::Dial { .. } | Request::CallForward { .. },
                    ..
                }));
            prop_assert!(is_written || may_collide, "{:?}", message.encoded_len());
        }
    }

    #[test]
    fn raw_commands_are_written(parts in tame(), has_before: bool, has_after: bool) {
        let [before, password, after] = parts.tokens.each_ref().map(String::as_str);
        let (before, after) = (if has_before { before } else { "" }, if has_after { after } else { "" });
        let verb = Text::from(parts.verb.as_str());
        let sendid = parts.numbers[0];
        let request = Request::Raw { verb, before: before.into(), after: after.into() };
        let message = ServerMessage::Command(Command { sendid, password: password.into(), request });
        let mut buffer = [0; 200];
        if let Ok(len) = message.write(&mut buffer) {
            let tail = [before, password, after].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            let other = ServerMessage::Other { verb, sendid, tail: Secret::from(tail.as_str()) };
            prop_assert_eq!(ServerMessage::parse_strict(&buffer[..len]), Ok(other));
        } else {
            prop_assert!(VERBS.contains(&parts.verb.as_str()));
        }
    }

    #[test]
    fn nothing_breaks_out_of_its_field(parts in wild()) {
        let fields: Vec<_> = parts.fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        for fields in [Fields::EMPTY, Fields::from_pairs(&fields)] {
            for message in parts.gateway(fields) {
                check_written_gateway(message);
            }
            for message in parts.server(fields) {
                check_written_server(message);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_datagram(datagram in datagram()) {
        check_read(&datagram);
    }

    #[test]
    fn any_bytes(datagram: Vec<u8>) {
        check_read(&datagram);
    }

    #[test]
    fn keepalives_in_any_order(datagram in any_keepalive()) {
        check_read(&datagram);
    }
}

/// Datagrams that are full of separators cost no more than their length.
#[test]
fn hostile_datagrams() {
    for piece in [
        ";", ":", ";:", "a:", "a;", "a:;", ",", ", ", ",cause", " ", "\n", "\0", "id:;", "num:;",
        ";msg", "-", "1",
    ] {
        for front in [
            "req:1;id:a;pass:b;",
            "RECEIVE:1;id:a;password:b;",
            "HANGUP:1;id:a;password:b;num:",
            "GSM:1;",
            "USSD 1 ",
            "CFSTATE 1 ",
            "MSG 1 5 ",
            "x 1 ",
        ] {
            let datagram =
                [front.as_bytes(), &piece.as_bytes().repeat(8000 / piece.len())].concat();
            check_read(&datagram[..datagram.len().min(8192)]);
        }
    }
}
