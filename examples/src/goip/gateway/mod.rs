//! A simulated GoIP gateway.

mod device;
mod orders;
mod sockets;
mod ussd;

pub use orders::{Fault, HELP, Order};

use core::net::SocketAddr;
use core::time::Duration;
use std::net::ToSocketAddrs;
use std::sync::Arc;

use cellwire_goip::Gateway;
use cellwire_goip::session::{GatewayConfig, GatewayLine, GatewayStats, Network};

use self::device::{Device, Job};
use self::sockets::LineSockets;
use super::Credentials;
use crate::driver::{Driver, Ended, Post, Time};
use crate::frames::{Fields, set};
use crate::notice::{Failure, Notice, Observer};

/// How a gateway behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// The server, as `host:port`.
    pub server: String,
    /// The lines.
    pub lines: Vec<Credentials>,
    /// The port of the first line; the others have the next ones. Any that are free if there is none.
    pub port: Option<u16>,
    /// How often a line sends a keepalive.
    pub keepalive: Duration,
    /// How long the network takes for an SMS.
    pub sms_time: Duration,
    /// How long a reboot takes.
    pub reboot_time: Duration,
    /// Whether USSD codes are answered by the program.
    pub answer_ussd: bool,
    /// Whether the observer wants to know what crosses the wire.
    pub wire: bool,
}

impl Options {
    /// The defaults, for these lines.
    pub fn new(server: impl Into<String>, lines: Vec<Credentials>) -> Self {
        Self {
            server: server.into(),
            lines,
            port: None,
            keepalive: Duration::from_secs(30),
            sms_time: Duration::from_secs(3),
            reboot_time: Duration::from_secs(5),
            answer_ussd: true,
            wire: false,
        }
    }

    fn config(&self, server: SocketAddr) -> GatewayConfig {
        let lines = (1..).zip(&self.lines).map(|(number, Credentials { id, password })| {
            let mut line = GatewayLine::new(id.as_str(), password.clone());
            line.num = format!("+49151000{number:05}");
            line.imei = format!("8674950239{number:05}");
            line.imsi = format!("2620700001{number:05}");
            line
        });
        let mut config = GatewayConfig::new(server, lines.collect());
        config.keepalive_interval = self.keepalive;
        config.network = Network::Automatic(self.sms_time);
        config.reboot_time = self.reboot_time;
        if !self.answer_ussd {
            config.ussd_timeout = Duration::from_secs(60);
        }
        config
    }
}

/// A gateway that is about to run.
pub struct Simulation {
    driver: Driver<Gateway, Device>,
    sockets: LineSockets,
    ids: Arc<[String]>,
}

/// Gives orders to a gateway that runs.
#[derive(Clone, Debug)]
pub struct Remote {
    post: Post<Job>,
    ids: Arc<[String]>,
}

impl Remote {
    /// Gives an order.
    ///
    /// # Errors
    ///
    /// There is no such line, or the gateway has ended.
    pub fn order(&self, order: Order) -> Result<(), String> {
        if let Some(line) = order.line() {
            find_line(&self.ids, line)?;
        }
        self.post.send_in_turn(Job::Order(order)).map_err(|_| "the gateway has ended".into())
    }
}

impl Simulation {
    /// A gateway that has not started.
    ///
    /// # Errors
    ///
    /// The server has no address, a line is not as it should be, or a port is taken; the text says
    /// which.
    pub fn new(options: &Options, observer: Arc<dyn Observer>) -> Result<Self, Failure> {
        let server = find_server(&options.server)?;
        let config = options.config(server);
        let tries = config.event_retry.attempts().into();
        let session = Gateway::new(config).map_err(|error| {
            // Lines are counted from 1 here.
            let id = options.lines.get(error.line).map_or("", |line| line.id.as_str());
            Failure::Usage(format!("line {} ({id}): {}", error.line + 1, error.error))
        })?;
        let sockets = sockets::bind(server, options.lines.len(), options.port)?;
        for (line, socket) in options.lines.iter().zip(&sockets) {
            let address = socket.local_addr().map_err(|error| error.to_string())?;
            let mut fields = Fields::new();
            set!(fields, "udp": address.to_string(), "server": server.to_string());
            let words = format!("udp {address}, server {server}");
            observer.notice(&Notice::new("line", words).of(&line.id).with(fields));
        }
        let sockets = LineSockets::new(sockets).map_err(|error| error.to_string())?;
        let ids: Arc<[_]> = options.lines.iter().map(|line| line.id.clone()).collect();
        let (answer_ussd, wire) = (options.answer_ussd, options.wire);
        let device = Device::new(Arc::clone(&ids), observer, answer_ussd, tries, wire);
        Ok(Self { driver: Driver::new(session, device, Time::start()), sockets, ids })
    }

    /// Gives orders while it runs.
    pub fn remote(&self) -> Remote {
        Remote { post: self.driver.post(), ids: Arc::clone(&self.ids) }
    }

    /// Runs until it is told to end.
    ///
    /// # Errors
    ///
    /// A socket is broken.
    pub fn run(mut self) -> Result<GatewayStats, String> {
        match self.driver.run(&self.sockets) {
            Ended::Broken(error) => Err(format!("a socket is broken: {error}")),
            _ => Ok(self.driver.session.stats()),
        }
    }
}

impl core::fmt::Debug for Simulation {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Simulation").field("ids", &self.ids).finish_non_exhaustive()
    }
}

fn find_server(name: &str) -> Result<SocketAddr, Failure> {
    let port = name.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    match port {
        Some(0_u16) => Err(Failure::Usage(format!("--server {name}: nobody listens on port 0"))),
        None => Err(Failure::Usage(format!("--server {name}: HOST:PORT was expected"))),
        Some(_) => {
            let addresses = name.to_socket_addrs().map_err(|error| format!("{name}: {error}"));
            Ok(addresses?.next().ok_or_else(|| format!("{name} has no address"))?)
        }
    }
}

/// The line with this id, or this number from 1 on.
fn find_line(ids: &[String], name: &str) -> Result<usize, String> {
    let by_id = ids.iter().position(|id| id == name);
    let number = || name.parse::<usize>().ok()?.checked_sub(1).filter(|line| *line < ids.len());
    by_id.or_else(number).ok_or_else(|| format!("there is no line {name:?}; type state"))
}
