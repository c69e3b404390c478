//! Messages and reports from the bytes of the fuzzer.

use std::net::SocketAddr;

use cellwire_cityeasy::message::{
    AddressQuery, BlackBox, Button, Flag, Phone, PhoneList, PhonePair, ServerAddress, Text,
};
use cellwire_cityeasy::report::{
    Alarm, Angle, Cell, CellList, Cells, Date, Layout, Meiligao, Mnc, Position, Report, ReportText,
    State, Time, Validity,
};
use cellwire_cityeasy::{Command, Downlink, Uplink};

use super::source::Source;

pub(super) const COMMANDS: &[Command] = Command::NAMED;

/// A known command, or any.
pub(super) fn command(source: &mut Source<'_>) -> Command {
    match source.below(COMMANDS.len() + 1) {
        known if known < COMMANDS.len() => COMMANDS[known],
        _ => Command(source.u16()),
    }
}

/// A report, of which every field may be anything that its type can hold.
pub(super) fn report<'a>(source: &mut Source<'a>) -> Report<'a> {
    let mut report = Report::default();
    report.layout =
        source.pick(&[Layout::CityEasy, Layout::Bracelet, Layout::Meiligao, Layout::Unknown]);
    report.time = source.maybe(time).flatten();
    report.validity = source.maybe(|source| {
        let any = source.u8();
        source.pick(&[Validity::VALID, Validity::INVALID, Validity(any)])
    });
    report.position = source.maybe(|source| Position {
        latitude: Angle::from_minutes_e5(source.u32() as i32 >> source.below(8)),
        longitude: Angle::from_minutes_e5(source.u32() as i32 >> source.below(8)),
    });
    report.speed_milliknots = source.maybe(small);
    report.course_millidegrees = source.maybe(small);
    report.date = source.maybe(date).flatten();
    report.rmc_tail = match source.below(4) {
        0 => b",,",
        1 => b"",
        _ => source.bytes(20),
    };
    report.hdop_milli = source.maybe(small);
    report.altitude_millimetres = source.maybe(|source| source.u32() as i32 >> source.below(32));
    report.cells = match source.below(3) {
        0 => Cells::None,
        1 => cell(source).map_or(Cells::None, Cells::One),
        _ => CellList::parse(source.bytes(40)).map_or(Cells::None, Cells::List),
    };
    report.state = source.maybe(|source| State(source.u16()));
    report.alarm = source.maybe(|source| Alarm(source.u8()));
    report.battery_percent = source.maybe(|source| source.u8().into());
    report.signal_percent = source.maybe(|source| source.u8().into());
    if source.bool() {
        let mut meiligao = Meiligao::default();
        meiligao.analog = source.maybe(|source| source.bytes(20));
        meiligao.csq = source.maybe(Source::u8);
        meiligao.journey_metres = source.maybe(Source::u32);
        report.meiligao = meiligao;
    }
    report.surplus = source.maybe(|source| source.bytes(20));
    report
}

/// Mostly within limits.
fn small(source: &mut Source<'_>) -> u32 {
    source.u32() >> source.below(32)
}

fn time(source: &mut Source<'_>) -> Option<Time> {
    Time::new(source.u8() % 32, source.u8() % 64, source.u8() % 64, source.u16() % 1024)
}

fn date(source: &mut Source<'_>) -> Option<Date> {
    Date::new(1990 + u16::from(source.u8()), source.u8() % 16, source.u8() % 32)
}

fn cell(source: &mut Source<'_>) -> Option<Cell> {
    let (cid, lac, mcc) = (small(source), source.u16(), source.u16());
    Some(Cell { cid, lac, mnc: Mnc::new(source.u16(), source.u8() % 8)?, mcc })
}

pub(super) fn phone(source: &mut Source<'_>) -> Phone {
    const NUMBERS: &[&str] = &["1", "+8613612345678", "1234567890123456", "8613612345678"];
    match source.below(NUMBERS.len() + 2) {
        known if known < NUMBERS.len() => Phone::new(NUMBERS[known]).unwrap(),
        known if known == NUMBERS.len() => Phone::EMPTY,
        _ => Phone::from_wire(source.array()),
    }
}

fn text<'a>(source: &mut Source<'a>) -> Text<'a> {
    let bytes = source.bytes(255);
    match std::str::from_utf8(bytes) {
        Ok(text) if source.bool() => Text::from(text),
        _ => Text::from_wire(bytes),
    }
}

fn pair(source: &mut Source<'_>) -> PhonePair {
    PhonePair { sms: phone(source), call: phone(source) }
}

/// Hands any message of a tracker to `then`.
pub(super) fn with_uplink<R>(
    source: &mut Source<'_>,
    then: impl FnOnce(Uplink<'_>, &mut Source<'_>) -> R,
) -> R {
    let message = match source.below(14) {
        0 => Uplink::Heartbeat,
        1 => Uplink::GetIp,
        2 => Uplink::Login { data: source.bytes(10) },
        3 => Uplink::SetIntervalReply {
            flag: Flag(source.u8()),
            interval: source.maybe(Source::u16),
        },
        4 => Uplink::SetAuthorizedPhoneReply(Flag(source.u8())),
        5 => Uplink::SetWiretapPhoneReply(Flag(source.u8())),
        6 => {
            let pairs: Vec<_> = (0..source.below(5)).map(|_| pair(source)).collect();
            let mut list = PhoneList::from(&pairs[..]);
            if source.bool() {
                list = list.with_button(Button(source.u8()));
            }
            return then(Uplink::AuthorizedPhones(list), source);
        }
        7 => {
            let report = report(source);
            return then(Uplink::Location(ReportText::from(&report)), source);
        }
        8 => Uplink::Location(ReportText::from_wire(source.bytes(255))),
        9 => {
            let reports: Vec<_> = (0..source.below(45)).map(|_| report(source)).collect();
            return then(Uplink::BlackBox(BlackBox::from(&reports[..])), source);
        }
        10 => Uplink::SendSmsReply(Flag(source.u8())),
        11 => Uplink::GetAddress(AddressQuery { phone: phone(source), body: source.bytes(80) }),
        12 => Uplink::Alarm {
            alarm: Alarm(source.u8()),
            report: ReportText::from_wire(source.bytes(120)),
        },
        _ => Uplink::Raw { command: command(source), data: source.bytes(80) },
    };
    then(message, source)
}

/// Hands any message of a server to `then`.
pub(super) fn with_downlink<R>(
    source: &mut Source<'_>,
    then: impl FnOnce(Downlink<'_>, &mut Source<'_>) -> R,
) -> R {
    const ADDRESSES: &[&str] = &["118.128.198.38:8090", "[2001:db8::1]:1", "0.0.0.0:0"];
    let message = match source.below(13) {
        0 => Downlink::HeartbeatReply(Flag(source.u8())),
        1 => Downlink::LoginReply(Flag(source.u8())),
        2 => Downlink::RequestLocation,
        3 => Downlink::SetInterval(source.u16()),
        4 => Downlink::SetAuthorizedPhone {
            button: Button(source.u8()),
            sms: phone(source),
            call: phone(source),
        },
        5 => Downlink::SetWiretapPhone(phone(source)),
        6 => Downlink::ReadAuthorizedPhone(Button(source.u8())),
        7 => Downlink::BlackBoxReply(Flag(source.u8())),
        8 => Downlink::SendSms { phone: phone(source), text: text(source) },
        9 => Downlink::Address { phone: phone(source), text: text(source) },
        10 => Downlink::Ip(source.pick(ADDRESSES).parse::<SocketAddr>().unwrap().into()),
        11 => {
            let host = std::str::from_utf8(source.bytes(40)).unwrap_or("gps.example.com");
            match ServerAddress::new(host, source.u16()) {
                Ok(address) => Downlink::Ip(address),
                Err(_) => Downlink::RequestLocation,
            }
        }
        _ => Downlink::Raw { command: command(source), data: source.bytes(80) },
    };
    then(message, source)
}
