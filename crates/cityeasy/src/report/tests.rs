use alloc::string::ToString;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;

const EXAMPLE: &str = "100008.000,A,2232.4679,N,11356.7805,E,0.204,89.22,210911,,|7.49|152.6|3571,9763,00,460|0000|00|100|100";

fn parse(text: &str) -> Report<'_> {
    ReportText::from_wire(text.as_bytes()).parse()
}

#[test]
fn the_example_of_annex_1() {
    let report = parse(EXAMPLE);
    assert_eq!(report.layout, Layout::CityEasy);
    assert_eq!(report.utc().unwrap().to_string(), "2011-09-21T10:00:08.000Z");
    assert!(report.is_valid());
    assert!((report.latitude().unwrap() - 22.541_131_667).abs() < 1e-8);
    assert!((report.longitude().unwrap() - 113.946_341_667).abs() < 1e-8);
    assert_eq!(report.speed_milliknots, Some(204));
    assert_eq!(report.course_millidegrees, Some(89_220));
    assert_eq!(report.hdop_milli, Some(7490));
    assert_eq!(report.altitude_millimetres, Some(152_600));
    let cell = Cell { cid: 3571, lac: 9763, mnc: Mnc::new(0, 2).unwrap(), mcc: 460 };
    assert_eq!(report.cells, Cells::One(cell));
    assert_eq!(report.state, Some(State(0)));
    assert_eq!(report.alarm, Some(Alarm::NONE));
    assert_eq!((report.battery_percent, report.signal_percent), (Some(100), Some(100)));
    assert!(report.quirks.is_empty());
    assert_eq!(ReportText::from(&report).to_string(), EXAMPLE);
    assert_eq!(ReportText::from_wire(EXAMPLE.as_bytes()).parse_strict(), Ok(report));
}

#[test]
fn the_second_example_of_annex_1() {
    let report = parse("134829.486,A,1126.6639,S,11133.3299,W,58.31,309.62,110200");
    assert_eq!(report.utc().unwrap().to_string(), "2000-02-11T13:48:29.486Z");
    assert_eq!(report.position.unwrap().latitude, Angle::from_minutes_e5(-68_666_390));
    assert_eq!(report.position.unwrap().longitude, Angle::from_minutes_e5(-669_332_990));
    assert!((report.speed_kmh().unwrap() - 107.99).abs() < 0.001);
    assert_eq!(report.rmc_tail, b"");
}

#[test]
fn blank_fields_are_none_and_no_quirk() {
    let report = parse("100008.000,V,,,,,,,210911,,||152.6||0000|00||");
    assert_eq!(report.position, None);
    assert_eq!((report.speed_milliknots, report.course_millidegrees), (None, None));
    assert_eq!(report.hdop_milli, None);
    assert_eq!(report.cells, Cells::None);
    assert_eq!((report.battery_percent, report.signal_percent), (None, None));
    assert_eq!(report.altitude_millimetres, Some(152_600));
    assert_eq!(report.layout, Layout::CityEasy);
    assert!(report.quirks.is_empty(), "{:?}", report.quirks);
}

/// Each field in turn holds what it should not, and no other is the worse for it.
#[test]
fn one_odd_field_loses_no_other() {
    let whole = parse(EXAMPLE);
    let cases = [
        ("100008.000", "10:00:08", Field::Time),
        ("100008.000", "250008.000", Field::Time),
        ("A", "Axx", Field::Validity),
        ("2232.4679", "2232/4679", Field::Position),
        ("2232.4679", "2260.0000", Field::Position),
        ("2232.4679", "9032.4679", Field::Position),
        ("11356.7805", "18100.0000", Field::Position),
        ("11356.7805,E", "11356.7805,N", Field::Position),
        ("0.204", "nan", Field::Speed),
        ("0.204", "-1", Field::Speed),
        ("89.22", "389.22", Field::Course),
        ("210911", "310911", Field::Date),
        ("210911", "21091", Field::Date),
        ("7.49", "7,49", Field::Hdop),
        ("152.6", "-859117376000", Field::Altitude),
        ("152.6", "1e3", Field::Altitude),
        ("3571,9763,00,460", "3571,9763,00,x", Field::Cell),
        ("|0000|", "|00000|", Field::State),
        ("|0000|", "|zz|", Field::State),
        ("|00|", "|0G|", Field::Alarm),
        ("|100|100", "|1000000|100", Field::Battery),
        ("|100|100", "|100|-5", Field::Signal),
    ];
    for (from, to, field) in cases {
        let text = EXAMPLE.replacen(from, to, 1);
        let report = parse(&text);
        assert_eq!(report.quirks.iter().collect::<Vec<_>>(), [field], "{text}");
        let mut expected = whole;
        expected.quirks = report.quirks;
        match field {
            Field::Time => expected.time = None,
            Field::Validity => expected.validity = None,
            Field::Position => expected.position = None,
            Field::Speed => expected.speed_milliknots = None,
            Field::Course => expected.course_millidegrees = None,
            Field::Date => expected.date = None,
            Field::Hdop => expected.hdop_milli = None,
            Field::Altitude => expected.altitude_millimetres = None,
            Field::Cell => expected.cells = Cells::None,
            Field::State => expected.state = None,
            Field::Alarm => expected.alarm = None,
            Field::Battery => expected.battery_percent = None,
            Field::Signal => expected.signal_percent = None,
            Field::Surplus => expected.surplus = None,
        }
        assert_eq!(report, expected, "{text}");
        assert_eq!(
            ReportText::from_wire(text.as_bytes()).parse_strict(),
            Err(ReportError::Odd { field })
        );
    }
}

#[test]
fn values_out_of_the_table_are_kept() {
    let text = EXAMPLE.replace("|100|100", "|101|255|more|parts");
    let report = parse(&text);
    assert_eq!((report.battery_percent, report.signal_percent), (Some(101), Some(255)));
    assert_eq!(report.surplus, Some(&b"more|parts"[..]));
    assert_eq!(
        report.quirks.iter().collect::<Vec<_>>(),
        [Field::Battery, Field::Signal, Field::Surplus]
    );
    let text = EXAMPLE.replace("|0000|00|", "|c0ff|77|");
    let report = parse(&text);
    assert_eq!((report.state, report.alarm), (Some(State(0xc0ff)), Some(Alarm(0x77))));
    assert!(report.quirks.is_empty());
    let text = EXAMPLE.replace("2232.4679", "2232.4679019").replace(",A,", ",D,");
    let report = parse(&text);
    assert_eq!(report.position.unwrap().latitude, Angle::from_minutes_e5(135_246_790));
    assert_eq!(report.validity, Some(Validity(b'D')));
    assert_eq!(report.quirks.iter().collect::<Vec<_>>(), [Field::Validity, Field::Position]);
}

#[test]
fn every_alarm_of_the_table() {
    let table =
        [0x01, 0x02, 0x03, 0x04, 0x10, 0x11, 0x12, 0x14, 0x15, 0x16, 0x31, 0x32, 0x33, 0x34, 0x40];
    for code in table {
        let text = EXAMPLE.replace("|00|", &alloc::format!("|{code:02x}|"));
        let alarm = parse(&text).alarm.unwrap();
        assert_eq!(alarm, Alarm(code));
        assert!(alarm.name().is_some(), "{alarm:?}");
    }
}

#[test]
fn a_blank_cell_is_told_from_another_layout() {
    let report = parse("||| |0100|01|50|60");
    assert_eq!(report.layout, Layout::CityEasy);
    assert_eq!(report.state, Some(State(0x0100)));
    assert_eq!(report.quirks.iter().collect::<Vec<_>>(), [Field::Cell]);
    let report = parse("||||0100|01|50|60");
    assert_eq!(report.layout, Layout::CityEasy);
    assert!(report.quirks.is_empty());
}

#[test]
fn the_layout_of_meiligao() {
    let report = parse(
        "220549.000,A,3537.1217,N,01100.0633,E,6.48,193,280617,,*05|0.8|24|2000|000C,000A|025D000200835D7B|15|07066BAB",
    );
    assert_eq!(report.layout, Layout::Meiligao);
    assert_eq!(report.state, Some(State(0x2000)));
    assert_eq!((report.alarm, report.battery_percent), (None, None));
    assert_eq!(report.meiligao.analog, Some(&b"000C,000A"[..]));
    let cell = report.cells.serving().unwrap();
    assert_eq!((cell.mcc, cell.mnc.value(), cell.lac, cell.cid), (605, 2, 0x83, 0x5d7b));
    assert_eq!(report.meiligao.csq, Some(21));
    assert_eq!(report.meiligao.journey_metres, Some(0x0706_6bab));
    assert_eq!(report.surplus, None);
    assert!(report.quirks.is_empty());
}

#[test]
fn firmwares_of_meiligao_that_have_grown_parts() {
    let report = parse("161233.978,A,,,,,,,191217|11.5|194|0000|1192,0000|858000|003148");
    assert_eq!(report.meiligao.analog, Some(&b"1192,0000"[..]));
    assert_eq!(report.surplus, Some(&b"858000|003148"[..]));
    let report = parse("|11.5|194|0000");
    assert_eq!((report.layout, report.meiligao.analog), (Layout::Meiligao, None));
    // The state in binary, one byte of which is a bar.
    let report =
        ReportText::from_wire(b"165853,A,,,,,,,040713|2.5|110|\0\x06\0\0|\0\0\x01\x0f|02B0,0B36")
            .parse();
    assert_eq!((report.layout, report.state), (Layout::Meiligao, None));
    assert!(report.quirks.contains(Field::State));
}

#[test]
fn the_layout_of_bracelets() {
    let report = parse("|10|100|1cc,0,279e,df5,7e,24a4,1177,79,0,0,0,279e,10af,75|0000|00|060|043");
    assert_eq!(report.layout, Layout::Bracelet);
    assert_eq!((report.hdop_milli, report.altitude_millimetres), (Some(10_000), Some(100_000)));
    let Cells::List(list) = report.cells else { panic!("{:?}", report.cells) };
    assert_eq!((list.mcc(), list.mnc()), (460, 0));
    assert_eq!(list.iter().count(), 2, "the list ends at an entry of zeros");
    let cell = report.cells.serving().unwrap();
    assert_eq!((cell.lac, cell.cid), (10_142, 3573));
    assert_eq!((report.battery_percent, report.signal_percent), (Some(60), Some(43)));
    assert!(report.quirks.is_empty());
}

#[test]
fn what_is_none_of_the_layouts_keeps_its_first_parts() {
    let report = parse("100008,A,2232.4679,N,11356.7805,E,,,210911|1.0|5|something else|and more");
    assert_eq!(report.layout, Layout::Unknown);
    assert_eq!(report.surplus, Some(&b"something else|and more"[..]));
    assert!(report.position.is_some());
    assert_eq!(
        ReportText::from_wire(b"||").parse_strict().unwrap().layout,
        Layout::CityEasy,
        "what is too short to tell is read as far as it goes"
    );
}

/// What a layout cannot say is refused, rather than read as something else afterwards.
#[test]
fn what_would_be_misread_is_refused() {
    let mnc = Mnc::new(0, 3).unwrap();
    let cells = Cells::One(Cell { cid: 1, lac: 2, mnc, mcc: 460 });
    let meiligao = Report { layout: Layout::Meiligao, state: Some(State(0)), ..Report::BLANK };
    let unknown = Report { layout: Layout::Unknown, surplus: Some(b"x"), ..Report::BLANK };
    assert_eq!(ReportText::from(&meiligao).check(), Ok(()));
    assert_eq!(ReportText::from(&unknown).check(), Ok(()));
    for (report, field) in [
        (Report { state: None, ..meiligao }, Field::State),
        (Report { cells, ..meiligao }, Field::Cell),
        (Report { surplus: None, ..unknown }, Field::Surplus),
        (Report { surplus: Some(b"1,2,03,460|0100|01|99|98"), ..unknown }, Field::Surplus),
        (Report { surplus: Some(b"0000|0000,0000"), ..unknown }, Field::Surplus),
    ] {
        let layout = report.layout;
        assert_eq!(
            ReportText::from(&report).check(),
            Err(ReportError::NotInLayout { field, layout })
        );
    }
}

#[test]
fn a_cell_with_more_behind_it_is_no_list_of_a_bracelet() {
    let text = EXAMPLE.replace("00,460|", "00,460,50|");
    let report = parse(&text);
    assert_eq!(report.layout, Layout::CityEasy);
    assert_eq!(report.quirks.iter().collect::<Vec<_>>(), [Field::Cell]);
    assert_eq!(report.alarm, Some(Alarm::NONE));
}

#[test]
fn degrees_without_zeros_in_front() {
    let report = parse("142350,A,4109.60212,N,838.59119,W,3.883,12,040713,,*4F|2.5|110");
    assert!((report.longitude().unwrap() + 8.643_186_5).abs() < 1e-7);
    assert_eq!(report.time, Time::new(14, 23, 50, 0));
}

#[test]
fn refusals_name_the_field() {
    let mut report = Report { hdop_milli: Some(100_000), ..Report::default() };
    assert_eq!(
        ReportText::from(&report).check().unwrap_err().to_string(),
        "report: hdop of 100000 is not within 0 to 99900"
    );
    report = Report { rmc_tail: b",,|7.49", ..Report::default() };
    assert_eq!(
        ReportText::from(&report).check().unwrap_err().to_string(),
        "report: date holds '|', which would end it"
    );
    let state = Some(State(0));
    report =
        Report { layout: Layout::Meiligao, state, battery_percent: Some(5), ..Report::default() };
    assert_eq!(
        ReportText::from(&report).check().unwrap_err().to_string(),
        "report: battery does not fit the layout Meiligao"
    );
}

fn blank_or<T: core::fmt::Debug + Clone>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.8, value)
}

fn one_of(texts: &'static [&'static [u8]]) -> impl Strategy<Value = &'static [u8]> {
    prop::sample::select(texts)
}

prop_compose! {
    fn gprmc()(
        millis in blank_or(0..86_400_000_u32),
        day in blank_or(0..36_524_i64),
        validity in blank_or(prop::sample::select(&[b'A', b'V'][..])),
        position in blank_or((-540_000_000..=540_000_000_i32, -1_080_000_000..=1_080_000_000_i32)),
        speed_milliknots in blank_or(0..=9_999_999_u32),
        course_millidegrees in blank_or(0..=360_000_u32),
        rmc_tail in one_of(&[b"", b",,", b",,*1C", b",,,A*6A"]),
    ) -> Report<'static> {
        let midnight = |day: i64| DateTime::from_unix_millis((10_957 + day) * 86_400_000);
        Report {
            time: millis.and_then(|millis| {
                DateTime::from_unix_millis(946_684_800_000 + i64::from(millis)).map(|it| it.time)
            }),
            date: day.and_then(midnight).map(|it| it.date),
            validity: validity.map(Validity),
            position: position.map(|(latitude, longitude)| Position {
                latitude: Angle::from_minutes_e5(latitude),
                longitude: Angle::from_minutes_e5(longitude),
            }),
            speed_milliknots,
            course_millidegrees,
            rmc_tail,
            ..Report::BLANK
        }
    }
}

fn cell(max_cid: u32) -> impl Strategy<Value = Cell> {
    (0..=max_cid, any::<u16>(), 0..=999_u16, 2..=3_u8, 0..=999_u16).prop_map(
        |(cid, lac, mnc, width, mcc)| Cell {
            cid,
            lac,
            mnc: Mnc::new(mnc, if mnc > 99 { 3 } else { width }).unwrap(),
            mcc,
        },
    )
}

prop_compose! {
    pub(crate) fn any_report()(
        gprmc in gprmc(),
        hdop_milli in blank_or(0..=99_900_u32),
        altitude_millimetres in blank_or(-1_000_000_000..=1_000_000_000_i32),
        layout in prop::sample::select(&[Layout::CityEasy, Layout::Bracelet, Layout::Meiligao][..]),
        cell in blank_or(cell(u32::MAX)),
        state in blank_or(any::<u16>().prop_map(State)),
        alarm in blank_or(any::<u8>().prop_map(Alarm)),
        percent in (blank_or(0..=100_u16), blank_or(0..=100_u16)),
        analog in blank_or(one_of(&[b"0000,0000", b"01A9,0197"])),
        csq in blank_or(0..=99_u8),
        journey_metres in blank_or(any::<u32>()),
        surplus in prop::option::weighted(0.2, one_of(&[b"x", b"a|b", b""])),
    ) -> Report<'static> {
        let mut report = Report { hdop_milli, altitude_millimetres, layout, ..gprmc };
        match layout {
            Layout::Bracelet => {
                report.cells =
                    Cells::List(CellList::parse(b"1cc,0,279e,df5,7e,24a4,1177,79").unwrap());
            }
            Layout::Meiligao => {
                report.cells = cell.map_or(Cells::None, |cell| {
                    let width = if cell.mnc.value() > 99 { 3 } else { 2 };
                    Cells::One(Cell { mnc: Mnc::new(cell.mnc.value(), width).unwrap(), ..cell })
                });
                report.state = Some(state.unwrap_or_default());
                report.meiligao = Meiligao { analog, csq, journey_metres };
            }
            _ => report.cells = cell.map_or(Cells::None, Cells::One),
        }
        if layout != Layout::Meiligao {
            (report.state, report.alarm) = (state, alarm);
            (report.battery_percent, report.signal_percent) = percent;
        }
        report.surplus = surplus;
        if surplus.is_some() {
            report.quirks.insert(Field::Surplus);
        }
        report
    }
}

/// The encoder relies on it for what it has not checked, too.
#[test]
fn no_report_is_longer_than_its_bound() {
    let angle = Angle::from_minutes_e5(i32::MIN);
    let longest = Report {
        time: Time::new(23, 59, 59, 999),
        validity: Some(Validity(0xff)),
        position: Some(Position { latitude: angle, longitude: angle }),
        speed_milliknots: Some(u32::MAX),
        course_millidegrees: Some(u32::MAX),
        date: Date::new(2099, 12, 31),
        rmc_tail: b"tail",
        hdop_milli: Some(u32::MAX),
        altitude_millimetres: Some(i32::MIN),
        state: Some(State(u16::MAX)),
        alarm: Some(Alarm(u8::MAX)),
        battery_percent: Some(u16::MAX),
        signal_percent: Some(u16::MAX),
        meiligao: Meiligao {
            analog: Some(b"0000,0000"),
            csq: Some(u8::MAX),
            journey_metres: Some(u32::MAX),
        },
        surplus: Some(b"surplus"),
        ..Report::BLANK
    };
    let mnc = Mnc::new(u16::MAX, 5).unwrap();
    let cell = Cells::One(Cell { cid: u32::MAX, lac: u16::MAX, mnc, mcc: u16::MAX });
    let list = Cells::List(CellList::parse(b"3e7,ffff,ffff,ffff,ffff").unwrap());
    let slack = |layout, cells| {
        let report = Report { layout, cells, ..longest };
        let text = ReportText::from(&report);
        let mut measure = cellwire_codec::Writer::measuring();
        text.write(&mut measure);
        text.max_len().checked_sub(measure.written())
    };
    // What is of the other layout is counted, and not written.
    assert_eq!(slack(Layout::CityEasy, cell), Some("0000,0000".len()));
    for layout in [Layout::CityEasy, Layout::Bracelet, Layout::Meiligao, Layout::Unknown] {
        for cells in [Cells::None, cell, list] {
            assert!(slack(layout, cells).is_some(), "{layout:?} {cells:?}");
        }
    }
}

proptest! {
    #[test]
    fn round_trip(report in any_report()) {
        let text = ReportText::from(&report);
        text.check().unwrap();
        let mut dst = [0; 400];
        let mut writer = cellwire_codec::Writer::new(&mut dst);
        text.write(&mut writer);
        let written = writer.as_written();
        let read = ReportText::from_wire(written).parse();
        prop_assert_eq!(read, report, "{}", written.escape_ascii());
    }

    #[test]
    fn any_bytes_are_read(text: Vec<u8>) {
        let report = ReportText::from_wire(&text).parse();
        let _ = alloc::format!("{report:?} {}", ReportText::from_wire(&text));
        let _ = report.cells.serving();
    }

    /// Text that is nearly a report: what is read of it can be written, or is refused by name, and
    /// what was written reads as the same.
    #[test]
    fn nearly_a_report(
        report in any_report(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), "[0-9A-F,|.;-]"), 0..4),
    ) {
        let mut text = ReportText::from(&report).to_string().into_bytes();
        for (at, byte) in edits {
            let at = at.index(text.len());
            text[at] = byte.as_bytes()[0];
        }
        let read = ReportText::from_wire(&text).parse();
        if read.quirks.is_empty() && ReportText::from(&read).check().is_ok() {
            let written = ReportText::from(&read).to_string();
            let again = ReportText::from_wire(written.as_bytes()).parse();
            prop_assert_eq!(again, read, "{} became {}", text.escape_ascii(), written);
        }
    }
}
