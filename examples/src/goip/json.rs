//! Messages and events as the fields of JSON objects, under the names of the wire.

use cellwire_codec::Secret;
use cellwire_goip::message::{
    AckResult, Answer, BulkError, CellList, ChannelState, CmsError, Command, CommandReply,
    ErrorReply, EventBody, ForwardState, GsmInfo, LineStatus, Login, Receive, Request,
};
use cellwire_goip::{GatewayMessage, ServerMessage, Text};
use serde_json::Value;

use super::parts::is_password;
use crate::frames::{Fields, set};
use crate::text::lossless;

/// What stands in the place of a secret.
const SECRET: &str = "***";

/// The text of the wire.
pub fn text(text: Text<'_>) -> String {
    lossless(text.as_bytes())
}

/// Nothing hides nothing.
fn secret(secret: Secret<'_>, shown: bool) -> String {
    let bytes = secret.expose();
    if shown || bytes.is_empty() { lossless(bytes) } else { SECRET.into() }
}

/// Sets a field that may be missing.
fn set_some(fields: &mut Fields, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        fields.insert(key.into(), value.into());
    }
}

/// Adds fields as they stand on the wire. One whose key says something else in our objects goes to
/// `more`, and so does one without a key.
fn add(fields: &mut Fields, wire: cellwire_goip::Fields<'_>, secrets: bool) {
    const OURS: &[&str] =
        &["offset", "len", "kind", "name", "from", "event", "message", "peer", "quirks"];
    let mut more = Vec::new();
    for field in wire.iter() {
        let (key, mut value) = (text(field.key), text(field.value));
        if is_password(field.key.as_bytes()) && !secrets {
            value = SECRET.into();
        }
        match key.is_empty() || OURS.contains(&&*key) || fields.contains_key(&key) {
            true => more.push(Value::from(vec![key, value])),
            false => _ = fields.insert(key, value.into()),
        }
    }
    if !more.is_empty() {
        set!(fields, "more": more);
    }
}

/// What a gateway says. Passwords are shown if `secrets`.
pub fn gateway(message: &GatewayMessage<'_>, secrets: bool) -> Fields {
    let mut fields = Fields::new();
    let id = message.id().to_string();
    match message {
        GatewayMessage::Keepalive(keepalive) => {
            let password = secret(keepalive.password, secrets);
            set!(fields, "seq": id, "id": text(keepalive.id), "password": password);
            add(&mut fields, keepalive.fields, secrets);
        }
        GatewayMessage::Event(event) => {
            let password = secret(event.password, secrets);
            set!(fields, "seq": id, "id": text(event.id), "password": password);
            fields.extend(event_body(&event.body));
            add(&mut fields, event.fields, secrets);
        }
        GatewayMessage::Gsm(reply) => {
            set!(fields, "seq": id);
            add(&mut fields, reply.fields, secrets);
        }
        GatewayMessage::Wait { telid, .. } => {
            set!(fields, "sendid": id, "telid": telid.to_string());
        }
        GatewayMessage::SubmitOk(ok) => {
            set!(fields, "sendid": id, "telid": ok.telid.to_string());
            set_some(&mut fields, "sms_no", ok.sms_no);
        }
        GatewayMessage::Error(reply) => {
            set!(fields, "sendid": id);
            error(&mut fields, reply);
        }
        GatewayMessage::Reply(CommandReply { verb, value, .. }) => {
            set!(fields, "command": text(*verb), "sendid": id);
            reply_value(&mut fields, *value);
        }
        GatewayMessage::Ussd(reply) => {
            set!(fields, "sendid": id, "msg": text(reply.msg));
            if reply.is_failure() {
                set!(fields, "failed": true);
            }
        }
        GatewayMessage::UssdError(reply) => set!(fields, "sendid": id, "errmsg": text(reply.msg)),
        GatewayMessage::GsmError(reply) => set!(fields, "sendid": id, "errmsg": text(reply.tail)),
        GatewayMessage::ForwardState(state) => {
            set!(fields, "sendid": id);
            fields.extend(forward(state));
        }
        GatewayMessage::CallWaitingState(reply) => {
            set!(fields, "sendid": id, "value": text(reply.value));
        }
        _ => set!(fields, "sendid": id),
    }
    fields
}

/// `ok` may stand behind the value.
fn reply_value(fields: &mut Fields, value: Text<'_>) {
    let all = text(value);
    let (front, last) = all.rsplit_once(' ').unwrap_or(("", &all));
    let is_ok = last.eq_ignore_ascii_case("ok") || last.eq_ignore_ascii_case("$ok");
    let (value, ok) = if is_ok { (front, Some(last)) } else { (&*all, None) };
    set_some(fields, "value", (ok.is_none() || !value.is_empty()).then(|| value.trim_end()));
    set_some(fields, "ok", ok);
}

fn error(fields: &mut Fields, reply: &ErrorReply<'_>) {
    if let BulkError::Submission { telid, status } = reply.bulk() {
        set!(fields, "telid": telid.to_string(), "errorstatus": status.0);
        set_some(fields, "meaning", status.name());
    }
    set!(fields, "errmsg": text(reply.tail));
}

fn forward(state: &ForwardState<'_>) -> Fields {
    let mut fields = Fields::new();
    let ForwardState { enabled, num, seconds, .. } = state;
    set!(fields, "enable": enabled, "num": text(*num), "time": seconds);
    fields
}

/// What a server says. Passwords are shown if `secrets`.
pub fn server(message: &ServerMessage<'_>, secrets: bool) -> Fields {
    let mut fields = Fields::new();
    match message {
        ServerMessage::KeepaliveAck(ack) => {
            set!(fields, "seq": ack.count.to_string(), "status": ack.status.0);
            add(&mut fields, ack.fields, secrets);
        }
        ServerMessage::EventAck(ack) => {
            set!(fields, "event": text(ack.verb), "seq": ack.recvid.to_string());
            ack_result(&mut fields, ack.result);
        }
        ServerMessage::Msg(msg) => {
            set!(fields, "sendid": msg.sendid.to_string(), "length": msg.msg.len(), "text": text(msg.msg));
        }
        ServerMessage::Password(password) => {
            let secret = secret(password.password, secrets);
            set!(fields, "sendid": password.sendid.to_string(), "password": secret);
        }
        ServerMessage::Submit(submit) => {
            set!(fields, "sendid": submit.sendid.to_string(), "telid": submit.telid.to_string());
            let number = Some(submit.telnum).filter(|number| !number.is_empty());
            set_some(&mut fields, "number", number.map(text));
        }
        ServerMessage::Done { sendid } => set!(fields, "sendid": sendid.to_string()),
        ServerMessage::OneShot(sms) => set!(
            fields,
            "sendid": sms.sendid.to_string(),
            "telid": sms.telid.to_string(),
            "password": secret(sms.password, secrets),
            "number": text(sms.telnum),
            "text": text(sms.msg),
        ),
        ServerMessage::Command(Command { sendid, password, request }) => {
            let password = secret(*password, secrets);
            let command = match request {
                Request::Ussd(code) => *code,
                request => request.verb(),
            };
            set!(fields, "command": text(command), "sendid": sendid.to_string(), "password": password);
            fields.extend(arguments(request));
        }
        ServerMessage::Other { verb, sendid, tail } => {
            let tail = secret(*tail, secrets);
            set!(fields, "command": text(*verb), "sendid": sendid.to_string(), "tail": tail);
        }
        _ => {}
    }
    fields
}

/// What becomes of an event.
pub fn ack_result(fields: &mut Fields, result: AckResult<'_>) {
    let (result, error) = match result {
        AckResult::Ok => ("OK", None),
        AckResult::Disable => ("DISABLE", None),
        AckResult::Error(error) => ("ERROR", Some(error)),
        _ => ("?", None),
    };
    set!(fields, "result": result);
    set_some(fields, "errmsg", error.map(text));
}

/// What a request asks for, but for its word, and the code of USSD.
pub fn arguments(request: &Request<'_>) -> Fields {
    let mut fields = Fields::new();
    match request {
        Request::SetGsmNum(value)
        | Request::SetImei(value)
        | Request::ModulesControl(value)
        | Request::SetBaseCell(value) => set!(fields, "value": text(*value)),
        Request::SetExpTime(value)
        | Request::SetOutCallInterval(value)
        | Request::NetSelect(value) => set!(fields, "value": value.to_string()),
        Request::ModuleControl(switch) => set!(fields, "value": switch.0.to_string()),
        Request::CallForward { reason, mode, num, seconds } => {
            set!(fields, "reason": reason.0, "mode": mode.0, "num": text(*num), "ftime": seconds);
        }
        Request::CallWaiting(mode) => set!(fields, "mode": mode.0),
        Request::Dial { num, seconds } => set!(fields, "num": text(*num), "duration": seconds),
        Request::Raw { before, after, .. } => {
            set!(fields, "before": text(*before), "after": text(*after));
        }
        _ => {}
    }
    fields
}

/// What happened at a line.
pub fn event_body(body: &EventBody<'_>) -> Fields {
    let mut fields = Fields::new();
    let cells = |cells: &CellList<'_>| cells.iter().map(text).collect::<Vec<_>>();
    match body {
        EventBody::Receive(sms) => fields = receive(sms),
        EventBody::Deliver { sms_no, state, num } => {
            set!(fields, "sms_no": sms_no, "state": state.0);
            set_some(&mut fields, "num", num.map(text));
            set_some(&mut fields, "meaning", state.name());
        }
        EventBody::State(state) => set!(fields, "gsm_remain_state": channel(*state)),
        EventBody::Record { direction, num } => {
            set!(fields, "dir": direction.0.to_string(), "num": text(*num));
        }
        EventBody::Remain { minutes } => set!(fields, "gsm_remain_time": minutes.to_string()),
        EventBody::Expiry { minutes } => set!(fields, "exp": minutes.to_string()),
        EventBody::Hangup { num, cause } => set!(fields, "num": text(*num), "cause": text(*cause)),
        EventBody::Cells(list) => set!(fields, "lists": cells(list)),
        EventBody::Bcch(list) => set!(fields, "bcch": cells(list)),
        EventBody::CellInfo(info) => set!(fields, "info": text(*info)),
        EventBody::Cgatt(attached) => set!(fields, "cgatt": attached.to_string()),
        EventBody::Ussn(msg) => set!(fields, "msg": text(*msg)),
        EventBody::At { count, receive } => {
            set!(fields, "count": count.to_string(), "receive": text(*receive));
        }
        EventBody::Other { verb } => set!(fields, "verb": text(*verb)),
        _ => {}
    }
    fields
}

/// An SMS that has come in.
pub fn receive(sms: &Receive<'_>) -> Fields {
    let mut fields = Fields::new();
    set!(fields, "srcnum": text(sms.srcnum));
    set_some(&mut fields, "smscnum", sms.smscnum.map(text));
    set_some(&mut fields, "senttime", sms.senttime.map(text));
    set!(fields, "msg": text(sms.msg));
    fields
}

/// What a line is doing, as it stands on the wire.
pub fn channel(state: ChannelState<'_>) -> String {
    let (word, number) = match state {
        ChannelState::Idle => ("IDLE".into(), None),
        ChannelState::Busy => ("BUSY".into(), None),
        ChannelState::Active => ("ACTIVE".into(), None),
        ChannelState::Dialing(number) => ("DIALING".into(), Some(number)),
        ChannelState::Alerting(number) => ("ALERTING".into(), Some(number)),
        ChannelState::Incoming(number) => ("INCOMING".into(), Some(number)),
        ChannelState::Connected(number) => ("CONNECTED".into(), Some(number)),
        ChannelState::Other { state, number } => (text(state), number),
        other => (format!("{other:?}"), None),
    };
    match number {
        Some(number) => format!("{word}:{}", text(number)),
        None => word,
    }
}

/// What a gateway says of a line, as far as it is known.
pub fn status(status: &LineStatus<'_>) -> Fields {
    let mut fields = Fields::new();
    let mut set = |key: &str, value: Option<Value>| set_some(&mut fields, key, value);
    let words = |value: Option<Text<'_>>| value.map(|value| text(value).into());
    let login = |login: Option<Login<'_>>| {
        login.map(|login| match login {
            Login::LoggedIn => "LOGIN".into(),
            Login::LoggedOut => "LOGOUT".into(),
            Login::Other(other) => text(other).into(),
            _ => Value::Null,
        })
    };
    set("num", words(status.num));
    set("signal", status.signal.map(Into::into));
    set("gsm_status", login(status.gsm_status));
    set("voip_status", login(status.voip_status));
    set("voip_state", words(status.voip_state));
    set("remain_time", status.remain_time.map(Into::into));
    set("imei", words(status.imei));
    set("imsi", words(status.imsi));
    set("iccid", words(status.iccid));
    set("pro", words(status.pro));
    set("disable_status", status.disable_status.map(Into::into));
    set("sms_login", status.sms_login.map(Into::into));
    set("cell_info", words(status.cell_info));
    fields
}

/// What a command was answered with.
pub fn answer(answer: &Answer<'_>) -> Fields {
    let mut fields = Fields::new();
    match answer {
        Answer::Text(value) => set!(fields, "value": value.map(text)),
        Answer::Number(value) => set!(fields, "value": value),
        Answer::State(state) => set!(fields, "value": channel(*state)),
        Answer::Ussd(msg) => set!(fields, "msg": text(*msg)),
        Answer::UssdExit => set!(fields, "exit": true),
        Answer::Forward(state) => fields = forward(state),
        Answer::CallWaiting(value) | Answer::Other(value) => set!(fields, "value": text(*value)),
        Answer::Gsm(info) => fields = gsm(info),
        _ => {}
    }
    fields
}

fn gsm(info: &GsmInfo<'_>) -> Fields {
    let mut fields = Fields::new();
    set_some(&mut fields, "gsm_num", info.gsm_num.map(text));
    set_some(&mut fields, "exp_time", info.exp_time);
    set_some(&mut fields, "remain_time", info.remain_time);
    set_some(&mut fields, "gsm_state", info.gsm_state.map(channel));
    set_some(&mut fields, "imei", info.imei.map(text));
    set_some(&mut fields, "out_call_interval", info.out_call_interval);
    set_some(&mut fields, "module_down", info.module_down);
    fields
}

/// Why the network refuses an SMS, in words.
pub fn cms(error: CmsError) -> String {
    error
        .name()
        .map_or_else(|| format!("error {}", error.0), |name| format!("error {}, {name}", error.0))
}

/// The word of an event, and what it says.
pub fn event(body: &EventBody<'_>, more: cellwire_goip::Fields<'_>) -> (String, Fields) {
    let event = cellwire_goip::message::Event {
        recvid: 0,
        id: Text::default(),
        password: "".into(),
        body: *body,
        fields: more,
    };
    let mut fields = event_body(body);
    fields.remove("verb");
    add(&mut fields, more, false);
    (text(event.verb()), fields)
}
