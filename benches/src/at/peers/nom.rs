//! As one writes it with nom 8, over bytes.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till, take_until, take_while_m_n};
use nom::character::complete::{char, i32 as integer, line_ending, u8 as byte, u16 as number};
use nom::combinator::{map, opt, value};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use super::{Class, Event, Fields, Numbers};

type Input<'a> = &'a [u8];

pub(in super::super) fn events<'a>(mut rest: Input<'a>, mut each: impl FnMut(Event<'a>)) {
    while let Ok((behind, event)) = event(rest) {
        each(event);
        rest = behind;
    }
}

fn event(input: Input<'_>) -> IResult<Input<'_>, Event<'_>> {
    let (input, _) = opt(tag("\r\n")).parse(input)?;
    alt((value(Event::new(Class::Prompt, b">"), tag("> ")), line)).parse(input)
}

fn line(input: Input<'_>) -> IResult<Input<'_>, Event<'_>> {
    let is_end = |byte| byte == b'\r' || byte == b'\n';
    let end = alt((line_ending, tag("\r")));
    let (rest, text) = terminated(take_till(is_end), end).parse(input)?;
    let class = alt((
        value(Class::NetworkError, tag("+CME ERROR:")),
        value(Class::Line, char('+')),
        value(Class::Ok, tag("OK")),
        value(Class::Error, tag("ERROR")),
        value(Class::Connection, tag("NO CARRIER")),
        value(Class::Echo, tag("AT")),
    ));
    let (_, class) = opt(class).parse(text)?;
    Ok((rest, Event::new(class.unwrap_or(Class::Line), text)))
}

pub(in super::super) fn fields(line: Input<'_>) -> Option<Fields<'_>> {
    fn next<'a, O>(
        field: impl Parser<Input<'a>, Output = O, Error = nom::error::Error<Input<'a>>>,
    ) -> impl Parser<Input<'a>, Output = O, Error = nom::error::Error<Input<'a>>> {
        preceded(char(','), field)
    }
    fn text(input: Input<'_>) -> IResult<Input<'_>, Input<'_>> {
        delimited(char('"'), take_until("\""), char('"')).parse(input)
    }
    fn hex(input: Input<'_>) -> IResult<Input<'_>, u32> {
        let is_digit = |byte: u8| byte.is_ascii_hexdigit();
        let digits = map(take_while_m_n(1, 8, is_digit), |digits: Input<'_>| {
            let value = |digit: &u8| char::from(*digit).to_digit(16).unwrap_or(0);
            digits.iter().fold(0, |number, digit| number << 4 | value(digit))
        });
        delimited(char('"'), digits, char('"')).parse(input)
    }
    let signal = map((byte, next(byte)), |(rssi, ber)| Fields::Signal { rssi, ber });
    let registration = map(
        (byte, next(byte), next(hex), next(hex), next(byte)),
        |(mode, stat, area, cell, technology)| Fields::Registration {
            mode,
            stat,
            area: area as u16,
            cell,
            technology,
        },
    );
    let stored = map((text, next(number)), |(mem, index)| Fields::Stored { mem, index });
    let operator =
        map((byte, next(byte), next(text), next(byte)), |(mode, format, name, technology)| {
            Fields::Operator { mode, format, name, technology }
        });
    let mut line_of = alt((
        preceded(tag("+CSQ: "), signal),
        preceded(tag("+CREG: "), registration),
        preceded(tag("+CMTI: "), stored),
        preceded(tag("+COPS: "), operator),
    ));
    line_of.parse(line).ok().map(|(_, fields)| fields)
}

pub(in super::super) fn numbers(line: Input<'_>) -> Option<Numbers> {
    let name = alt((
        tag("+CIPOPEN: "),
        tag("+CIPSEND: "),
        tag("+IPCLOSE: "),
        tag("+MIPPUSH: "),
        tag("+MIPSEND: "),
        tag("+MIPSTAT: "),
    ));
    let third = map(opt(preceded(char(','), integer)), Option::unwrap_or_default);
    let fields = (preceded(name, integer), preceded(char(','), integer), third);
    let numbers: IResult<Input<'_>, (i32, i32, i32)> = { fields }.parse(line);
    numbers.ok().map(|(_, (first, second, third))| [first, second, third])
}
