//! The contract of `decode`.

use serde_json::{Value, json};

use crate::run::{Ran, run};

const HEARTBEAT: &str = "2424001113612345678fff00011b460d0a";
const REPLY: &str = "4040001213612345678fff000101b4410d0a";

fn decode(args: &[&str], stdin: &[u8]) -> Ran {
    let args: Vec<_> = ["cityeasy"].iter().chain(args).copied().collect();
    run(env!("CARGO_BIN_EXE_decode"), &args, stdin)
}

fn raw(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// Offset, length, and name.
fn summary(ran: &Ran) -> Vec<(u64, u64, String)> {
    let number = |object: &Value, key| object[key].as_u64().unwrap();
    ran.json()
        .iter()
        .map(|object| {
            let name = object["name"].as_str().unwrap().to_owned();
            (number(object, "offset"), number(object, "len"), name)
        })
        .collect()
}

#[test]
fn raw_bytes_from_standard_input_and_a_file() {
    let bytes = raw(&format!("{HEARTBEAT}00{HEARTBEAT}"));
    let expected = [(0, 17, "heartbeat".into()), (18, 17, "heartbeat".into())];
    let ran = decode(&["--from", "tracker"], &bytes);
    assert_eq!(summary(&ran), expected);
    assert_eq!(ran.json()[0]["id"], "13612345678");
    assert_eq!(summary(&decode(&["--from", "tracker", "-"], &bytes)), expected);

    let path = std::env::temp_dir().join(format!("decode-{}.bin", std::process::id()));
    std::fs::write(&path, &bytes).unwrap();
    let ran = decode(&["--from", "tracker", path.to_str().unwrap()], b"");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(summary(&ran), expected);
}

#[test]
fn hex_lines_are_pieces_of_one_stream() {
    let lines = format!(
        "# two halves\n{}\n\n  {} # here\n{REPLY}\n",
        &HEARTBEAT[..9 * 2],
        &HEARTBEAT[9 * 2..]
    );
    let ran = decode(&["--from", "tracker", "--hex"], lines.as_bytes());
    assert_eq!(summary(&ran), [(0, 17, "heartbeat".into()), (17, 18, "fault".into())]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let fault = &ran.json()[1];
    assert_eq!((&fault["kind"], &fault["skipped"]), (&json!("fault"), &json!(18)));
    assert_eq!(fault["error"], "no $$ header");

    // Raw input is one datagram, however it is read.
    let bytes = raw(HEARTBEAT).repeat(2000);
    assert_eq!(decode(&["--from", "tracker", "--datagrams"], &bytes).json().len(), 2000);

    let ran = decode(&["--from", "tracker", "--hex", "--datagrams"], lines.as_bytes());
    let expected = [(0, 9, "fault".into()), (9, 8, "fault".into()), (17, 18, "fault".into())];
    assert_eq!(summary(&ran), expected);
}

#[test]
fn a_run_is_one_fault_however_long() {
    let garbage = vec![b'x'; 100_000];
    let ran = decode(&["--from", "tracker"], &[&garbage[..], &raw(HEARTBEAT)].concat());
    assert_eq!(summary(&ran), [(0, 100_000, "fault".into()), (100_000, 17, "heartbeat".into())]);
}

#[test]
fn transcripts_have_two_directions() {
    let escaped = |hex: &str| {
        let pairs: Vec<_> =
            hex.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap()).collect();
        format!("\\x{}", pairs.join("\\x"))
    };
    let (up, down) = (escaped(HEARTBEAT), escaped(REPLY));
    let transcript = format!(
        "# a heartbeat, in two pieces\n[0.0] < \"{}\"\n[0.1] < \"{}\"\n[0.25] > \"{down}\"\n> \"{down}\" # again\n",
        &up[..20],
        &up[20..],
    );
    let ran = decode(&["--transcript"], transcript.as_bytes());
    assert_eq!(
        summary(&ran),
        [
            (0, 17, "heartbeat".into()),
            (0, 18, "heartbeat-reply".into()),
            (18, 18, "heartbeat-reply".into())
        ],
        "{ran:?}",
    );
    let from: Vec<_> = ran.json().iter().map(|object| object["from"].clone()).collect();
    assert_eq!(from, ["tracker", "server", "server"]);
}

#[test]
fn the_transcript_of_a_session() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cityeasy.transcript");
    let ran = decode(&["--transcript", path], b"");
    let names: Vec<_> = ran
        .json()
        .iter()
        .map(|object| format!("{} {}", object["from"], object["name"]).replace('"', ""))
        .collect();
    assert_eq!(
        names,
        [
            "tracker heartbeat",
            "server heartbeat-reply",
            "server set-interval",
            "tracker set-interval-reply",
            "tracker location",
            "tracker black-box",
            "server black-box-reply",
            "server get-address-reply",
        ]
    );
    assert_eq!(ran.json()[7]["text"], "深圳市南山区");
}

#[test]
fn crc_policies() {
    let wrong = "2424001113612345678fff0001ffff0d0a";
    let kermit = "24240011806800001001220001463c0d0a";
    let none = "2424001113612345678fff000112340d0a";
    for (hex, policy, crc) in [
        (HEARTBEAT, "strict", Some(json!("CRC-16/IBM-3740"))),
        (kermit, "strict", None),
        (kermit, "any", Some(json!("CRC-16/KERMIT"))),
        (wrong, "any", Some(json!("ffff"))),
        (none, "any", None),
        (none, "ignore", Some(Value::Null)),
    ] {
        let ran = decode(&["--from", "tracker", "--hex", "--crc", policy], hex.as_bytes());
        let object = &ran.json()[0];
        assert_eq!(object.get("crc").cloned(), crc, "{hex} {policy}");
        assert_eq!(object["kind"] == "frame", crc.is_some());
    }
}

#[test]
fn odd_fields_are_told_and_cost_nothing_else() {
    let report = b"100008.000,A,2232.4679,N,11356.7805,E,0.204,89.22,210911,,|7.49|high|3571,9763,00,460|0100|01|150|100|caf\xe9";
    let ran = decode(&["--from", "tracker"], &frame(b"$$", 0x9955, report));
    let object = &ran.json()[0];
    assert_eq!(object["quirks"], json!(["altitude", "battery", "surplus"]));
    assert_eq!(object["altitude_m"], Value::Null);
    assert_eq!(object["battery_percent"], 150);
    assert_eq!(object["surplus"], "caf\\xe9");
    assert_eq!(object["inputs"]["sos"], true);
    assert_eq!(object["inputs"].as_object().unwrap().len(), 6);
    assert_eq!(object["alarm_name"], "SOS button pressed");
    assert_eq!(object["time"], "2011-09-21T10:00:08.000Z");

    let ran = decode(&["--from", "tracker"], &frame(b"$$", 0x9955, b"100008,V,,,,,,,,|||||||"));
    let object = &ran.json()[0];
    assert_eq!((&object["time"], &object["time_of_day"]), (&Value::Null, &json!("10:00:08.000")));
    assert_eq!((&object["valid"], &object["latitude"]), (&json!(false), &Value::Null));
}

#[test]
fn messages_of_both_sides() {
    let ran = decode(&["--from", "server"], &frame(b"@@", 0x0002, b"118.128.198.38: 8090"));
    let object = &ran.json()[0];
    assert_eq!((&object["host"], &object["port"]), (&json!("118.128.198.38"), &json!(8090)));
    assert_eq!(object["address"], "118.128.198.38:8090");
    assert!(object["odd"].as_str().unwrap().contains("without a blank"), "{object}");

    let ran = decode(&["--from", "server"], &frame(b"@@", 0x4102, b"\x3c"));
    let object = &ran.json()[0];
    assert_eq!((&object["kind"], &object["name"]), (&json!("frame"), &json!("set-interval")));
    assert_eq!(object["error"], "set interval: 2 bytes expected, 1 left");
    assert_eq!(object["data_hex"], "3c");

    let query = [&b"8613612345678\0\0\0"[..], b"L|3571,9763,00,460,50|100|80"].concat();
    let ran = decode(&["--from", "tracker"], &frame(b"$$", 0x9958, &query));
    let object = &ran.json()[0];
    assert_eq!(object["phone"], "8613612345678");
    assert_eq!(object["body"], "L|3571,9763,00,460,50|100|80");
    let hint = &object["hint"];
    assert_eq!((&hint["type"], &hint["cell"]["mnc"]), (&json!("cell"), &json!("00")));
    assert_eq!(hint["signal_percent"], 80);

    let record = "100008.000,A,2232.4679,N,11356.7805,E,0.204,89.22,210911,,|7.49|152.6|3571,9763,00,460|0000|00|100|100";
    let records = format!("{record};nonsense;{record};");
    let ran = decode(&["--from", "tracker"], &frame(b"$$", 0x9956, records.as_bytes()));
    let object = &ran.json()[0];
    assert_eq!(object["record_count"], 3);
    assert_eq!(object["records"][1]["quirks"], json!(["time"]));
    assert_eq!(object["records"][2]["latitude"], 22.5411317);
}

#[test]
fn the_dump_shows_bytes_and_fields() {
    let ran =
        decode(&["--from", "tracker", "--hex", "--dump"], format!("ff{HEARTBEAT}").as_bytes());
    for part in [
        "00000000  fault  1 byte\n",
        "00000001  heartbeat  17 bytes",
        "13 61 23 45 67 8f ff",
        "id: 13612345678",
        "checksum: CRC-16/IBM-3740",
    ] {
        assert!(ran.stdout.contains(part), "{part} in {}", ran.stdout);
    }
    // It does not go to a terminal.
    assert!(!ran.stdout.contains('\x1b'));
}

#[test]
fn bad_input_is_one_line_and_costs_nothing_before_it() {
    let lines = format!("{HEARTBEAT}\n2424 0");
    let ran = decode(&["--from", "tracker", "--hex"], lines.as_bytes());
    assert_eq!(summary(&ran), [(0, 17, "heartbeat".into()),]);
    assert_eq!(ran.stderr, "decode: standard input: line 2: the number of hex digits is odd: 5\n");
    assert_eq!(ran.code, Some(1));

    let ran = decode(&["--transcript"], b"< \"$$\"\nnonsense\n");
    assert_eq!(summary(&ran), [(0, 2, "fault".into())]);
    assert_eq!(
        ran.stderr,
        "decode: standard input: line 2: column 1: 'n' where [seconds] > \"text\" was expected\n"
    );
    assert_eq!(ran.code, Some(1));

    let ran = decode(&["--from", "tracker", "/nowhere/to/be/found"], b"");
    assert!(ran.stderr.starts_with("decode: /nowhere/to/be/found: "), "{}", ran.stderr);
    assert_eq!((ran.stderr.lines().count(), ran.code), (1, Some(1)));
    assert_eq!(decode(&["--from", "tracker", "/"], b"").code, Some(1));
}

#[test]
fn wrong_arguments_exit_with_2() {
    for args in [
        &[][..],
        &["--from", "nobody"],
        &["--from", "tracker", "--hex", "--transcript"],
        &["--from", "tracker", "--crc", "x"],
    ] {
        let ran = decode(args, b"");
        assert_eq!(ran.code, Some(2), "{args:?}");
        assert!(ran.stderr.contains("--help"), "{}", ran.stderr);
    }
}

#[test]
fn nothing_is_something_too() {
    for args in [&["--from", "tracker"][..], &["--from", "tracker", "--hex"], &["--transcript"]] {
        let ran = decode(args, b"");
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str(), ran.code), ("", "", Some(0)));
    }
}

fn frame(header: &[u8; 2], command: u16, data: &[u8]) -> Vec<u8> {
    let mut frame = header.to_vec();
    frame.extend((17 + data.len() as u16).to_be_bytes());
    frame.extend([0x13, 0x61, 0x23, 0x45, 0x67, 0x8f, 0xff]);
    frame.extend(command.to_be_bytes());
    frame.extend(data);
    frame.extend(cellwire_cityeasy::CrcKind::Ibm3740.checksum(&frame).to_be_bytes());
    frame.extend(b"\r\n");
    frame
}
