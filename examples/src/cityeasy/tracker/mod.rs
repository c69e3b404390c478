//! A simulated CityEasy tracker: it drives through some streets, reports, raises alarms, loses its
//! connection, and replays what it stored.

mod black_box_file;
mod car;
mod device;
mod orders;
mod route;

pub use orders::{HELP, Order};

use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::net::{TcpStream, ToSocketAddrs, UdpSocket};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use cellwire_cityeasy::message::PhonePair;
use cellwire_cityeasy::{Tracker, TrackerConfig, TrackerId, TrackerStats, Transport};
use cellwire_codec::Instant;

use self::black_box_file::BlackBoxFile;
use self::car::Car;
use self::device::{Device, Exit, Job, Timers};
use crate::driver::{Busy, Connected, Driver, Ended, Post, Time};
use crate::notice::{Level, Notice, Observer};

/// How a tracker behaves. Seconds are the tracker's own, which pass faster with `speed_up`, but for
/// those that say otherwise.
#[derive(Clone, Debug)]
pub struct Options {
    /// The server, as `host:port`.
    pub server: String,
    /// Whether it sends datagrams.
    pub udp: bool,
    /// Its id.
    pub id: TrackerId,
    /// How often it reports, in seconds; 0 for never.
    pub interval: u16,
    /// How much faster its time passes.
    pub speed_up: u32,
    /// When it loses its connection.
    pub drop_after: Option<Duration>,
    /// For how long.
    pub offline: Duration,
    /// When it ends.
    pub duration: Option<Duration>,
    /// When the SOS button is pressed.
    pub sos_after: Option<Duration>,
    /// The battery at the beginning, in percent.
    pub battery: u8,
    /// How long it waits for an answer, by the clock.
    pub answer_timeout: Duration,
    /// Whether it logs in, as the Meiligao family does.
    pub login: bool,
    /// Where the black box is kept over a restart.
    pub black_box: Option<PathBuf>,
}

impl Options {
    /// The defaults, for a tracker with this id.
    pub fn new(server: impl Into<String>, id: TrackerId) -> Self {
        Self {
            server: server.into(),
            udp: false,
            id,
            interval: 10,
            speed_up: 1,
            drop_after: None,
            offline: Duration::from_secs(60),
            duration: None,
            sos_after: None,
            battery: 80,
            answer_timeout: Duration::from_secs(10),
            login: false,
            black_box: None,
        }
    }
}

/// What a tracker has done.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// What its session counted.
    pub stats: TrackerStats,
    /// How many records are still in the black box.
    pub waiting: usize,
    /// How often it had a connection.
    pub connections: u64,
    /// The numbers of its buttons.
    pub phones: [PhonePair; 4],
    /// Its interval.
    pub interval: u16,
}

/// A tracker that is about to run.
#[derive(Debug)]
pub struct Simulation {
    options: Options,
    time: Time,
    driver: Driver<Tracker, Device>,
    connections: u64,
}

/// Gives orders to a tracker that runs.
#[derive(Clone, Debug)]
pub struct Remote(Post<Job>);

impl Remote {
    /// Gives an order.
    ///
    /// # Errors
    ///
    /// The tracker has ended, or has too many orders to carry out.
    pub fn order(&self, order: Order) -> Result<(), Busy> {
        self.0.send(Job::Order(order))
    }
}

/// How long it waits before it connects again, by the clock: twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

impl Simulation {
    /// A tracker that has not started.
    ///
    /// # Errors
    ///
    /// The black box cannot be read.
    pub fn new(options: Options, observer: Arc<dyn Observer>) -> Result<Self, String> {
        let time = Time::faster(options.speed_up);
        let mut config = TrackerConfig::new(options.id);
        config.transport = if options.udp { Transport::Datagram } else { Transport::Stream };
        config.login = options.login;
        config.interval = options.interval;
        config.heartbeat = time.of_clock(config.heartbeat);
        config.answer_timeout = time.of_clock(options.answer_timeout);
        let mut file = None;
        if let Some(path) = &options.black_box {
            let opened = BlackBoxFile::open(path);
            let opened = opened.map_err(|error| format!("{}: {error}", path.display()))?;
            (file, config.stored) = (Some(opened.0), opened.1);
        }
        let at = |wait: Duration| Instant::ORIGIN + wait;
        let timers = Timers {
            sos: options.sos_after.map(at),
            drop: options.drop_after.map(at),
            end: options.duration.map(at),
            save_pause: time.of_clock(Duration::from_secs(1)),
            ..Timers::default()
        };
        // Trackers start in different streets.
        let wire = options.id.to_wire();
        let head_start: u32 = wire.iter().map(|byte| u32::from(*byte) * 37).sum();
        let device = Device {
            id: options.id,
            observer,
            car: Car::new(head_start.into(), unix_millis(), options.battery),
            timers,
            file,
            connected: false,
            server: options.server.clone(),
            told: TrackerStats::default(),
            battery_told: false,
            saved: TrackerStats::default(),
            file_told: false,
        };
        let mut session = Tracker::new(config);
        // The first report is due before the first look at the position.
        session
            .set_report(&device.report(time.now()))
            .map_err(|error| format!("the report: {error}"))?;
        let driver = Driver::new(session, device, time);
        Ok(Self { options, time, driver, connections: 0 })
    }

    /// Gives orders while it runs.
    pub fn remote(&self) -> Remote {
        Remote(self.driver.post())
    }

    /// Runs until it is told to end, or its time is over.
    ///
    /// # Errors
    ///
    /// The black box cannot be saved.
    pub fn run(mut self) -> Result<Summary, String> {
        let mut pause = FIRST_PAUSE;
        loop {
            let (ended, answered) = match self.connect() {
                Ok(Socket::Stream(stream)) => self.online(&stream),
                Ok(Socket::Datagram(socket)) => self.online(&socket),
                Err(error) => (Ended::Broken(error), false),
            };
            if answered {
                pause = FIRST_PAUSE;
            }
            let wait = match ended {
                Ended::Exit(Exit::Quit) => break,
                Ended::Exit(Exit::Drop) => {
                    self.tell("offline", "the connection is lost, on purpose");
                    self.options.offline
                }
                ended => {
                    let why = match ended {
                        Ended::Broken(error) => error.to_string(),
                        Ended::Exit(_) => "no answer".into(),
                        _ => "closed by the server".into(),
                    };
                    let seconds = pause.as_secs_f32();
                    self.tell("offline", &format!("{why}; again in {seconds} s"));
                    let wait = self.time.of_clock(pause);
                    pause = LONGEST_PAUSE.min(2 * pause);
                    wait
                }
            };
            if !self.offline(wait) {
                break;
            }
        }
        let saved = self.driver.app.save(&self.driver.session);
        saved.map_err(|error| format!("the black box is not saved: {error}"))?;
        let session = &self.driver.session;
        Ok(Summary {
            stats: *session.stats(),
            waiting: session.stored().count(),
            connections: self.connections,
            phones: *session.phones(),
            interval: session.interval(),
        })
    }

    fn tell(&self, event: &'static str, words: &str) {
        self.driver.app.tell(Notice::new(event, words).at(Level::Detail));
    }

    fn connect(&self) -> io::Result<Socket> {
        let mut last = io::Error::new(io::ErrorKind::NotFound, "the server has no address");
        for address in self.options.server.to_socket_addrs()? {
            let socket = match self.options.udp {
                true => udp(address).map(Socket::Datagram),
                false => tcp(address).map(Socket::Stream),
            };
            match socket {
                Ok(socket) => return Ok(socket),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Also says whether the server has said anything.
    fn online<T>(&mut self, transport: &T) -> (Ended<Exit>, bool)
    where
        T: crate::driver::Transport<Addr = ()>,
    {
        self.tell("connected", &self.options.server);
        self.connections += 1;
        let before = self.driver.session.stats().frames;
        self.driver.session.connected(self.driver.now());
        self.driver.app.connected = true;
        let ended = self.driver.run(transport);
        self.driver.app.connected = false;
        self.driver.session.disconnected(self.driver.now());
        (ended, self.driver.session.stats().frames > before)
    }

    /// Goes on without a connection; false if it ends.
    fn offline(&mut self, wait: Duration) -> bool {
        let until = self.driver.now() + wait;
        // Whatever else ends the loop has to do with a connection.
        loop {
            match self.driver.idle::<TcpStream>(Some(until)) {
                Ended::Elapsed => return true,
                Ended::Exit(Exit::Quit) => return false,
                _ => {}
            }
        }
    }
}

enum Socket {
    Stream(TcpStream),
    Datagram(Connected),
}

fn tcp(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, CONNECT_WITHIN)?;
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(CONNECT_WITHIN))?;
    Ok(stream)
}

fn udp(address: SocketAddr) -> io::Result<Connected> {
    let any = match address {
        SocketAddr::V4(_) => SocketAddr::from(([0, 0, 0, 0], 0)),
        SocketAddr::V6(_) => SocketAddr::from(([0; 16], 0)),
    };
    let socket = UdpSocket::bind(any)?;
    socket.connect(address)?;
    Connected::new(socket)
}

/// By the clock on the wall.
fn unix_millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or_default()
}
