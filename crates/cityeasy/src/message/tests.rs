use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use cellwire_codec::Writer;
use proptest::prelude::*;

use super::*;
use crate::Command;
use crate::report::tests::any_report;
use crate::report::{Alarm, Report, ReportText};

macro_rules! body {
    ($message:expr) => {{
        let mut measure = Writer::measuring();
        $message.write_body(&mut measure);
        let mut dst = alloc::vec![0; measure.written()];
        let mut writer = Writer::new(&mut dst);
        $message.write_body(&mut writer);
        assert_eq!(writer.finish(), Ok(dst.len()));
        dst
    }};
}

/// What is written is accepted strictly, read as the same, and named the same.
macro_rules! assert_round_trip {
    ($type:ident, $message:expr) => {{
        let message: $type<'_> = $message;
        let body = body!(message);
        assert_eq!(message.check(), Ok(()), "{message:?}");
        assert_eq!($type::parse(message.command(), &body), Ok(message));
        assert_eq!($type::parse_strict(message.command(), &body), Ok(message));
        assert_eq!(message.into_owned().as_message(), message);
        assert_eq!($type::parse(message.command(), &body).unwrap().name(), message.name());
        let _ = format!("{message:?} {:?}", message.into_owned());
    }};
}

/// Whatever is read can be written and is read as the same then; what is accepted strictly is
/// written as it was.
macro_rules! assert_any {
    ($type:ident, $command:expr, $data:expr) => {{
        let (command, data): (Command, &[u8]) = ($command, $data);
        let strict = $type::parse_strict(command, data);
        match $type::parse(command, data) {
            Ok(message) => {
                let _ = format!("{message:?} {:?}", message.check());
                let body = body!(message);
                assert_eq!($type::parse(command, &body), Ok(message));
                assert_eq!(message.into_owned().as_message(), message);
                if let Ok(strict) = strict {
                    assert_eq!(strict, message);
                    assert_eq!(strict.check(), Ok(()));
                    assert_eq!(body, data);
                }
            }
            Err(error) => {
                let _ = format!("{error} {error:?}");
                strict.unwrap_err();
            }
        }
    }};
}

fn phone(number: &str) -> Phone {
    Phone::new(number).unwrap()
}

#[test]
fn messages_are_small() {
    assert!(size_of::<Uplink<'_>>() <= 56, "{}", size_of::<Uplink<'_>>());
    assert!(size_of::<Downlink<'_>>() <= 56, "{}", size_of::<Downlink<'_>>());
}

#[test]
fn names() {
    let uplink = [
        (0x0001, "heartbeat"),
        (0x0002, "get-ip"),
        (0x5000, "login"),
        (0x5100, "set-interval-reply"),
        (0x4103, "set-authorized-phone-reply"),
        (0x4130, "set-wiretap-phone-reply"),
        (0x9003, "read-authorized-phone-reply"),
        (0x9955, "location"),
        (0x9956, "black-box"),
        (0x9957, "send-sms-reply"),
        (0x9958, "get-address"),
        (0x9999, "alarm"),
        (0x4101, "raw"),
    ];
    for (command, name) in uplink {
        let message = Uplink::parse(Command(command), &[1; 32]).unwrap();
        assert_eq!((message.name(), message.command().0), (name, command));
    }
    let downlink = [
        (0x0001, "heartbeat-reply"),
        (0x4000, "login-reply"),
        (0x4101, "request-location"),
        (0x4102, "set-interval"),
        (0x4103, "set-authorized-phone"),
        (0x9003, "read-authorized-phone"),
        (0x9956, "black-box-reply"),
        (0x9957, "send-sms"),
        (0x9958, "get-address-reply"),
        (0x9955, "raw"),
    ];
    for (command, name) in downlink {
        let message = Downlink::parse(Command(command), &[1; 33]).unwrap();
        assert_eq!((message.name(), message.command().0), (name, command));
    }
    assert_eq!(Downlink::SetWiretapPhone(Phone::EMPTY).name(), "set-wiretap-phone");
    assert_eq!(Downlink::Ip(ServerAddress::new("a", 1).unwrap()).name(), "get-ip-reply");
}

#[test]
fn too_short() {
    #[track_caller]
    fn uplink(command: Command, data: &[u8], expected: &str) {
        assert_eq!(format!("{}", Uplink::parse(command, data).unwrap_err()), expected);
    }
    #[track_caller]
    fn downlink(command: Command, data: &[u8], expected: &str) {
        assert_eq!(format!("{}", Downlink::parse(command, data).unwrap_err()), expected);
    }
    uplink(Command::SEND_SMS, &[], "send sms reply: 1 bytes expected, 0 left");
    uplink(
        Command::READ_AUTHORIZED_PHONE,
        &[0; 31],
        "read authorized phone reply: 32 bytes expected, 31 left",
    );
    uplink(Command::GET_ADDRESS, &[0; 15], "get address: 16 bytes expected, 15 left");
    uplink(Command::ALARM, &[], "alarm: 1 bytes expected, 0 left");
    downlink(Command::SET_INTERVAL, &[1], "set interval: 2 bytes expected, 1 left");
    downlink(
        Command::SET_AUTHORIZED_PHONE,
        &[1; 20],
        "set authorized phone: 16 bytes expected, 3 left",
    );
    downlink(
        Command::GET_IP,
        b"1.2.3.4",
        "get ip reply: server address: there is no colon with a port behind it",
    );
    downlink(
        Command::SET_WIRETAP_PHONE,
        b"12345678901234567",
        "set wiretap phone: phone: number of 17 bytes is longer than 16",
    );
}

#[test]
fn the_flag_of_an_interval_may_stand_alone() {
    let alone = Uplink::SetIntervalReply { flag: Flag::SUCCEEDED, interval: None };
    assert_eq!(Uplink::parse(Command::SET_INTERVAL_REPLY, &[1]), Ok(alone));
    assert_eq!(Uplink::parse(Command::SET_INTERVAL_REPLY, &[1, 9]), Ok(alone));
    assert!(Uplink::parse_strict(Command::SET_INTERVAL_REPLY, &[1]).is_err());
    assert_eq!(body!(alone), [1]);
}

#[test]
fn what_only_a_lenient_reader_accepts() {
    let text = b"8613612345678\0\0\0h\0i\0";
    let message = Downlink::parse(Command::SEND_SMS, text).unwrap();
    assert_eq!(message, Downlink::SendSms { phone: phone("8613612345678"), text: "hi".into() });
    let many = b"|;".repeat(41);
    let up: [(Command, &[u8], &str); 9] = [
        (Command::HEARTBEAT, b"1", "heartbeat: bytes behind the last field: 1"),
        (Command::SEND_SMS, &[1, 2, 3], "send sms reply: bytes behind the last field: 2"),
        (Command::BLACK_BOX, b"|", "black box: records: the last does not end in a semicolon"),
        (Command::BLACK_BOX, b"|;;|;", "black box: record [1]: it is empty"),
        (Command::BLACK_BOX, b";", "black box: record [0]: it is empty"),
        (Command::BLACK_BOX, &many, "black box: records: 41 are more than 40"),
        (
            Command::GET_ADDRESS,
            b"1\0\x002\0\0\0\0\0\0\0\0\0\0\0\0",
            "get address: phone: there is a NUL among the characters",
        ),
        (
            Command::READ_AUTHORIZED_PHONE,
            &[0; 34],
            "read authorized phone reply: bytes behind the last field: 2",
        ),
        (
            Command::READ_AUTHORIZED_PHONE,
            &[1],
            "read authorized phone reply: phones: there is no pair of numbers",
        ),
    ];
    for (command, data, error) in up {
        Uplink::parse(command, data).unwrap();
        assert_eq!(format!("{}", Uplink::parse_strict(command, data).unwrap_err()), error);
    }
    let down: [(Command, &[u8], &str); 8] = [
        (Command::SEND_SMS, text, "send sms: text: it does not end in 00 00"),
        (Command::SEND_SMS, &[0; 18], "send sms: phone: there is no digit"),
        (
            Command::GET_ADDRESS,
            &[0; 20],
            "get address reply: text: bytes behind the 00 00 at its end: 2",
        ),
        (
            Command::GET_IP,
            b"118.128.198.38: 8090",
            "get ip reply: server address: the address is not written as IP:port without a blank",
        ),
        (
            Command::GET_IP,
            b"256.1.1.1:80",
            "get ip reply: server address: four numbers with dots that are no IPv4 address",
        ),
        (Command::SET_INTERVAL, &[0, 1, 2], "set interval: bytes behind the last field: 1"),
        (
            Command::SET_WIRETAP_PHONE,
            b"123\0\0",
            "set wiretap phone: phone: there is a NUL among the characters",
        ),
        (Command::SET_WIRETAP_PHONE, b"", "set wiretap phone: phone: there is no digit"),
    ];
    for (command, data, error) in down {
        Downlink::parse(command, data).unwrap();
        assert_eq!(format!("{}", Downlink::parse_strict(command, data).unwrap_err()), error);
    }
}

#[test]
fn refusals_name_the_field() {
    let odd = Phone::from_wire(*b"12a\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let message =
        Downlink::SetAuthorizedPhone { button: Button::SOS, sms: odd, call: Phone::EMPTY };
    assert_eq!(
        format!("{}", message.check().unwrap_err()),
        "sms phone: \"12a\" holds a character that is neither a digit nor a leading +"
    );
    let message = Downlink::SendSms { phone: Phone::EMPTY, text: "hi".into() };
    assert_eq!(format!("{}", message.check().unwrap_err()), "phone: there is no digit");
    let message = Downlink::Address { phone: Phone::EMPTY, text: "a\0b".into() };
    assert_eq!(format!("{}", message.check().unwrap_err()), "text: there is a NUL at position 1");
    let message =
        Downlink::Ip(ServerAddress::from("[::1]:0".parse::<core::net::SocketAddr>().unwrap()));
    assert_eq!(format!("{}", message.check().unwrap_err()), "server address: the port is 0");
    assert!(Downlink::SetWiretapPhone(Phone::EMPTY).check().is_err());

    let odd = Report { battery_percent: Some(101), ..Report::default() };
    let reports = [Report::default(), odd];
    let message = Uplink::Location(ReportText::from(&reports[1]));
    assert_eq!(
        format!("{}", message.check().unwrap_err()),
        "report: battery of 101 is not within 0 to 100"
    );
    let message = Uplink::BlackBox(BlackBox::from(&reports[..]));
    assert_eq!(
        format!("{}", message.check().unwrap_err()),
        "record [1]: report: battery of 101 is not within 0 to 100"
    );
}

/// An owned message is the same even when its data is none of its command.
#[test]
fn owned_raw() {
    let raw = Uplink::Raw { command: Command::SEND_SMS, data: &[] };
    assert_eq!(raw.into_owned().as_message(), raw);
    let raw = Downlink::Raw { command: Command::SET_INTERVAL, data: &[0, 1] };
    assert_eq!(raw.into_owned().as_message(), raw);
    assert_eq!(raw.into_owned().body(), [0, 1]);
}

fn any_phone() -> impl Strategy<Value = Phone> {
    prop_oneof![
        1 => Just(Phone::EMPTY),
        4 => "\\+?[0-9]{1,15}|[0-9]{16}".prop_map(|number| phone(&number)),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    "[^\0]{0,140}"
}

/// Known commands mostly, and data of the lengths that matter.
fn any_body() -> impl Strategy<Value = (Command, Vec<u8>)> {
    let command = prop_oneof![
        8 => prop::sample::select(Command::NAMED),
        1 => any::<u16>().prop_map(Command),
    ];
    let byte = prop_oneof![
        3 => Just(0),
        3 => b'0'..=b'9',
        3 => prop::sample::select(&b"+.:;,| G"[..]),
        1 => any::<u8>(),
    ];
    (command, prop::collection::vec(byte, 0..70))
}

proptest! {
    #[test]
    fn plain_uplinks_round_trip(flag: u8, interval: u16, data: Vec<u8>) {
        let flag = Flag(flag);
        assert_round_trip!(Uplink, Uplink::Heartbeat);
        assert_round_trip!(Uplink, Uplink::GetIp);
        assert_round_trip!(Uplink, Uplink::Login { data: &data });
        assert_round_trip!(Uplink, Uplink::SetIntervalReply { flag, interval: Some(interval) });
        assert_round_trip!(Uplink, Uplink::SetAuthorizedPhoneReply(flag));
        assert_round_trip!(Uplink, Uplink::SetWiretapPhoneReply(flag));
        assert_round_trip!(Uplink, Uplink::SendSmsReply(flag));
        assert_round_trip!(Uplink, Uplink::Raw { command: Command(0x4101), data: &data });
    }

    #[test]
    fn plain_downlinks_round_trip(byte: u8, interval: u16, data: Vec<u8>) {
        assert_round_trip!(Downlink, Downlink::HeartbeatReply(Flag(byte)));
        assert_round_trip!(Downlink, Downlink::LoginReply(Flag(byte)));
        assert_round_trip!(Downlink, Downlink::BlackBoxReply(Flag(byte)));
        assert_round_trip!(Downlink, Downlink::RequestLocation);
        assert_round_trip!(Downlink, Downlink::SetInterval(interval));
        assert_round_trip!(Downlink, Downlink::ReadAuthorizedPhone(Button(byte)));
        assert_round_trip!(Downlink, Downlink::Raw { command: Command(0x9955), data: &data });
    }

    #[test]
    fn phones_round_trip(
        sms in any_phone(),
        call in any_phone(),
        count in 1..5_usize,
        button: u8,
        text in any_text(),
        body: Vec<u8>,
    ) {
        let button = Button(button);
        let text = Text::from(text.as_str());
        let pairs = [PhonePair { sms, call }; 5];
        let list = PhoneList::from(&pairs[..count]);
        assert_round_trip!(Uplink, Uplink::AuthorizedPhones(list));
        assert_round_trip!(Uplink, Uplink::AuthorizedPhones(list.with_button(button)));
        assert_round_trip!(Uplink, Uplink::GetAddress(AddressQuery { phone: sms, body: &body }));
        assert_round_trip!(Downlink, Downlink::SetAuthorizedPhone { button, sms, call });
        assert_round_trip!(Downlink, Downlink::Address { phone: call, text });
        if !sms.is_empty() {
            assert_round_trip!(Downlink, Downlink::SetWiretapPhone(sms));
            assert_round_trip!(Downlink, Downlink::SendSms { phone: sms, text });
        }
    }

    #[test]
    fn addresses_round_trip(
        ip: core::net::IpAddr,
        port in 1..=u16::MAX,
        name in "[a-z0-9.-]{1,30}",
    ) {
        let address = core::net::SocketAddr::new(ip, port);
        assert_round_trip!(Downlink, Downlink::Ip(address.into()));
        assert_round_trip!(Downlink, Downlink::Ip(ServerAddress::new(&name, port).unwrap()));
    }

    #[test]
    fn any_data_of_any_command((command, data) in any_body()) {
        assert_any!(Uplink, command, &data);
        assert_any!(Downlink, command, &data);
    }

    #[test]
    fn reports_round_trip(
        reports in prop::collection::vec(any_report(), 0..6),
        report in any_report(),
        alarm: u8,
    ) {
        let alarm = Alarm(alarm);
        assert_round_trip!(Uplink, Uplink::Location(ReportText::from(&report)));
        assert_round_trip!(Uplink, Uplink::Alarm { alarm, report: ReportText::from(&report) });
        assert_round_trip!(Uplink, Uplink::BlackBox(BlackBox::from(&reports[..])));
    }
}
