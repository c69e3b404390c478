use cellwire_cityeasy::message::{AddressQuery, BlackBox, Phone};
use cellwire_cityeasy::report::{CellList, Report, ReportText};
use cellwire_codec::Writer;

/// Any text as a report, as a black box, and as what a tracker asks the address of.
pub fn report(data: &[u8]) {
    let text = ReportText::from_wire(data);
    let report = text.parse();
    let _ = format!("{text} {text:?} {report:?}");
    read_everything(&report);
    match text.parse_strict() {
        Ok(strict) => assert_eq!(strict, report),
        Err(error) => drop(error.to_string()),
    }
    if report.quirks.is_empty() {
        reads_back(&report);
    }

    let black_box = BlackBox::from_wire(data);
    let _ = format!("{black_box:?}");
    assert_eq!(black_box.len(), black_box.records().count());
    assert_eq!(black_box.is_empty(), black_box.records().next().is_none());
    assert_eq!(black_box.exceeds_spec(), black_box.len() > BlackBox::MAX_RECORDS);
    for record in black_box.records() {
        assert!(record.as_bytes().is_some_and(|text| !text.is_empty() && !text.contains(&b';')));
        read_everything(&record.parse());
    }

    let query = AddressQuery { phone: Phone::EMPTY, body: data };
    let _ = format!("{:?}", query.reading());
    if let Some(list) = CellList::parse(data) {
        assert!(list.iter().count() <= data.len());
    }
}

fn read_everything(report: &Report<'_>) {
    let _ = format!("{:?}", report.quirks.iter().collect::<Vec<_>>());
    if let Some(time) = report.utc() {
        let _ = format!("{time} {:?}", time.plus_1024_weeks());
    }
    for (number, limit) in [
        (report.latitude(), 90.0),
        (report.longitude(), 180.0),
        (report.speed_knots(), 9999.999),
        (report.speed_kmh(), 18_520.0),
        (report.course_degrees(), 360.0),
        (report.hdop(), 99.999),
        (report.altitude_metres(), 1_000_000.0),
    ] {
        assert!(number.is_none_or(|number| number.abs() <= limit), "{number:?} > {limit}");
    }
    assert_eq!(report.latitude().is_some(), report.longitude().is_some());
    let _ = format!("{:?}", report.cells.serving());
    if let Some(state) = report.state {
        assert!(state.active().count() <= 6);
    }
}

/// What can be written is read back as it was, by itself and in a black box.
pub(super) fn reads_back(report: &Report<'_>) {
    let text = ReportText::from(report);
    let Ok(()) = text.check() else { return };
    let written = written(|to| text.write(to));
    assert_eq!(ReportText::from_wire(&written).parse(), *report, "{}", written.escape_ascii());
    assert_eq!(ReportText::from_wire(&written), text);

    let reports = [*report, *report];
    let black_box = BlackBox::from(&reports[..]);
    black_box.check().unwrap();
    let message = cellwire_cityeasy::Uplink::BlackBox(black_box);
    let written = self::written(|to| message.write_body(to));
    let read = BlackBox::from_wire(&written);
    assert_eq!(read, black_box);
    assert!(read.records().all(|record| record.parse() == *report));
}

/// What a function writes.
pub(super) fn written(write: impl Fn(&mut Writer<'_>)) -> Vec<u8> {
    let mut measure = Writer::measuring();
    write(&mut measure);
    let mut dst = vec![0; measure.written()];
    let mut writer = Writer::new(&mut dst);
    write(&mut writer);
    assert_eq!(writer.finish(), Ok(measure.written()));
    dst
}
