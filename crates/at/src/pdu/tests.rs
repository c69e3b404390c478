use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;

use cellwire_codec::Instant;
use proptest::prelude::*;

use super::*;
use crate::charset::{Alphabet, Gsm7, Language, hex};

#[track_caller]
fn octets(hex: &str) -> Vec<u8> {
    PduBuf::from_hex(hex.as_bytes()).unwrap().as_octets().to_vec()
}

/// Reads a message to the phone, and checks that it is written as it was read.
#[track_caller]
fn with_deliver(hex: &str, check: impl FnOnce(Pdu<'_>, Deliver<'_>)) {
    let octets = octets(hex);
    let pdu = Pdu::parse_strict(Direction::ToMobile, &octets).unwrap();
    assert_written(&pdu, hex);
    let Tpdu::Deliver(deliver) = pdu.tpdu else { panic!("{pdu:?}") };
    check(pdu, deliver);
}

#[track_caller]
fn assert_written(pdu: &Pdu<'_>, hex: &str) {
    let mut dst = [0; 352];
    assert_eq!(pdu.encode_hex(&mut dst).unwrap(), hex.to_uppercase());
    assert_eq!(pdu.encoded_len() * 2, hex.len());
}

#[track_caller]
fn assert_deliver(hex: &str, smsc: &str, from: &str, scts: &str, text: &str) {
    with_deliver(hex, |pdu, deliver| {
        assert_eq!(pdu.smsc.unwrap().to_string(), smsc);
        assert_eq!(deliver.originating_address.to_string(), from);
        assert_eq!(deliver.scts.to_string(), scts);
        assert_eq!(deliver.text().unwrap(), text);
    });
}

#[test]
fn delivers() {
    // ModemManager src/tests/test-modem-helpers.c:436, test_cmgr_response_generic.
    assert_deliver(
        "07914306073011F00405812261F700003130916191314095C274D96D2FBBD3E437280CB2BEC961F3DB5D76818E\
         F2F0381D9E83E06F39A8CC2E9FD372F77BEE0249CBE37A594E0E83E2F532085E2F93CB73D0B93CA7A7DFEEB01C\
         447F93DF7310BD3E07CDCB727B7A9C7ECF41E432C8FC96B7C32079189E26874179D0F8DD7E93C3A0B21B246AA6\
         41D637396C7EBBCB22D0FD7E77B5D376B3AB3C07",
        "+34607003110",
        "22167",
        "2013-03-19T16:19:13+01:00",
        "Bienvenido a Vodafone. Gracias por elegirnos. Recuerda que puedes gestionar todos tus servicios \
         de forma rapida y comoda en \"Mi Vodafone\" www.mivf.es",
    );
}

/// The text is not the point: all of it is read, and written back octet for octet.
#[test]
fn delivers_of_modems_round_trip() {
    for hex in [
        // ModemManager src/tests/test-modem-helpers.c:461, test_cmgr_response_telit.
        "07916163838428F9040B916121021021F700005190514164220A23C4B0BCFD5E8740C4B0BCFD5E83C26E324819\
         6687C9A0301D440DBBC3677918",
        // gammu tests/at-sms/07.dump.
        "0791534850020200040C9153486507895500006090608164138004D4F29C0E",
        // http://www.dreamfabric.com/sms/: hellohello.
        "07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37",
    ] {
        with_deliver(&hex.replace(' ', ""), |_, deliver| {
            assert!(!deliver.text().unwrap().is_empty());
        });
    }
}

#[test]
fn submits() {
    // http://www.dreamfabric.com/sms/: with a validity period of 4 days.
    let hex = "0011000B916407281553F80000AA0AE8329BFD4697D9EC37";
    let pdu = octets(hex);
    let pdu = Pdu::parse_strict(Direction::ToNetwork, &pdu).unwrap();
    assert_written(&pdu, hex);
    let Tpdu::Submit(submit) = pdu.tpdu else { panic!() };
    assert_eq!(pdu.smsc, None);
    assert_eq!(submit.destination_address.to_string(), "+46708251358");
    let days = submit.validity_period.and_then(ValidityPeriod::duration);
    assert_eq!(days, Some(Duration::from_secs(4 * 86_400)));
    assert_eq!(submit.text().unwrap(), "hellohello");

    // gammu tests/at-sms/05.dump: stored and not sent.
    let hex = "0791539111161616114F048123000000FF06D0B79BFE9E03";
    let pdu = octets(hex);
    let pdu = Pdu::parse_strict(Direction::ToNetwork, &pdu).unwrap();
    assert_written(&pdu, hex);
    assert_eq!(pdu.tpdu_len(), 16); // as +CMGR says
    let Tpdu::Submit(submit) = pdu.tpdu else { panic!() };
    assert_eq!(
        (submit.message_reference, submit.destination_address.to_string()),
        (0x4f, "3200".to_string())
    );
    assert_eq!(submit.text().unwrap(), "Pontos");
}

#[test]
fn status_reports() {
    // gammu tests/at-sms/38.dump.
    let hex = "079124602009999006B4098106326906F2212041015554402120410155054000";
    let pdu = octets(hex);
    let pdu = Pdu::parse_strict(Direction::ToMobile, &pdu).unwrap();
    assert_written(&pdu, hex);
    assert_eq!(pdu.tpdu_len(), 24);
    let Tpdu::StatusReport(report) = pdu.tpdu else { panic!() };
    assert_eq!(report.message_reference, 0xb4);
    assert_eq!(report.recipient_address.to_string(), "602396602");
    assert_eq!(report.scts.to_string(), "2012-02-14T10:55:45+01:00");
    assert_eq!(report.discharge_time.to_string(), "2012-02-14T10:55:50+01:00");
    assert_eq!(
        (report.status, report.status.outcome()),
        (Status::RECEIVED, DeliveryOutcome::Delivered)
    );
    assert!(!report.more_messages);

    // With what a SIM fills its record with.
    let filled = [&octets(hex)[..], &[0xff; 6]].concat();
    let pdu = Pdu::parse(Direction::ToMobile, &filled).unwrap();
    assert_eq!((pdu.surplus, pdu.tpdu), (&[0xff; 6][..], Tpdu::StatusReport(report)));
    assert_eq!(
        Pdu::parse_strict(Direction::ToMobile, &filled).unwrap_err().to_string(),
        "octets behind the last field: 6"
    );

    for (status, outcome) in [
        (0x00, DeliveryOutcome::Delivered),
        (0x1f, DeliveryOutcome::Delivered),
        (0x20, DeliveryOutcome::Pending),
        (0x46, DeliveryOutcome::Failed),
        (0x63, DeliveryOutcome::Failed),
        (0xff, DeliveryOutcome::Failed),
    ] {
        assert_eq!(Status(status).outcome(), outcome);
    }
}

#[test]
fn pdus_of_modems_that_are_odd() {
    // gammu tests/at-sms/39.dump: TP-UDL says less than there is. The line in front says 92.
    let odd = octets(
        "07914336120011F10404A14949000021807001253040356C76B81D268741F0B29C9C268741E4B20EB49AD16CB19BAD\
         368BD96EA0B71B04BBBD603810284C078162315D2CE70289EBFAE1AC0CB2BFF52C10FC2D0799C3F6B71CC46687DB65\
         50980D8AC962",
    );
    let pdu = Pdu::parse(Direction::ToMobile, &odd).unwrap();
    let Tpdu::Deliver(deliver) = pdu.tpdu else { panic!() };
    assert_eq!(
        (deliver.originating_address.to_string(), deliver.user_data.udl()),
        ("9494".to_string(), 53)
    );
    assert!(!pdu.surplus.is_empty());

    // gammu tests/at-sms-failing/39.dump: far shorter than the line in front says.
    let error = Pdu::parse(Direction::ToNetwork, &octets("91947122982661")).unwrap_err();
    assert_eq!(error.to_string(), "SMSC at octet 0: 288 semi-octets are more than 20");

    // gammu tests/at-sms/41.dump: the modem has cut the text, and counts the service centre.
    let cut = octets(
        "0041000b817777777777f700005d060504157800004de1135b851283d4e2afdd8bd576f3b2dc5e96f7dc617a78\
         8e2ebbd761173c2ca7e777f0b79cdecbe5663bf8bdc74e57cdcfbcf5b97387dbe59e1be00ed3c37374d9bd0ebb\
         e06139",
    );
    assert_eq!(
        Pdu::parse(Direction::ToNetwork, &cut).unwrap_err().to_string(),
        "TP-UD at octet 14: octets needed: 82, left: 79"
    );
    let pdu = Pdu::parse_announced(Direction::ToNetwork, 93, &cut).unwrap();
    assert_eq!((pdu.missing, pdu.surplus.len()), (3, 0));
    assert_eq!(
        pdu.check().unwrap_err().to_string(),
        "TP-UDL: 93 stands for 82 octets, and there are 79"
    );
    let Tpdu::Submit(submit) = pdu.tpdu else { panic!() };
    let ports = Ports::Long { destination: 0x1578, source: 0 };
    assert_eq!(submit.user_data.header().ports(), Some(ports));
    assert_eq!(submit.text().unwrap().chars().count(), 82);
    assert!(Pdu::parse_announced(Direction::ToNetwork, 92, &cut).is_ok());
    assert!(Pdu::parse_announced(Direction::ToNetwork, 91, &cut).is_err());

    // ModemManager test-modem-helpers.c:363, test_cmgl_response_pantech: half an octet is missing.
    let pantech =
        "079100F40D1101000F001000B917118336058F300001954747A0E4ACF41F27298CDCE83C6EF371B0402814020";
    assert_eq!(
        PduBuf::from_hex(pantech.as_bytes()).unwrap_err().to_string(),
        "89 hexadecimal digits are an odd number"
    );

    // A reserved type is read as a DELIVER, and none to the network.
    let mut reserved =
        octets("07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37");
    reserved[8] |= 3;
    let pdu = Pdu::parse(Direction::ToMobile, &reserved).unwrap();
    assert!(matches!(pdu.tpdu, Tpdu::Deliver(_)));
    assert_eq!(
        Pdu::parse_strict(Direction::ToMobile, &reserved).unwrap_err().to_string(),
        "octet 8 is not as it would be written"
    );
    assert_eq!(
        Pdu::parse(Direction::ToNetwork, &reserved).unwrap_err().to_string(),
        "TP-MTI at octet 8: 3 is reserved"
    );
}

#[test]
fn the_service_centre_in_front_or_not() {
    let with =
        octets("07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07");
    let pdu = Pdu::parse_announced(Direction::ToMobile, 30, &with).unwrap();
    assert_eq!(pdu.smsc.unwrap().to_string(), "+31624000000");
    let without = Pdu::parse_announced(Direction::ToMobile, 30, &with[8..]).unwrap();
    assert_eq!((without.smsc, without.tpdu), (None, pdu.tpdu));
}

#[test]
fn faults_say_what_and_where() {
    let whole =
        octets("07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07");
    let error = |octets: &[u8]| Pdu::parse(Direction::ToMobile, octets).unwrap_err().to_string();
    assert_eq!(error(&[]), "SMSC at octet 0: octets needed: 1, left: 0");
    assert_eq!(error(&whole[..8]), "TP-MTI at octet 8: octets needed: 1, left: 0");
    assert_eq!(error(&whole[..20]), "TP-SCTS at octet 19: octets needed: 7, left: 1");
    assert_eq!(error(&whole[..30]), "TP-UD at octet 27: octets needed: 11, left: 3");
    for len in 0..whole.len() {
        assert!(matches!(
            Pdu::parse(Direction::ToMobile, &whole[..len]),
            Err(ParseError::TooShort { .. })
        ));
    }
    let mut long_header = whole.clone();
    long_header[8] |= 0x40;
    assert_eq!(error(&long_header), "TP-UDH at octet 27: octets: 200, in user data of 10");
    assert_eq!(
        PduBuf::from_hex(b"0791A").unwrap_err().to_string(),
        "5 hexadecimal digits are an odd number"
    );
    let mut unused_bit = whole;
    unused_bit[8] |= 0x10;
    assert_eq!(
        Pdu::parse_strict(Direction::ToMobile, &unused_bit).unwrap_err().to_string(),
        "octet 8 is not as it would be written"
    );
}

/// What the crate sms-pdu does wrong: a spurious `@`, and a lost first letter.
#[test]
fn concatenated_texts_are_read_right() {
    // Header of 6 octets, so one bit of fill.
    let first = "0041000B916407281553F80000A0050003A50201";
    let text = "Abcdefg ".repeat(21);
    let parts: Vec<MessagePart> =
        Message::new(&text).reference(Reference::Short(0xa5)).parts().unwrap().collect();
    assert_eq!(parts.len(), 2);
    let mut dst = [0; 352];
    let to = Address::new("+46708251358").unwrap();
    let pdu = Pdu::new(Submit::new(to, &parts[0]));
    assert!(pdu.encode_hex(&mut dst).unwrap().starts_with(first));

    // By hand: 7 bits of "H" behind the bit of fill, and so on. "Hi" has 7 + 2 septets.
    let part = octets("004004812143000062101000000000090500030102019069");
    let pdu = Pdu::parse(Direction::ToMobile, &part).unwrap();
    let Tpdu::Deliver(deliver) = pdu.tpdu else { panic!() };
    assert_eq!(deliver.text().unwrap(), "Hi");

    // All lengths of a header: none of them eats or adds a letter.
    for len in 0..20 {
        let mut header = HeaderBuf::new();
        if len > 0 {
            header.push(Element { id: ElementId(0x70), data: &[0xff; 20][..len - 1] }).unwrap();
        }
        for text in ["", "H", "Hello", "Hello W", "Hello Wo", "@", "@@@@@@@", "@@@@@@@@"] {
            let user_data = UserDataBuf::text(Alphabet::GSM7, &header, text).unwrap();
            assert_eq!(user_data.as_user_data().text(Dcs::GSM7).unwrap(), text, "{len}");
        }
    }
}

/// What the crate sms-pdu refuses.
#[test]
fn flash_messages_are_read() {
    let flash = "07911326040000F0040B911346610089F600F0208062917314080CC8F71D14969741F977FD07";
    with_deliver(flash, |_, deliver| {
        assert_eq!(deliver.text().unwrap(), "How are you?");
        assert_eq!(deliver.dcs.class(), Some(Class::Flash));
    });
    for dcs in 0xf0..=0xf3 {
        let mut octets = octets(flash);
        octets[18] = dcs;
        let pdu = Pdu::parse_strict(Direction::ToMobile, &octets).unwrap();
        let Tpdu::Deliver(deliver) = pdu.tpdu else { panic!() };
        assert_eq!(deliver.text().unwrap(), "How are you?");
    }
}

/// What the crate sms-pdu misprints.
#[test]
fn stars_and_hashes_in_numbers() {
    for number in ["*123#", "#31#*0abc"] {
        let part = Message::new("1").parts().unwrap().next().unwrap();
        let pdu = Pdu::new(Submit::new(Address::new(number).unwrap(), &part));
        let buf = PduBuf::new(&pdu).unwrap();
        let Tpdu::Submit(read) = buf.pdu(Direction::ToNetwork).unwrap().tpdu else { panic!() };
        assert_eq!(read.destination_address.to_string(), number);
    }
    // TS 23.040 9.1.2.3: * is 1010, # is 1011.
    let pdu = octets("000405811A32FB0000621010000000000131");
    let Tpdu::Deliver(deliver) = Pdu::parse(Direction::ToMobile, &pdu).unwrap().tpdu else {
        panic!()
    };
    assert_eq!(deliver.originating_address.to_string(), "*123#");
    assert_eq!(deliver.text().unwrap(), "1");
}

#[test]
fn reports_and_commands() {
    let scts = Timestamp::from_wire([0x62, 0x10, 0x10, 0, 0, 0, 0]);
    let user_data = UserDataBuf::text(Alphabet::GSM7, &HeaderBuf::new(), "no").unwrap();
    let all = ReportParameters {
        pid: Some(Pid::SIM_DATA_DOWNLOAD),
        dcs: Some(Dcs(0xf6)),
        user_data: Some(UserData::from_data(&[1, 2])),
    };
    let text =
        ReportParameters { user_data: Some(user_data.as_user_data()), ..ReportParameters::NONE };
    let failed = Some(FailureCause::MEMORY_FULL);
    let report = StatusReport {
        more_messages: true,
        loop_prevention: true,
        is_for_command: true,
        message_reference: 3,
        recipient_address: Address::new("12").unwrap(),
        scts,
        discharge_time: scts,
        status: Status::EXPIRED,
        parameters: text,
    };
    let command = Command {
        status_report_request: true,
        message_reference: 1,
        pid: Pid::DEFAULT,
        command_type: CommandType::DELETE,
        message_number: 9,
        destination_address: Address::new("12").unwrap(),
        command_data: UserData::from_data(&[7]),
    };
    for (tpdu, hex) in [
        (Tpdu::from(DeliverReport::default()), "0000"),
        (DeliverReport { failure_cause: failed, parameters: all }.into(), "00D3077FF6020102"),
        (DeliverReport { failure_cause: None, parameters: text }.into(), "000402EE37"),
        (
            SubmitReport { failure_cause: None, scts, parameters: ReportParameters::NONE }.into(),
            "010062101000000000",
        ),
        (
            SubmitReport { failure_cause: failed, scts, parameters: text }.into(),
            "01D3046210100000000002EE37",
        ),
        (report.into(), "2A0302812162101000000000621010000000004604 02EE37"),
        (command.into(), "22010002090281210107"),
    ] {
        let hex = hex.replace(' ', "");
        let mut dst = [0; 40];
        let len = tpdu.encode(&mut dst).unwrap();
        let mut digits = [0; 80];
        assert_eq!(hex::encode(&dst[..len], &mut digits), Ok(hex.as_str()), "{}", tpdu.name());
        assert_eq!(Tpdu::parse(tpdu.direction(), &dst[..len]), Ok((tpdu, &[][..])));
    }
    assert_eq!(text.text().unwrap(), "no");
    assert_eq!(all.text(), None);
    let wrong = DeliverReport { failure_cause: Some(FailureCause(0x7f)), parameters: all };
    assert_eq!(Tpdu::from(wrong).check().unwrap_err().to_string(), "TP-FCS: 0x7f is below 0x80");
}

#[test]
fn what_is_refused_in_writing() {
    let part = Message::new("a").parts().unwrap().next().unwrap();
    let to = Address::new("1").unwrap();
    let good = Submit::new(to, &part);
    let error =
        |submit: Submit<'_>| Pdu::new(submit).encode(&mut [0; 200]).unwrap_err().to_string();
    let data = [0; 141];
    assert_eq!(
        error(Submit { dcs: Dcs::EIGHT_BIT, user_data: UserData::from_data(&data), ..good }),
        "TP-UD: octets: 141, and 140 are the limit"
    );
    assert_eq!(
        error(Submit { user_data: UserData::from_data(&data[..10]), ..good }),
        "TP-UDL: 10 stands for 9 octets, and there are 10"
    );
    assert_eq!(
        error(Submit { dcs: Dcs::EIGHT_BIT, user_data: UserData::new(true, 2, &[2, 0]), ..good }),
        "TP-UDH: octets: 2, in user data of 1"
    );
    assert_eq!(
        error(Submit {
            validity_period: Some(ValidityPeriod::Absolute(Timestamp::default())),
            ..good
        }),
        "TP-VP is no time"
    );
    let mut dst = [7; 9];
    assert_eq!(
        Pdu::new(good).encode(&mut dst).unwrap_err().to_string(),
        "buffer of 9 bytes is too short for 10"
    );
    assert_eq!(dst, [7; 9]);

    let long = "a".repeat(255 * 153 + 1);
    assert_eq!(Message::new(&long).parts().unwrap_err().to_string(), "256 parts are more than 255");
    assert_eq!(Message::new(&long[1..]).parts().unwrap().count(), 255);
    assert_eq!(
        Message::new("aд").alphabet(Alphabet::GSM7).parts().unwrap_err().to_string(),
        "'д' at 1 is not in the character set"
    );
    assert!(Message::new("a").alphabet(Alphabet::EightBit).parts().is_err());
}

#[test]
fn messages_with_headers() {
    let turkish = Gsm7 { single: Language::TURKISH, locking: Language::TURKISH };
    let ports = Ports::Long { destination: 2948, source: 9200 };
    let text = "Şişli ".repeat(40);
    let message = Message::new(&text)
        .alphabet(Alphabet::Gsm7(turkish))
        .class(Class::MobileEquipment)
        .ports(ports)
        .reference(Reference::Long(0xbeef));
    let parts: Vec<MessagePart> = message.parts().unwrap().collect();
    assert_eq!((parts.len(), message.parts().unwrap().len()), (2, 2));
    let read: String =
        parts.iter().map(|part| part.user_data().text(part.dcs()).unwrap().to_string()).collect();
    assert_eq!(read, text);
    for (part, sequence) in parts.iter().zip(1..) {
        let header = part.user_data().header();
        let concatenation =
            Concatenation { reference: Reference::Long(0xbeef), total: 2, sequence };
        assert_eq!(header.concatenation(), Some(concatenation));
        assert_eq!((header.ports(), header.tables()), (Some(ports), turkish));
        assert_eq!(part.dcs(), Dcs(0x11));
    }
}

fn address() -> impl Strategy<Value = Address> {
    prop_oneof![
        "\\+?[0-9*#abc]{1,20}".prop_map(|number| Address::new(&number).unwrap()),
        "[A-Za-z0-9 ]{1,11}".prop_map(|name| Address::alphanumeric(&name).unwrap()),
    ]
}

fn number() -> impl Strategy<Value = Address> {
    "\\+?[0-9*#abc]{1,20}".prop_map(|number| Address::new(&number).unwrap())
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0..100_u8, 1..=12_u8, 1..=28_u8, 0..24_u8, 0..60_u8, -48..=56_i8).prop_map(
        |(year, month, day, hour, minute, quarter_hours)| {
            let second = minute;
            Timestamp::new(DateTime { year, month, day, hour, minute, second, quarter_hours })
                .unwrap()
        },
    )
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9 @£€^{}\\[\\]~|ÄÖÜäöüß\r\n]{0,500}",
        "[A-Za-zА-я😀-😏]{0,300}",
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn texts_come_through(
        text in text(),
        from in address(),
        to in number(),
        scts in time(),
        long: Option<u16>,
        short: u8,
        order in any::<prop::sample::Index>(),
    ) {
        let reference = long.map_or(Reference::Short(short), Reference::Long);
        let message = Message::new(&text).reference(reference);
        let parts: Vec<MessagePart> = message.parts().unwrap().collect();
        let mut reassembler = Reassembler::new(ReassemblerConfig::default());
        let mut complete = None;
        let start = order.index(parts.len());
        for part in parts.iter().cycle().skip(start).take(parts.len()) {
            let submit = Submit { status_report_request: true, ..Submit::new(to, part) };
            let pdu = Pdu::new(submit);
            let mut hex = [0; 352];
            let hex = pdu.encode_hex(&mut hex).unwrap();
            prop_assert_eq!(hex.len(), 2 * pdu.tpdu_len() + 2);
            let read = PduBuf::from_hex(hex.to_lowercase().as_bytes()).unwrap();
            prop_assert_eq!(Pdu::parse_strict(Direction::ToNetwork, read.as_octets()), Ok(pdu));

            let pdu = Pdu { smsc: Some(to), ..Pdu::new(Deliver::new(from, scts, part)) };
            let buf = PduBuf::new(&pdu).unwrap();
            let read = Pdu::parse_strict(Direction::ToMobile, buf.as_octets()).unwrap();
            prop_assert_eq!(read, pdu);
            let Tpdu::Deliver(deliver) = read.tpdu else { panic!() };
            match reassembler.push(Instant::ORIGIN, &deliver).unwrap() {
                Progress::Complete(message) => complete = Some(message),
                Progress::Waiting { total, .. } => prop_assert_eq!(usize::from(total), parts.len()),
                other => panic!("{other:?}"),
            }
        }
        let complete = complete.unwrap();
        prop_assert_eq!(complete.body, Body::Text(text));
        prop_assert_eq!(complete.from, from);
    }

    #[test]
    fn any_octets(mut octets: Vec<u8>, first: u8, smsc: bool, to_mobile: bool) {
        let direction = if to_mobile { Direction::ToMobile } else { Direction::ToNetwork };
        octets.insert(0, first);
        if smsc {
            octets.insert(0, 0);
        }
        any_pdu(direction, &octets)?;
    }

    /// Good PDUs with a few octets changed.
    #[test]
    fn damaged_pdus(
        text in text(),
        from in address(),
        scts in time(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        to_mobile: bool,
    ) {
        let part = Message::new(&text).parts().unwrap().next().unwrap();
        let (direction, pdu) = if to_mobile {
            (Direction::ToMobile, Pdu::new(Deliver::new(from, scts, &part)))
        } else {
            let period = Some(ValidityPeriod::Absolute(scts));
            let submit = Submit { validity_period: period, ..Submit::new(from, &part) };
            (Direction::ToNetwork, Pdu::new(submit))
        };
        let mut octets = PduBuf::new(&pdu).unwrap().as_octets().to_vec();
        for (index, octet) in damage {
            let index = index.index(octets.len());
            octets[index] = octet;
        }
        any_pdu(direction, &octets)?;
    }
}

/// Nothing panics; what a strict reader takes is written as it was read.
fn any_pdu(direction: Direction, octets: &[u8]) -> Result<(), TestCaseError> {
    let strict = Pdu::parse_strict(direction, octets);
    let Ok(pdu) = Pdu::parse(direction, octets) else {
        prop_assert!(strict.is_err());
        return Ok(());
    };
    let _ = format!("{pdu:?} {:?}", pdu.smsc);
    prop_assert_eq!(pdu.tpdu.direction(), direction);
    let mut dst = [0; 512];
    let written = pdu.encode(&mut dst).ok().map(|len| &dst[..len]);
    if strict.is_ok() {
        prop_assert_eq!(written, Some(octets));
    }
    if let Some(written) = written {
        prop_assert_eq!(written.len(), pdu.encoded_len());
        let again = Pdu::parse_strict(direction, written);
        prop_assert_eq!(again, Ok(Pdu { surplus: &[], ..pdu }));
    }
    let (dcs, user_data) = match pdu.tpdu {
        Tpdu::Deliver(tpdu) => {
            let mut reassembler = Reassembler::new(ReassemblerConfig::default());
            let _ = reassembler.push(Instant::ORIGIN, &tpdu);
            let _ = reassembler.give_up_oldest();
            (tpdu.dcs, tpdu.user_data)
        }
        Tpdu::Submit(tpdu) => (tpdu.dcs, tpdu.user_data),
        Tpdu::Command(tpdu) => (Dcs::EIGHT_BIT, tpdu.command_data),
        Tpdu::DeliverReport(DeliverReport { parameters, .. })
        | Tpdu::SubmitReport(SubmitReport { parameters, .. })
        | Tpdu::StatusReport(StatusReport { parameters, .. }) => {
            (parameters.dcs.unwrap_or_default(), parameters.user_data.unwrap_or_default())
        }
    };
    if let Some(text) = user_data.text(dcs) {
        let mut dst = [0; 1000];
        let string = text.to_string();
        prop_assert_eq!(text.decode_into(&mut dst), Ok(string.as_str()));
        prop_assert_eq!(text, string.as_str());
    }
    let _ = (user_data.header().concatenation(), user_data.data());
    Ok(())
}
