//! `cityeasy-server` and `cityeasy-tracker` with each other, and with others.

use core::time::Duration;
use std::io::{Read, Write};
use std::net::{TcpStream, UdpSocket};

use cellwire_cityeasy::message::{BlackBox, Flag};
use cellwire_cityeasy::{
    Addressed, Command, Downlink, FrameDecoder, FrameEncoder, TrackerId, Uplink,
};
use cellwire_codec::{Encoder, FrameBuffer};
use geojson::{GeoJson, GeometryValue};
use serde_json::{Value, json};

use crate::program::{End, Folder, Program};
use crate::run::run;

const SERVER: &str = env!("CARGO_BIN_EXE_cityeasy-server");
const TRACKER: &str = env!("CARGO_BIN_EXE_cityeasy-tracker");
const ID: &str = "13612345678";

struct Server {
    program: Program,
    tcp: String,
    udp: String,
}

fn server(args: &[&str]) -> Server {
    let mut all = vec!["--json", "--tcp", "127.0.0.1:0", "--udp", "127.0.0.1:0"];
    all.extend(args);
    let program = Program::start(SERVER, &all);
    let listening = program.wait_event("listening");
    let address = |key: &str| listening[key].as_str().unwrap().to_owned();
    Server { tcp: address("tcp"), udp: address("udp"), program }
}

impl Server {
    fn quit(mut self) -> End {
        self.program.type_line("quit");
        self.program.end()
    }
}

fn tracker(server: &str, args: &[&str]) -> Program {
    let mut all = vec!["--json", "--server", server, "--speed-up", "20"];
    if !args.contains(&"--interval") {
        all.extend(["--interval", "4"]);
    }
    all.extend(args);
    Program::start(TRACKER, &all)
}

/// A tracker by hand.
struct ByHand {
    stream: TcpStream,
    frames: FrameBuffer<FrameDecoder, cellwire_codec::Growing>,
}

impl ByHand {
    fn connect(server: &Server) -> Self {
        let stream = TcpStream::connect(&server.tcp).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self { stream, frames: FrameBuffer::growing(FrameDecoder::downlink()) }
    }

    fn send(&mut self, message: Uplink<'_>) {
        self.stream.write_all(&frame(message)).unwrap();
    }

    fn receive(&mut self) -> (Command, Vec<u8>) {
        loop {
            if let Some(frame) = self.frames.pull(&mut &[][..]) {
                let frame = frame.unwrap();
                return (frame.command(), frame.data().to_vec());
            }
            let mut chunk = [0; 512];
            let len = self.stream.read(&mut chunk).unwrap();
            assert!(len > 0, "closed");
            self.frames.push(&chunk[..len]);
        }
    }

    fn is_closed(&mut self) -> bool {
        self.stream.read(&mut [0]).unwrap() == 0
    }
}

fn frame(message: Uplink<'_>) -> Vec<u8> {
    let id = TrackerId::new(ID).unwrap();
    let mut bytes = Vec::new();
    FrameEncoder::new().append_to_vec(&Addressed { id, message }, &mut bytes).unwrap();
    bytes
}

/// The features of a map: how many lines and points, after it has been read as one.
fn features(path: &str) -> (usize, usize) {
    let text = std::fs::read_to_string(path).unwrap();
    let GeoJson::FeatureCollection(collection) = text.parse().unwrap() else { panic!("{text}") };
    let count = |is: fn(&GeometryValue) -> bool| {
        let values =
            collection.features.iter().map(|feature| &feature.geometry.as_ref().unwrap().value);
        values.filter(|value| is(value)).count()
    };
    let line = |value: &GeometryValue| matches!(value, GeometryValue::LineString { .. });
    let point = |value: &GeometryValue| matches!(value, GeometryValue::Point { .. });
    (count(line), count(point))
}

/// Reports, alarms, a connection that is lost, and the black box after it; and all that is typed.
fn end_to_end(name: &str, udp: bool) {
    let folder = Folder::new(name);
    let (store, map) = (folder.file("store"), folder.file("map"));
    let mut server = server(&["--store", &store, "--geojson", &map]);
    let address = if udp { &server.udp } else { &server.tcp };
    let mut args =
        vec!["--drop-after", "40", "--offline", "16", "--sos-after", "8", "--answer-timeout", "1"];
    if udp {
        args.push("--udp");
    }
    let mut tracker = tracker(address, &args);

    server.program.wait_event("report");
    for line in [
        "locate 13612345678",
        "interval 13612345678 2",
        "phone 13612345678 button1 4912345 -",
        "phones 13612345678",
        "wiretap 13612345678 +4912345",
        "sms 13612345678 4912345 Grüße  aus Köln",
    ] {
        server.program.type_line(line);
        server.program.wait(line, |notice| notice["answers"] == line);
    }
    let sms = tracker.wait("SMS", |notice| notice["name"] == "send-sms");
    assert_eq!(sms["text"], "Grüße  aus Köln");
    server.program.type_line("raw 13612345678 4110 0a0b");
    let raw = tracker.wait("raw", |notice| notice["name"] == "raw");
    assert_eq!(raw["data_hex"], "0a0b");
    server.program.type_line("address 13612345678 4912345 Domkloster 4");
    tracker.wait("address", |notice| notice["text"] == "Domkloster 4");

    tracker.type_line("ip");
    let ip = tracker.wait("address of the server", |notice| notice["name"] == "get-ip-reply");
    assert_eq!(ip["address"], *address.as_str());
    tracker.type_line("address 4954321");
    let place = tracker.wait("coordinates", |notice| {
        notice["name"] == "get-address-reply" && notice["phone"] == "4954321"
    });
    assert!(place["text"].as_str().unwrap().contains(" N 113."), "{place}");

    tracker.wait_event("delivered");
    server.program.wait("sos", |notice| notice["alarm"] == 1);
    server.program.type_line("list");
    let known = server.program.wait_event("tracker");
    assert_eq!((&known["id"], &known["connected"]), (&json!(ID), &json!(true)));
    if udp {
        server.program.wait_event("moved");
    }
    tracker.type_line("quit");
    let tracker = tracker.end();
    let told = tracker.summary();
    let number = |value: &Value, key: &str| value[key].as_u64().unwrap();
    assert_eq!(number(told, "connections"), 2);
    assert!(number(told, "stored") > 3, "{told}");
    assert_eq!(told["stored"], told["delivered"]);
    assert_eq!((number(told, "lost"), number(told, "waiting")), (0, 0));

    let server = server.quit();
    let summary = server.summary();
    assert_eq!((&summary["records"], &summary["reports"]), (&told["delivered"], &told["reports"]));
    assert_eq!(number(summary, "alarms"), 2);
    assert_eq!((number(summary, "repeated_records"), number(summary, "unanswered")), (0, 0));
    assert_eq!(number(summary, "faults"), 0);
    let positions = number(summary, "records") + number(summary, "reports");
    assert_eq!(features(&map), (1, positions as usize));
    let stored = std::fs::read_to_string(&store).unwrap();
    assert_eq!(stored.lines().count() as u64, positions);
    for line in stored.lines() {
        let object: Value = serde_json::from_str(line).unwrap();
        assert_eq!((&object["id"], &object["valid"]), (&json!(ID), &json!(true)));
    }
}

#[test]
fn over_tcp() {
    end_to_end("tcp", false);
}

#[test]
fn over_udp() {
    end_to_end("udp", true);
}

#[test]
fn ctrl_c_ends_both_in_good_order() {
    if !cfg!(unix) {
        return;
    }
    let folder = Folder::new("ctrl-c");
    let map = folder.file("map");
    let server = server(&["--geojson", &map]);
    let tracker = tracker(&server.tcp, &[]);
    server.program.wait_event("report");
    #[cfg(unix)]
    tracker.interrupt();
    let told = tracker.end();
    assert!(told.summary()["reports"].as_u64().unwrap() > 0);
    server.program.wait_event("disconnected");
    #[cfg(unix)]
    server.program.interrupt();
    let server = server.program.end();
    assert_eq!(server.summary()["reports"], told.summary()["reports"]);
    assert_eq!(features(&map).1 as u64, server.count(|notice| notice["event"] == "report"));
}

#[test]
fn a_server_without_standard_input_goes_on() {
    let mut server = server(&[]);
    server.program.close_stdin();
    let mut hand = ByHand::connect(&server);
    hand.send(Uplink::Heartbeat);
    assert_eq!(hand.receive(), (Command::HEARTBEAT, vec![1]));
    #[cfg(unix)]
    {
        server.program.interrupt();
        assert_eq!(server.program.end().code, Some(0));
    }
}

#[test]
fn what_is_not_stored_is_not_acknowledged() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let server = server(&["--store", "/dev/full"]);
    let mut hand = ByHand::connect(&server);
    hand.send(Uplink::BlackBox(BlackBox::from_wire(b"100008,V,,,,,,,210911||||0000|00|100|100;")));
    let failed = Downlink::BlackBoxReply(Flag::FAILED);
    assert_eq!(hand.receive(), (failed.command(), vec![0]));
    assert_eq!(server.program.wait_event("black-box")["stored"], false);
}

#[test]
fn records_that_come_again_on_another_connection_are_recognised() {
    let folder = Folder::new("again");
    let store = folder.file("store");
    let server = server(&["--store", &store]);
    let (one, two) =
        ("100008,V,,,,,,,210911||||0000|00|100|100", "100018,V,,,,,,,210911||||0000|00|100|100");
    let (first, both) = (format!("{one};"), format!("{one};{two};"));
    for bytes in [&first, &both, &both] {
        // The black box is the first that this connection says.
        let mut hand = ByHand::connect(&server);
        hand.send(Uplink::BlackBox(BlackBox::from_wire(bytes.as_bytes())));
        assert_eq!(hand.receive(), (Command::BLACK_BOX, vec![1]));
    }
    let end = server.quit();
    let summary = end.summary();
    assert_eq!((&summary["records"], &summary["repeated_records"]), (&json!(2), &json!(3)));
    assert_eq!(end.count(|notice| notice["repeat"] == true), 3);
    assert_eq!(std::fs::read_to_string(&store).unwrap().lines().count(), 2);
}

#[test]
fn limits_on_connections_and_silence() {
    let server = server(&["--max-connections", "1", "--idle", "1"]);
    let mut first = ByHand::connect(&server);
    first.send(Uplink::Heartbeat);
    assert_eq!(first.receive(), (Command::HEARTBEAT, vec![1]));
    let mut second = ByHand::connect(&server);
    assert!(second.is_closed());
    assert!(first.is_closed());
    server.program.wait("the end of the first", |notice| {
        notice["event"] == "disconnected" && notice["id"] == ID
    });
    let mut third = ByHand::connect(&server);
    third.send(Uplink::Heartbeat);
    assert_eq!(third.receive(), (Command::HEARTBEAT, vec![1]));
    let end = server.quit();
    assert_eq!((end.count(|notice| notice["event"] == "idle"), end.code), (1, Some(0)));
    assert_eq!(end.summary()["refused"], 1);
}

#[test]
fn noise_and_several_frames_at_once() {
    let server = server(&["--public-address", "203.0.113.7:8090"]);
    let mut hand = ByHand::connect(&server);
    hand.stream.write_all(b"GET / HTTP/1.1\r\n\r\n$$\0\x05$").unwrap();
    hand.stream.write_all(&[frame(Uplink::Heartbeat), frame(Uplink::GetIp)].concat()).unwrap();
    assert_eq!(hand.receive(), (Command::HEARTBEAT, vec![1]));
    assert_eq!(hand.receive(), (Command::GET_IP, b"203.0.113.7:8090".to_vec()));

    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let both = [&b"noise"[..], &frame(Uplink::Heartbeat), &frame(Uplink::GetIp)].concat();
    socket.send_to(&both, &server.udp).unwrap();
    let mut datagram = [0; 1500];
    let mut received = 0;
    while received < 18 + 33 {
        received += socket.recv(&mut datagram).unwrap();
    }
    assert_eq!(server.quit().summary()["faults"], 2);
}

#[test]
fn the_black_box_is_kept_over_a_restart() {
    let folder = Folder::new("box");
    let file = folder.file("box");
    // Nobody listens there.
    let nobody = TcpStream::connect("127.0.0.1:1").map_or("127.0.0.1:1", |_| "127.0.0.1:2");
    let first = tracker(nobody, &["--box", &file, "--duration", "30"]).end();
    let stored = first.summary()["stored"].as_u64().unwrap();
    assert!(stored > 3);
    assert_eq!(first.summary()["waiting"], stored);
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count() as u64, stored);

    let server = server(&[]);
    let mut second = tracker(&server.tcp, &["--box", &file, "--interval", "0"]);
    assert_eq!(second.wait_event("delivered")["records"], stored);
    second.type_line("quit");
    assert_eq!(second.end().summary()["waiting"], 0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "");
    assert_eq!(server.quit().summary()["records"], stored);
}

#[test]
fn what_is_typed_wrong_is_told() {
    let mut server = server(&[]);
    for line in ["dance", "locate 999", "interval 1 x", "help", ""] {
        server.program.type_line(line);
    }
    server.program.wait_event("help");
    server.program.type_line("quit");
    let end = server.program.end();
    assert_eq!(
        end.stderr,
        "cityeasy-server: \"dance\" is no order; type help\n\
         cityeasy-server: tracker 999 has not been heard of\n\
         cityeasy-server: SECONDS: \"x\" is no number up to 65535\n"
    );
    assert_eq!(end.code, Some(0));
}

#[test]
fn what_cannot_be_done_is_one_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for args in [
        &["--tcp", &taken, "--udp", "127.0.0.1:0"][..],
        &["--tcp", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--geojson", "/nowhere/map"],
        &["--tcp", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--store", "/nowhere/store"],
    ] {
        let ran = run(SERVER, args, b"");
        assert_eq!((ran.code, ran.stderr.lines().count()), (Some(1), 1), "{ran:?}");
    }
    let ran = run(TRACKER, &["--box", "/"], b"");
    assert_eq!((ran.code, ran.stderr.lines().count()), (Some(1), 1), "{ran:?}");
    for (program, args) in [(SERVER, ["--tcp", "x"]), (TRACKER, ["--id", "12x"])] {
        assert_eq!(run(program, &args, b"").code, Some(2));
    }
}
