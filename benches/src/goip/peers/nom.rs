//! The messages as one writes them with nom 8, over bytes.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till};
use nom::character::complete::{char, i64, u8 as number};
use nom::combinator::{eof, map, opt, rest};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use super::{Line, Registered, Reply, Sms};

type Input<'a> = &'a [u8];

fn value(input: Input<'_>) -> IResult<Input<'_>, Input<'_>> {
    terminated(take_till(|byte| byte == b';'), char(';')).parse(input)
}

fn field<'a>(
    key: &'static str,
) -> impl Parser<Input<'a>, Output = Input<'a>, Error = nom::error::Error<Input<'a>>> {
    preceded(tag(key), value)
}

/// The keys have to come in the usual order.
pub(in super::super) fn keepalive(datagram: Input<'_>) -> Option<Line<'_>> {
    let (left, line) = ordered(datagram).ok()?;
    left.is_empty().then_some(line)
}

fn ordered(input: Input<'_>) -> IResult<Input<'_>, Line<'_>> {
    let (input, count) = delimited(tag("req:"), i64, char(';')).parse(input)?;
    let (input, (id, password, num)) =
        (field("id:"), field("pass:"), field("num:")).parse(input)?;
    let (input, signal) = delimited(tag("signal:"), opt(number), char(';')).parse(input)?;
    let (input, (gsm_status, voip_status)) =
        (field("gsm_status:"), field("voip_status:")).parse(input)?;
    let (input, (imei, imsi, iccid)) =
        (field("imei:"), field("imsi:"), field("iccid:")).parse(input)?;
    let line = Line {
        count,
        id,
        password,
        num,
        signal,
        gsm_status: Registered::read(gsm_status),
        voip_status: Registered::read(voip_status),
        imei,
        imsi,
        iccid,
    };
    Ok((input, line))
}

/// Keys in any order.
pub(in super::super) fn keepalive_any(datagram: Input<'_>) -> Option<Line<'_>> {
    let mut line = Line::default();
    let (mut input, count) = req(datagram).ok()?;
    line.count = count;
    while !input.is_empty() {
        let (left, (key, value)) = any_field(input).ok()?;
        match key {
            b"id" => line.id = value,
            b"pass" => line.password = value,
            b"num" => line.num = value,
            b"signal" => line.signal = signal(value),
            b"gsm_status" => line.gsm_status = Registered::read(value),
            b"voip_status" => line.voip_status = Registered::read(value),
            b"imei" => line.imei = value,
            b"imsi" => line.imsi = value,
            b"iccid" => line.iccid = value,
            _ => {}
        }
        input = left;
    }
    Some(line)
}

fn req(input: Input<'_>) -> IResult<Input<'_>, i64> {
    delimited(tag("req:"), i64, char(';')).parse(input)
}

fn any_field(input: Input<'_>) -> IResult<Input<'_>, (Input<'_>, Input<'_>)> {
    (terminated(take_till(|byte| byte == b':'), char(':')), value).parse(input)
}

fn signal(input: Input<'_>) -> Option<u8> {
    terminated(number::<_, nom::error::Error<_>>, eof).parse(input).ok().map(|(_, signal)| signal)
}

pub(in super::super) fn receive(datagram: Input<'_>) -> Option<Sms<'_>> {
    fn sms(input: Input<'_>) -> IResult<Input<'_>, Sms<'_>> {
        let (input, recvid) = delimited(tag("RECEIVE:"), i64, char(';')).parse(input)?;
        let (input, (id, password, srcnum)) =
            (field("id:"), field("password:"), field("srcnum:")).parse(input)?;
        let (input, msg) = preceded(tag("msg:"), rest).parse(input)?;
        Ok((input, Sms { recvid, id, password, srcnum, msg }))
    }
    sms(datagram).ok().map(|(_, sms)| sms)
}

pub(in super::super) fn reply(datagram: Input<'_>) -> Option<Reply> {
    fn reply(input: Input<'_>) -> IResult<Input<'_>, Reply> {
        let word = || preceded(char(' '), i64);
        terminated(
            alt((
                map(preceded(tag("OK"), (word(), word(), word())), |(sendid, telid, no)| {
                    Reply::Ok(sendid, telid, no)
                }),
                map(preceded(tag("WAIT"), (word(), word())), |(sendid, telid)| {
                    Reply::Wait(sendid, telid)
                }),
                map(
                    preceded(tag("ERROR"), (word(), word(), preceded(tag(" errorstatus:"), i64))),
                    |(sendid, telid, status)| Reply::Error(sendid, telid, status),
                ),
                map(preceded(tag("PASSWORD"), word()), Reply::Password),
                map(preceded(tag("SEND"), word()), Reply::Send),
                map(preceded(tag("DONE"), word()), Reply::Done),
            )),
            (char('\n'), eof),
        )
        .parse(input)
    }
    reply(datagram).ok().map(|(_, reply)| reply)
}
