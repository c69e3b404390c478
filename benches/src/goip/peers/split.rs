//! What one writes first: `split` and `parse`, and `format!`.

use std::collections::HashMap;

use super::{Line, Registered, Reply, Sms};

/// A `match` over the keys.
pub(in super::super) fn keepalive(datagram: &[u8]) -> Option<Line<'_>> {
    let text = std::str::from_utf8(datagram).ok()?;
    let mut line = Line::default();
    for field in text.split(';') {
        let Some((key, value)) = field.split_once(':') else { continue };
        match key {
            "req" => line.count = value.parse().ok()?,
            "id" => line.id = value.as_bytes(),
            "pass" => line.password = value.as_bytes(),
            "num" => line.num = value.as_bytes(),
            "signal" => line.signal = value.parse().ok(),
            "gsm_status" => line.gsm_status = Registered::read(value.as_bytes()),
            "voip_status" => line.voip_status = Registered::read(value.as_bytes()),
            "imei" => line.imei = value.as_bytes(),
            "imsi" => line.imsi = value.as_bytes(),
            "iccid" => line.iccid = value.as_bytes(),
            _ => {}
        }
    }
    Some(line)
}

/// All fields in a map first.
pub(in super::super) fn keepalive_map(datagram: &[u8]) -> Option<Line<'_>> {
    let text = std::str::from_utf8(datagram).ok()?;
    let fields: HashMap<_, _> = text.split(';').filter_map(|field| field.split_once(':')).collect();
    let get = |key: &str| fields.get(key).copied().unwrap_or_default().as_bytes();
    Some(Line {
        count: fields.get("req")?.parse().ok()?,
        id: get("id"),
        password: get("pass"),
        num: get("num"),
        signal: fields.get("signal").and_then(|signal| signal.parse().ok()),
        gsm_status: Registered::read(get("gsm_status")),
        voip_status: Registered::read(get("voip_status")),
        imei: get("imei"),
        imsi: get("imsi"),
        iccid: get("iccid"),
    })
}

pub(in super::super) fn receive(datagram: &[u8]) -> Option<Sms<'_>> {
    let text = std::str::from_utf8(datagram).ok()?;
    let (head, msg) = text.split_once(";msg:")?;
    let mut sms = Sms { msg: msg.as_bytes(), ..Sms::default() };
    for field in head.split(';') {
        let (key, value) = field.split_once(':')?;
        match key {
            "RECEIVE" => sms.recvid = value.parse().ok()?,
            "id" => sms.id = value.as_bytes(),
            "password" => sms.password = value.as_bytes(),
            "srcnum" => sms.srcnum = value.as_bytes(),
            _ => {}
        }
    }
    Some(sms)
}

pub(in super::super) fn reply(datagram: &[u8]) -> Option<Reply> {
    let text = std::str::from_utf8(datagram).ok()?.strip_suffix('\n')?;
    let mut words = text.split(' ');
    let verb = words.next()?;
    let sendid = words.next()?.parse().ok()?;
    let mut number = || words.next()?.parse().ok();
    Some(match verb {
        "PASSWORD" => Reply::Password(sendid),
        "SEND" => Reply::Send(sendid),
        "WAIT" => Reply::Wait(sendid, number()?),
        "OK" => Reply::Ok(sendid, number()?, number()?),
        "ERROR" => {
            let telid = number()?;
            let status = words.next()?.strip_prefix("errorstatus:")?;
            Reply::Error(sendid, telid, status.parse().ok()?)
        }
        "DONE" => Reply::Done(sendid),
        _ => return None,
    })
}

pub(in super::super) fn write_ack(count: i64, status: i64) -> String {
    format!("reg:{count};status:{status};")
}

pub(in super::super) fn write_receive(sms: &Sms<'_>) -> String {
    let text = String::from_utf8_lossy;
    format!(
        "RECEIVE:{};id:{};password:{};srcnum:{};msg:{}",
        sms.recvid,
        text(sms.id),
        text(sms.password),
        text(sms.srcnum),
        text(sms.msg)
    )
}

pub(in super::super) fn write_msg(sendid: i64, text: &[u8]) -> String {
    format!("MSG {sendid} {} {}\n", text.len(), String::from_utf8_lossy(text))
}
