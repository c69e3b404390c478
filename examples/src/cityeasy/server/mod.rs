//! A server for CityEasy trackers, over TCP and UDP: a thread for each connection, and one for the
//! datagram socket.

mod clerk;
mod hub;
mod orders;
mod serving;
mod track;

pub use orders::{HELP, Order};

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use cellwire_cityeasy::{CrcPolicy, Endpoint, EndpointConfig, Server, ServerConfig};

use self::clerk::{Clerk, PATIENCE};
use self::hub::{Hub, Job};
use crate::driver::{Datagrams, Driver, Ended, Time};
use crate::frames::{Fields, set};
use crate::notice::{Level, Notice, Observer};

/// How a server behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens for connections.
    pub tcp: SocketAddr,
    /// Where it listens for datagrams.
    pub udp: SocketAddr,
    /// Which checksums it accepts.
    pub crc: CrcPolicy,
    /// How long a tracker may be silent.
    pub idle: Duration,
    /// What a tracker is told that asks for the address of the server; else the one it has used.
    pub public_address: Option<SocketAddr>,
    /// Whether requests for an address are answered with the coordinates.
    pub answer_addresses: bool,
    /// How many connections there may be at the same time.
    pub max_connections: usize,
    /// How many trackers are remembered while they are not connected.
    pub max_trackers: usize,
    /// Where reports are stored.
    pub store: Option<PathBuf>,
    /// Where the tracks are drawn.
    pub geojson: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            tcp: loopback,
            udp: loopback,
            crc: CrcPolicy::STRICT,
            idle: Duration::from_secs(15 * 60),
            public_address: None,
            answer_addresses: true,
            max_connections: 1000,
            max_trackers: 10_000,
            store: None,
            geojson: None,
        }
    }
}

/// What a server has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Connections.
    pub connections: u64,
    /// Connections refused, since there were too many.
    pub refused: u64,
    /// Trackers.
    pub trackers: u64,
    /// Reports, without those of black boxes.
    pub reports: u64,
    /// Alarms among them.
    pub alarms: u64,
    /// Records of black boxes that were stored.
    pub records: u64,
    /// Records that had come before.
    pub repeats: u64,
    /// Commands that were sent.
    pub commands: u64,
    /// Commands that were answered, but for those that are answered with a report.
    pub answers: u64,
    /// Commands that were not answered.
    pub unanswered: u64,
    /// Runs of bytes that were no frame.
    pub faults: u64,
}

/// A server that runs.
pub struct Running {
    hub: Arc<Hub>,
    tcp: SocketAddr,
    udp: SocketAddr,
    acceptor: Option<JoinHandle<()>>,
    saved: Saved,
}

/// When the tracks were saved, and what it cost.
#[derive(Debug, Default)]
struct Saved {
    at: Option<Instant>,
    took: Duration,
    totals: Totals,
}

impl Running {
    /// Starts a server.
    ///
    /// # Errors
    ///
    /// It cannot listen there, or a file cannot be written; the text says which.
    pub fn start(options: Options, observer: Arc<dyn Observer>) -> Result<Self, String> {
        let at = |what: &str, place: SocketAddr| {
            let what = what.to_owned();
            move |error: io::Error| format!("cannot listen on {what} {place}: {error}")
        };
        let listener = TcpListener::bind(options.tcp).map_err(at("tcp", options.tcp))?;
        let tcp = listener.local_addr().map_err(at("tcp", options.tcp))?;
        let socket = UdpSocket::bind(options.udp).map_err(at("udp", options.udp))?;
        let udp = socket.local_addr().map_err(at("udp", options.udp))?;
        let socket = Datagrams::new(socket).map_err(at("udp", options.udp))?;
        let hub = Hub::new(options, observer).map_err(|error| format!("the store: {error}"))?;
        let hub = Arc::new(hub);
        let (acceptor, saved) = (None, Saved::default());
        let mut running = Self { hub, tcp, udp, acceptor, saved };
        // What cannot be written is better known at once.
        running.save_tracks()?;
        let mut fields = Fields::new();
        set!(fields, "tcp": tcp.to_string(), "udp": udp.to_string());
        let words = format!("tcp {tcp}, udp {udp}");
        running.hub.tell(Notice::new("listening", words).with(fields));
        let hub = Arc::clone(&running.hub);
        running.acceptor = Some(thread::spawn(move || accept(&hub, &listener)));
        let hub = Arc::clone(&running.hub);
        thread::spawn(move || serve_datagrams(&hub, &socket, udp));
        Ok(running)
    }

    /// Where it listens for connections.
    pub const fn tcp(&self) -> SocketAddr {
        self.tcp
    }

    /// Where it listens for datagrams.
    pub const fn udp(&self) -> SocketAddr {
        self.udp
    }

    /// Carries out what was typed, but for the end.
    ///
    /// # Errors
    ///
    /// There is no such tracker, or it is not connected.
    pub fn order(&self, order: Order) -> Result<(), String> {
        match order {
            Order::Send { id, message, label } => {
                self.hub.send(id, Job::Send { id, message, label })
            }
            Order::List => {
                self.hub.list();
                Ok(())
            }
            Order::Help => {
                self.hub.tell(Notice::new("help", "what can be typed:"));
                HELP.lines().for_each(|line| self.hub.tell(Notice::new("help", line)));
                Ok(())
            }
            Order::Nothing | Order::Quit => Ok(()),
        }
    }

    /// What it has done so far.
    pub fn totals(&self) -> Totals {
        self.hub.totals()
    }

    /// Draws the tracks if it is time to: not more often than every 5 seconds, and less often when
    /// that takes long.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn save_sometimes(&mut self) -> Result<(), String> {
        let pause = Duration::from_secs(5).max(20 * self.saved.took);
        let due = self.saved.at.is_none_or(|at| at.elapsed() >= pause);
        if due && self.saved.totals != self.hub.totals() { self.save_tracks() } else { Ok(()) }
    }

    fn save_tracks(&mut self) -> Result<(), String> {
        let Some(path) = &self.hub.options.geojson else { return Ok(()) };
        let (start, totals) = (Instant::now(), self.hub.totals());
        let saved = self.hub.save_tracks(path);
        self.saved = Saved { at: Some(Instant::now()), took: start.elapsed(), totals };
        saved.map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Ends in good order: what is under way is answered, within a short time, and the tracks are
    /// drawn.
    ///
    /// # Errors
    ///
    /// The tracks cannot be drawn.
    pub fn stop(mut self) -> Result<Totals, String> {
        self.hub.stop();
        // The acceptor waits for a connection.
        let woken = TcpStream::connect_timeout(&reachable(self.tcp), PATIENCE);
        if let Some(acceptor) = self.acceptor.take().filter(|_| woken.is_ok()) {
            // One that has panicked has stopped too.
            let _ = acceptor.join();
        }
        let deadline = Instant::now() + PATIENCE + Duration::from_secs(1);
        while self.hub.connections() > 0 && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(10));
        }
        self.save_tracks()?;
        Ok(self.hub.totals())
    }
}

impl core::fmt::Debug for Running {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { tcp, udp, .. } = self;
        f.debug_struct("Running").field("tcp", tcp).field("udp", udp).finish_non_exhaustive()
    }
}

/// An address at which a socket of this machine can be reached.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => IpAddr::from([127, 0, 0, 1]),
            SocketAddr::V6(_) => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
        });
    }
    address
}

fn accept(hub: &Arc<Hub>, listener: &TcpListener) {
    loop {
        let accepted = listener.accept();
        if hub.is_stopping() {
            return;
        }
        match accepted {
            Ok((stream, peer)) => {
                // Without delay and with a deadline where the system can.
                let _ = stream.set_nodelay(true);
                let _ = stream.set_write_timeout(Some(Duration::from_secs(10)));
                let Some(link) = hub.open() else {
                    let words = "refused: there are too many connections";
                    hub.tell(Notice::new("connected", words).from(peer).at(Level::Alert));
                    let _ = stream.shutdown(Shutdown::Both);
                    continue;
                };
                hub.count(|totals| totals.connections += 1);
                let serving = Arc::clone(hub);
                let thread = thread::Builder::new().name(peer.to_string());
                let spawned = thread.spawn(move || serve_connection(&serving, link, &stream, peer));
                if let Err(error) = spawned {
                    hub.close(link);
                    hub.tell(Notice::new("error", error.to_string()).from(peer).at(Level::Alert));
                }
            }
            Err(error) => {
                // Out of files, mostly: others have to close first.
                hub.tell(Notice::new("error", format!("accept: {error}")).at(Level::Alert));
                thread::sleep(Duration::from_millis(200));
            }
        }
    }
}

fn serve_connection(hub: &Arc<Hub>, link: u64, stream: &TcpStream, peer: SocketAddr) {
    hub.tell(Notice::new("connected", format!("from {peer}")).from(peer).at(Level::Detail));
    let time = Time::start();
    let mut config = config(&hub.options);
    config.address = config.address.or_else(|| stream.local_addr().ok().map(canonical));
    let session = Server::new(config, time.now());
    let mut driver = Driver::new(session, Clerk::new(Arc::clone(hub), link, peer), time);
    hub.register(link, driver.post());
    let ended = driver.run(stream);
    hub.close(link);
    hub.observer.gone(&peer.to_string());
    let why = match ended {
        Ended::Exit(()) => "closed".into(),
        Ended::Closed | Ended::Elapsed => "by the tracker".into(),
        Ended::Broken(error) => error.to_string(),
    };
    let notice = Notice::new("disconnected", why).from(peer).at(Level::Detail);
    hub.tell(match driver.session.id() {
        Some(id) => notice.of(id),
        None => notice,
    });
}

fn serve_datagrams(hub: &Arc<Hub>, socket: &Datagrams, address: SocketAddr) {
    let time = Time::start();
    let mut config = EndpointConfig::default();
    config.server = self::config(&hub.options);
    config.max_trackers = hub.options.max_trackers;
    if !address.ip().is_unspecified() {
        config.server.address = config.server.address.or(Some(address));
    }
    let Some(link) = hub.open() else { return };
    let session = Endpoint::new(config);
    let mut driver = Driver::new(session, Clerk::new(Arc::clone(hub), link, address), time);
    hub.register(link, driver.post());
    let ended = driver.run(socket);
    hub.close(link);
    if let Ended::Broken(error) = ended {
        let words = format!("the datagram socket is broken: {error}");
        hub.tell(Notice::new("error", words).at(Level::Alert));
    }
}

fn config(options: &Options) -> ServerConfig {
    let mut config = ServerConfig::default();
    config.crc = options.crc;
    config.idle_timeout = options.idle;
    config.address = options.public_address;
    config
}

/// An IPv4 address may be written as an IPv6 one.
fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}
