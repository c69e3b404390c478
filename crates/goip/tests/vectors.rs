//! Every datagram of `fixtures/vectors.json` has its stated meaning.
//!
//! The file holds datagrams of the specification, of the vendor's documents, of the tests of public
//! projects and of runs with them, each with its source.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

use cellwire_codec::test_util::conformance::{Conformance, Seen};
use cellwire_goip::message::{
    AckResult, EventBody, KeepaliveAck, Login, Request, Submit, SubmitOk,
};
use cellwire_goip::{
    Fields, GatewayDecoder, GatewayMessage, ParseError, Quirk, ServerDecoder, ServerMessage, Text,
};
use serde_json::Value;

fn vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("fixtures/vectors.json")).unwrap()
}

/// The datagram of a vector. Two have none: they come from a log of lower-cased JSON.
fn datagram(vector: &Value) -> Option<String> {
    let wire = vector["wire"].as_str()?;
    if stated_name(vector).starts_with("field_list_only") {
        // A piece of a datagram, and one of the two is without the password that has to be there.
        let password = if wire.contains("password:") { "" } else { "password:x;" };
        return Some(format!("RECEIVE:1;{password}{wire}"));
    }
    Some(wire.to_owned())
}

fn is_from_gateway(vector: &Value) -> bool {
    vector["direction"] == "gateway->server"
}

fn stated_name(vector: &Value) -> &str {
    vector["meaning"]["type"].as_str().unwrap_or_default()
}

#[track_caller]
fn assert_text(found: impl Into<Option<Text<'static>>>, stated: &Value, vector: &Value) {
    let found = found.into().map(|text| text.to_str().unwrap().to_owned());
    assert_eq!(found.as_deref(), stated.as_str(), "{vector}");
}

#[track_caller]
fn assert_number(found: i64, stated: &Value, vector: &Value) {
    let stated = stated.as_i64().or_else(|| stated.as_str()?.parse().ok());
    assert_eq!(Some(found), stated, "{vector}");
}

#[track_caller]
fn assert_secret(found: cellwire_codec::Secret<'_>, vector: &Value) {
    let stated = vector["meaning"]["password"].as_str().unwrap_or("x");
    assert_eq!(found.expose(), stated.as_bytes(), "{vector}");
}

#[test]
fn every_datagram_has_its_stated_meaning() {
    let (mut checked, mut without_bytes, mut invalid) = (0, 0, 0);
    for vector in vectors() {
        let Some(datagram) = datagram(&vector) else {
            assert_eq!(vector["kind"], "device-log-lowercased");
            without_bytes += 1;
            continue;
        };
        let datagram: &'static str = datagram.leak();
        if stated_name(&vector) == "invalid" {
            let error = GatewayMessage::parse(datagram.as_bytes()).unwrap_err();
            assert!(matches!(error, ParseError::Missing { .. }), "{error} {vector}");
            invalid += 1;
        } else if is_from_gateway(&vector) {
            check_gateway(&vector, GatewayMessage::parse(datagram.as_bytes()).unwrap());
        } else {
            check_server(&vector, ServerMessage::parse(datagram.as_bytes()).unwrap());
        }
        checked += 1;
    }
    assert_eq!((checked, without_bytes, invalid), (128, 2, 2));
}

fn check_gateway(vector: &Value, message: GatewayMessage<'static>) {
    let meaning = &vector["meaning"];
    let name = stated_name(vector);
    let name = if name.starts_with("field_list_only") { "receive" } else { name };
    assert_eq!(message.name(), name, "{vector}");
    for id in ["seq", "sendid"] {
        if meaning.get(id).is_some() {
            assert_number(message.id(), &meaning[id], vector);
        }
    }
    match message {
        GatewayMessage::Keepalive(keepalive) => {
            assert_text(keepalive.id, &meaning["id"], vector);
            assert_secret(keepalive.password, vector);
            check_fields(vector, &["type", "seq", "id", "password"], keepalive.fields);
            check_status(meaning, &keepalive.status());
        }
        GatewayMessage::Event(event) => {
            assert_text(event.id, &meaning["id"], vector);
            assert_secret(event.password, vector);
            check_body(vector, event.body);
            for field in event.fields.iter() {
                assert_text(field.value, &meaning[field.key.to_str().unwrap()], vector);
            }
        }
        GatewayMessage::Wait { telid, .. } => assert_number(telid, &meaning["telid"], vector),
        GatewayMessage::SubmitOk(SubmitOk { telid, sms_no, .. }) => {
            assert_number(telid, &meaning["telid"], vector);
            assert_eq!(sms_no, meaning["sms_no"].as_i64(), "{vector}");
        }
        GatewayMessage::Reply(reply) => {
            assert_text(reply.verb, &meaning["command"], vector);
            let mut value = meaning["value"].as_str().unwrap().to_owned();
            if let Some(ok) = meaning["ok"].as_str() {
                value = format!("{value} {ok}");
            }
            assert_eq!(reply.value, *value, "{vector}");
        }
        GatewayMessage::Ussd(reply) => assert_text(reply.msg, &meaning["msg"], vector),
        GatewayMessage::Gsm(reply) => {
            check_fields(vector, &["type", "seq"], reply.fields);
            let info = reply.info();
            let number = meaning["get_gsm_num"].as_str().filter(|number| *number != "(null)");
            assert_eq!(info.gsm_num, number.map(Text::from), "{vector}");
            assert_text(info.imei, &meaning["imei"], vector);
            for (found, key) in [
                (info.exp_time, "get_exp_time"),
                (info.remain_time, "get_remain_time"),
                (info.out_call_interval, "out_call_interval"),
                (info.module_down, "module_down"),
            ] {
                assert_number(found.unwrap(), &meaning[key], vector);
            }
        }
        GatewayMessage::PasswordRequest { .. }
        | GatewayMessage::Ready { .. }
        | GatewayMessage::Done { .. } => {}
        other => panic!("{other:?}"),
    }
}

/// The fields are those of the meaning, but for some, in the same order.
fn check_fields(vector: &Value, others: &[&str], fields: Fields<'_>) {
    let stated = vector["meaning"].as_object().unwrap();
    let stated: Vec<_> = stated
        .iter()
        .filter(|(key, _)| !others.contains(&key.as_str()))
        .map(|(key, value)| (key.as_str(), value.as_str().unwrap()))
        .collect();
    assert_eq!(fields, Fields::from_pairs(&stated), "{vector}");
}

fn check_status(meaning: &Value, status: &cellwire_goip::message::LineStatus<'_>) {
    let stated = |key: &str| meaning[key].as_str().filter(|value| !value.is_empty());
    for (found, key) in [
        (status.num, "num"),
        (status.voip_state, "voip_state"),
        (status.imei, "imei"),
        (status.imsi, "imsi"),
        (status.iccid, "iccid"),
        (status.pro, "pro"),
        (status.cell_info, "CELLINFO"),
        (status.s_l_id, "s_l_id"),
    ] {
        assert_eq!(found, stated(key).map(Text::from), "{key} of {meaning}");
    }
    for (found, key) in [
        (status.signal.map(i64::from), "signal"),
        (status.remain_time, "remain_time"),
        (status.idle, "idle"),
        (status.disable_status, "disable_status"),
    ] {
        assert_eq!(found, stated(key).map(|value| value.parse().unwrap()), "{key} of {meaning}");
    }
    for (found, key) in [(status.gsm_status, "gsm_status"), (status.voip_status, "voip_status")] {
        let stated = stated(key).map(|value| match value {
            "LOGIN" => Login::LoggedIn,
            _ => Login::LoggedOut,
        });
        assert_eq!(found, stated, "{key} of {meaning}");
    }
    for (found, key) in
        [(status.sms_login, "SMS_LOGIN"), (status.smb_login, "SMB_LOGIN"), (status.cgatt, "CGATT")]
    {
        assert_eq!(found, stated(key).map(|value| value == "Y"), "{key} of {meaning}");
    }
}

fn check_body(vector: &Value, body: EventBody<'static>) {
    let meaning = &vector["meaning"];
    let same_cells = |cells: cellwire_goip::message::CellList<'_>, key: &str| {
        let cells: Vec<_> = cells.iter().map(|cell| cell.to_string()).collect();
        assert_eq!(serde_json::json!(cells), meaning[key], "{vector}");
    };
    match body {
        EventBody::Receive(sms) => {
            assert_text(sms.srcnum, &meaning["srcnum"], vector);
            assert_text(sms.msg, &meaning["msg"], vector);
        }
        EventBody::Deliver { sms_no, state, num } => {
            assert_number(sms_no, &meaning["sms_no"], vector);
            assert_number(state.0, &meaning["state"], vector);
            assert_text(num, &meaning["num"], vector);
        }
        EventBody::State(state) => {
            let state = match state {
                cellwire_goip::message::ChannelState::Idle => "IDLE".to_owned(),
                cellwire_goip::message::ChannelState::Dialing(num) => format!("DIALING:{num}"),
                other => panic!("{other:?}"),
            };
            assert_eq!(state, meaning["gsm_remain_state"], "{vector}");
        }
        EventBody::Record { direction, num } => {
            assert_number(direction.0, &meaning["dir"], vector);
            assert_text(num, &meaning["num"], vector);
        }
        EventBody::Remain { minutes } => {
            assert_number(minutes, &meaning["gsm_remain_time"], vector);
        }
        EventBody::Expiry { minutes } => assert_number(minutes, &meaning["exp"], vector),
        EventBody::Hangup { num, cause } => {
            assert_text(num, &meaning["num"], vector);
            assert_text(cause, &meaning["cause"], vector);
        }
        EventBody::Cells(cells) => same_cells(cells, "lists"),
        EventBody::Bcch(cells) => same_cells(cells, "bcch"),
        EventBody::Cgatt(attached) => assert_number(attached, &meaning["cgatt"], vector),
        EventBody::Ussn(msg) => assert_text(msg, &meaning["msg"], vector),
        other => panic!("{other:?}"),
    }
}

fn check_server(vector: &Value, message: ServerMessage<'static>) {
    let meaning = &vector["meaning"];
    match stated_name(vector) {
        "keepalive_ack_malformed" => assert_eq!(message.name(), "keepalive_ack"),
        name => assert_eq!(message.name(), name, "{vector}"),
    }
    for id in ["seq", "sendid"] {
        if meaning.get(id).is_some() {
            assert_number(message.id(), &meaning[id], vector);
        }
    }
    match message {
        ServerMessage::KeepaliveAck(KeepaliveAck { status, fields, .. }) => {
            assert_number(status.0, &meaning["status"], vector);
            assert!(fields.is_empty(), "{vector}");
        }
        ServerMessage::EventAck(ack) => {
            assert_text(ack.verb, &meaning["event"], vector);
            let (result, errmsg) = match ack.result {
                AckResult::Ok => ("OK", None),
                AckResult::Error(text) => ("ERROR", Some(text)),
                AckResult::Disable => ("DISABLE", None),
                other => panic!("{other:?}"),
            };
            assert_eq!(result, meaning["result"], "{vector}");
            assert_text(errmsg, &meaning["errmsg"], vector);
        }
        ServerMessage::Msg(msg) => {
            assert_text(msg.msg, &meaning["text"], vector);
            assert_number(msg.msg.len() as i64, &meaning["length"], vector);
        }
        ServerMessage::Password(password) => assert_secret(password.password, vector),
        ServerMessage::Submit(Submit { telid, telnum, .. }) => {
            assert_number(telid, &meaning["telid"], vector);
            assert_text(telnum, &meaning["number"], vector);
        }
        ServerMessage::Done { .. } => {}
        ServerMessage::Command(command) => {
            assert_secret(command.password, vector);
            match command.request {
                Request::Ussd(code) => assert_text(code, &meaning["command"], vector),
                request => assert_text(request.verb(), &meaning["command"], vector),
            }
            match command.request {
                Request::SetGsmNum(value)
                | Request::SetBaseCell(value)
                | Request::ModulesControl(value) => assert_text(value, &meaning["value"], vector),
                Request::SetExpTime(value) | Request::SetOutCallInterval(value) => {
                    assert_number(value, &meaning["value"], vector);
                }
                Request::ModuleControl(value) => assert_number(value.0, &meaning["value"], vector),
                _ => assert!(meaning.get("value").is_none(), "{vector}"),
            }
        }
        other => panic!("{other:?}"),
    }
}

/// What the vectors' notes say is odd about a datagram is noted, and nothing else.
#[test]
fn what_is_odd_is_noted() {
    for vector in vectors() {
        let Some(datagram) = datagram(&vector) else { continue };
        let bytes = datagram.as_bytes();
        let quirks = if stated_name(&vector) == "invalid" {
            continue;
        } else if is_from_gateway(&vector) {
            GatewayMessage::parse_noting(bytes).unwrap().quirks
        } else {
            ServerMessage::parse_noting(bytes).unwrap().quirks
        };
        let mut expected = Vec::new();
        let source = vector["source"].as_str().unwrap();
        match stated_name(&vector) {
            "keepalive_ack_malformed" => expected.push(Quirk::ReqForReg),
            // A vendor's server, and clients that add a line end where there is none, or leave it.
            "command" | "ussd_request" if source.contains("SMSNode") => {
                expected.push(Quirk::StrayLineEnd);
            }
            "submit_ok" | "auth_request" | "submit_number" if !datagram.ends_with('\n') => {
                expected.push(Quirk::MissingLineEnd);
            }
            _ => {}
        }
        if datagram.contains("; num:") || datagram.ends_with(" \n") {
            expected.push(Quirk::StrayBlank);
        }
        if datagram.starts_with("RECEIVE:") && datagram.contains(";pass:") {
            expected.push(Quirk::PasswordKey);
        }
        assert_eq!(quirks.iter().collect::<Vec<_>>(), expected, "{vector}");
    }
}

/// What was not odd is written again as it was, but for line ends that may stand or not.
#[test]
fn every_datagram_is_written_as_it_was() {
    let mut written = 0;
    for vector in vectors() {
        let Some(datagram) = datagram(&vector) else { continue };
        let mut buffer = [0; 4096];
        let len = if is_from_gateway(&vector) {
            let Ok(message) = GatewayMessage::parse_strict(datagram.as_bytes()) else { continue };
            assert_eq!(message.into_owned().as_message(), message, "{vector}");
            message.write(&mut buffer).unwrap()
        } else {
            let Ok(message) = ServerMessage::parse_strict(datagram.as_bytes()) else { continue };
            assert_eq!(message.into_owned().as_message(), message, "{vector}");
            message.write(&mut buffer).unwrap()
        };
        let end =
            if matches!(stated_name(&vector), "event_ack" | "end_request") { "\n" } else { "" };
        let trim = |text: &str| text.strip_suffix(end).unwrap_or(text).to_owned();
        let text = core::str::from_utf8(&buffer[..len]).unwrap();
        let mut expected = trim(&datagram);
        if stated_name(&vector).starts_with("field_list_only") {
            // The order of a gateway.
            let Some(rest) = expected.strip_prefix("RECEIVE:1;password:x;id:SIM1;") else {
                continue;
            };
            expected = format!("RECEIVE:1;id:SIM1;password:x;{rest}");
        }
        assert_eq!(trim(text), expected, "{vector}");
        written += 1;
    }
    assert!(written > 100, "only {written}");
}

#[test]
fn every_datagram_obeys_the_laws() {
    for vector in vectors() {
        let Some(datagram) = datagram(&vector) else { continue };
        let seen = if is_from_gateway(&vector) {
            Conformance::new(GatewayDecoder::new, |datagram| format!("{datagram:?}"))
                .datagram(datagram.as_bytes())
                .unwrap()
        } else {
            Conformance::new(ServerDecoder::new, |datagram| format!("{datagram:?}"))
                .datagram(datagram.as_bytes())
                .unwrap()
        };
        match &seen[..] {
            [Seen::Frame(text)] => assert!(!text.contains("password1"), "{text}"),
            [Seen::Skipped(len)] => {
                assert_eq!((*len, stated_name(&vector)), (datagram.len(), "invalid"));
            }
            seen => panic!("{seen:?}"),
        }
    }
}
