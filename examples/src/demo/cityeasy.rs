//! CityEasy: a server, a tracker on a connection that breaks, and one that sends datagrams.

use core::time::Duration;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::{env, fs, io, process};

use cellwire_cityeasy::message::{Button, Phone};
use cellwire_cityeasy::report::Alarm;
use cellwire_cityeasy::{Addressed, CrcPolicy, FrameEncoder, TrackerId, Uplink};
use cellwire_codec::Encoder;
use geojson::GeoJson;
use serde_json::{Value, json};

use super::{Audience, Stage};
use crate::cityeasy::tracker::{self, Remote, Simulation, Summary};
use crate::cityeasy::{explain, server};
use crate::notice::Notice;

/// The tracker on a connection, and the one that sends datagrams.
const STREAM: &str = "13612345678";
const DATAGRAM: &str = "86217001515178";

/// How much faster time passes for the trackers.
const SPEED_UP: u32 = 20;

/// Shows it all.
///
/// # Errors
///
/// There are no sockets or files to be had.
pub fn show(stage: &Arc<Stage>) -> Result<(), String> {
    let folder = Folder::new()?;
    let options = server::Options {
        store: Some(folder.file("store.jsonl")),
        geojson: Some(folder.file("track.geojson")),
        ..server::Options::default()
    };
    let audience = Arc::new(Audience::new(stage, Some(explain::wire(CrcPolicy::STRICT))));
    let server = server::Running::start(options, audience.clone())?;
    let scene = Scene { stage, server, audience };
    let scale = "the trackers' time passes 20 times as fast";
    stage.title("CityEasy: a server, and two trackers that drive through Shenzhen");
    stage.line(&format!(
        "server on tcp {} and udp {}; {scale}",
        scene.server.tcp(),
        scene.server.udp()
    ));

    let stream = scene.start(STREAM, false)?;
    scene.reports_arrive(STREAM);
    scene.commands(&stream)?;
    scene.requests(&stream);
    scene.alarms(&stream);
    scene.noise();
    scene.replay(&stream, STREAM);

    stage.title("CityEasy over UDP");
    let datagram = scene.start(DATAGRAM, true)?;
    scene.reports_arrive(DATAGRAM);
    scene.replay(&datagram, DATAGRAM);
    scene.end([stream, datagram], &folder)
}

/// A tracker that runs.
struct Running {
    id: &'static str,
    remote: Remote,
    audience: Arc<Audience>,
    thread: JoinHandle<Result<Summary, String>>,
}

impl Running {
    fn order(&self, order: tracker::Order) {
        // If it has ended, what is waited for does not come, which is told.
        let _ = self.remote.order(order);
    }
}

struct Scene<'a> {
    stage: &'a Arc<Stage>,
    server: server::Running,
    audience: Arc<Audience>,
}

impl Scene<'_> {
    fn start(&self, id: &'static str, udp: bool) -> Result<Running, String> {
        let address = if udp { self.server.udp() } else { self.server.tcp() };
        let tracker_id = TrackerId::new(id).map_err(|error| error.to_string())?;
        let mut options = tracker::Options::new(address.to_string(), tracker_id);
        options.udp = udp;
        options.interval = 8;
        options.speed_up = SPEED_UP;
        options.offline = Duration::from_secs(16);
        options.answer_timeout = Duration::from_secs(1);
        let audience = Arc::new(Audience::new(self.stage, None));
        let simulation = Simulation::new(options, audience.clone())?;
        let remote = simulation.remote();
        Ok(Running { id, remote, audience, thread: thread::spawn(|| simulation.run()) })
    }

    /// Types a line at the server.
    fn type_line(&self, line: &str) -> Result<(), String> {
        let order = server::Order::parse(line)?;
        self.server.order(order)
    }

    /// Waits for something that the server says.
    fn server_says(&self, what: &str, is: impl Fn(&Notice) -> bool) -> Option<Notice> {
        self.stage.wait(what, || self.audience.find(&is))
    }

    fn reports_arrive(&self, id: &str) {
        self.stage.wait("the server has reports of where it is", || {
            let is = |notice: &Notice| notice.event == "report" && notice.id == id;
            (self.audience.count(is) >= 2).then_some(())
        });
    }

    fn commands(&self, tracker: &Running) -> Result<(), String> {
        self.stage.title("Commands, and their answers");
        let id = tracker.id;
        let lines = [
            (format!("locate {id}"), Value::Null),
            (format!("interval {id} 4"), json!({"flag": 1, "interval": 4})),
            (format!("phone {id} sos 8613612345601 8613612345611"), json!({"flag": 1})),
            (format!("phones {id} sos"), json!({"pairs": [["8613612345601", "8613612345611"]]})),
            (format!("sms {id} +8613800000000 深圳市南山区, all well?"), json!({"flag": 1})),
        ];
        for (line, expected) in lines {
            self.type_line(&line)?;
            let answer = self.server_says(&line, |notice| {
                notice.fields.get("answers").and_then(Value::as_str) == Some(&line)
            });
            let (Some(answer), Value::Object(expected)) = (answer, expected) else { continue };
            let as_expected =
                expected.iter().all(|(key, value)| answer.fields.get(key) == Some(value));
            self.stage.check(&format!("the answer: {}", answer.text), as_expected);
        }
        self.stage.wait("the tracker has the text of the SMS", || {
            let text = json!("深圳市南山区, all well?");
            tracker.audience.find(|notice| notice.fields.get("text") == Some(&text))
        });
        Ok(())
    }

    fn requests(&self, tracker: &Running) {
        self.stage.title("Requests of the tracker");
        tracker.order(tracker::Order::Ip);
        let heard = |name: &'static str| {
            move || tracker.audience.find(|notice| notice.fields.get("name") == Some(&json!(name)))
        };
        if let Some(answer) =
            self.stage.wait("it is told the server's address", heard("get-ip-reply"))
        {
            let address = answer.fields.get("address").and_then(Value::as_str).unwrap_or_default();
            self.stage.equal("which is", address, &*self.server.tcp().to_string());
        }
        if let Ok(phone) = Phone::new("8613612345678") {
            tracker.order(tracker::Order::Address(phone));
        }
        if let Some(answer) = self.stage.wait("it is told where it is", heard("get-address-reply"))
        {
            self.stage
                .check(&answer.text, answer.text.contains(" N ") && answer.text.ends_with(" E"));
        }
    }

    fn alarms(&self, tracker: &Running) {
        self.stage.title("Alarms");
        tracker.order(tracker::Order::Press(Button::SOS));
        let sos = self.alarm(tracker, Alarm::SOS_PRESSED);
        let active = sos.is_some_and(|sos| {
            sos.fields.get("inputs").and_then(|inputs| inputs.get("sos")) == Some(&json!(true))
        });
        self.stage.check("its state says that the SOS button is pressed", active);
        self.alarm(tracker, Alarm::SOS_RELEASED);
        tracker.order(tracker::Order::Alarm(Alarm::LOW_BATTERY));
        self.alarm(tracker, Alarm::LOW_BATTERY);
    }

    fn alarm(&self, tracker: &Running, alarm: Alarm) -> Option<Notice> {
        let name = alarm.name().unwrap_or_default();
        self.server_says(&format!("alarm: {name}"), |notice| {
            notice.id == tracker.id && notice.fields.get("alarm") == Some(&json!(alarm.0))
        })
    }

    /// Somebody else finds the port. What is sound behind the noise is found all the same.
    fn noise(&self) {
        self.stage.title("Noise on the port");
        let answer = self.make_noise();
        self.stage.check(
            "a heartbeat behind an HTTP request, a false header and a stray $ is answered",
            answer.is_ok_and(|answer| answer.starts_with(b"@@")),
        );
        self.server_says("and the noise is reported as a fault", |notice| notice.event == "fault");
    }

    fn make_noise(&self) -> io::Result<Vec<u8>> {
        let id = TrackerId::new("40104720213").map_err(io::Error::other)?;
        let mut bytes = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n$$\0\x10$".to_vec();
        let heartbeat = Addressed { id, message: Uplink::Heartbeat };
        FrameEncoder::new().append_to_vec(&heartbeat, &mut bytes).map_err(io::Error::other)?;
        let mut stream = TcpStream::connect(self.server.tcp())?;
        stream.set_read_timeout(Some(Duration::from_secs(4)))?;
        stream.write_all(&bytes)?;
        let mut answer = vec![0; 18];
        stream.read_exact(&mut answer)?;
        Ok(answer)
    }

    /// The connection is lost, and what is stored meanwhile comes after.
    fn replay(&self, tracker: &Running, id: &str) {
        self.stage.title("The connection is lost: the black box is replayed");
        tracker.order(tracker::Order::Drop);
        let delivered = || tracker.audience.find(|notice| notice.event == "delivered");
        self.stage.wait("the tracker stores its reports", || {
            tracker.audience.find(|notice| notice.event == "stored")
        });
        self.stage.wait("it is told that they are safe", delivered);
        let fresh = self.audience.count(|notice| {
            notice.event == "record"
                && notice.id == id
                && notice.fields.get("repeat") == Some(&json!(false))
        });
        self.stage.check(&format!("the server has stored {fresh} records"), fresh > 0);
    }

    /// What was sent is what has come, and is where it should be.
    fn end(self, trackers: [Running; 2], folder: &Folder) -> Result<(), String> {
        let Self { stage, server, audience } = self;
        stage.title("All ends, and what was counted agrees");
        for tracker in &trackers {
            tracker.order(tracker::Order::Quit);
        }
        let (mut sent, mut stored, mut lost) = (0, 0, 0);
        for tracker in trackers {
            let ended = tracker.thread.join().map_err(|_| "a tracker has panicked")?;
            let Summary { stats, waiting, connections, .. } = ended?;
            let id = tracker.id;
            stage.equal(&format!("connections of {id}"), connections, 2);
            stage.equal(&format!("records that wait in the box of {id}"), waiting, 0);
            sent += stats.reports;
            stored += stats.stored;
            lost += stats.lost;
        }
        stage.wait("the server has read everything", || {
            (server.totals().reports == sent).then_some(())
        });
        let totals = server.stop()?;
        stage.equal("reports sent and received", totals.reports, sent);
        stage.equal("records stored by the trackers and by the server", totals.records, stored);
        stage.equal("records lost", lost, 0);
        stage.equal("records that came again", totals.repeats, 0);
        stage.equal("commands without an answer", totals.unanswered, 0);
        stage.equal("runs of bytes that were no frame", totals.faults, 1);
        let alarms = |notice: &Notice| {
            notice.fields.get("alarm").and_then(Value::as_u64).is_some_and(|alarm| alarm != 0)
        };
        stage.equal("alarms", audience.count(alarms), 3);

        let lines = fs::read_to_string(folder.file("store.jsonl")).unwrap_or_default();
        stage.equal("lines in the store", lines.lines().count() as u64, sent + stored);
        let map = fs::read_to_string(folder.file("track.geojson")).unwrap_or_default();
        let features = match map.parse() {
            Ok(GeoJson::FeatureCollection(collection)) => collection.features.len() as u64,
            _ => 0,
        };
        stage.equal("tracks and points in the GeoJSON file", features, 2 + sent + stored);
        Ok(())
    }
}

/// A folder for a while.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, String> {
        let path = env::temp_dir().join(format!("cellwire-demo-{}", process::id()));
        fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self(path))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // It is in the folder for what nobody needs.
        let _ = fs::remove_dir_all(&self.0);
    }
}
