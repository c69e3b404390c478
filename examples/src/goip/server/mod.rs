//! A GoIP SMS server: any number of lines on one socket.

mod clerk;
mod orders;
mod safe;
mod state;

pub use orders::{Asked, HELP, Order};

use core::net::SocketAddr;
use core::time::Duration;
use std::collections::BTreeSet;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{SystemTime, UNIX_EPOCH};

use cellwire_goip::Server;
use cellwire_goip::message::KeepaliveStatus;
use cellwire_goip::session::{
    AckMode, LineConfig, Polling, ServerConfig, ServerState, ServerStats,
};

use self::clerk::{Clerk, Job};
use self::safe::Safe;
use self::state::StateFile;
use super::{Credentials, Network};
use crate::driver::{Datagrams, Driver, Ended, Post, Time};
use crate::frames::{Fields, set};
use crate::notice::{Failure, Notice, Observer};
use crate::store::Store;
use crate::text::count;

/// How a server behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The lines that it serves.
    pub lines: Vec<Credentials>,
    /// Where the lines may be; anywhere if there is nothing.
    pub allow: Vec<Network>,
    /// What a good keepalive is answered with.
    pub status: KeepaliveStatus,
    /// Whether those are answered who have no good id and password.
    pub answer_strangers: bool,
    /// Whether a gateway is asked once only for each recipient.
    pub send_once: bool,
    /// After how long without a keepalive a line is down.
    pub line_timeout: Option<Duration>,
    /// Where SMS are stored before they are acknowledged.
    pub store: Option<PathBuf>,
    /// What has to survive a restart.
    pub state: Option<PathBuf>,
    /// How long it may take to end.
    pub drain: Duration,
    /// Whether the observer wants to know what crosses the wire.
    pub wire: bool,
}

impl Options {
    /// The defaults, for these lines.
    pub fn new(listen: SocketAddr, lines: Vec<Credentials>) -> Self {
        Self {
            listen,
            lines,
            allow: Vec::new(),
            status: KeepaliveStatus::OK,
            answer_strangers: false,
            send_once: false,
            line_timeout: None,
            store: None,
            state: None,
            drain: Duration::from_secs(10),
            wire: false,
        }
    }

    fn config(&self) -> Result<ServerConfig, String> {
        let mut config = ServerConfig::default();
        config.keepalive_status = self.status;
        config.answer_strangers = self.answer_strangers;
        if self.store.is_some() {
            config.ack = AckMode::ByApplication;
        }
        if self.send_once {
            config.polling = Polling::Never;
        }
        config.line_timeout = self.line_timeout.unwrap_or(config.line_timeout);
        config.limits.lines = config.limits.lines.max(self.lines.len());
        if let Some(path) = &self.state {
            config.state = read_state(path)?;
        }
        // Numbers grow from one run to the next.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        config.first_id = i64::try_from(since.as_secs()).unwrap_or(1);
        Ok(config)
    }

    fn session(&self) -> Result<Server, Failure> {
        let mut server = Server::new(self.config()?);
        for Credentials { id, password } in &self.lines {
            let mut line = LineConfig::new(id.as_str(), password.clone());
            for Network { address, prefix } in &self.allow {
                line = line.allow(*address, *prefix);
            }
            let failed = |error| Failure::Usage(format!("line {id}: {error}"));
            server.add_line(line).map_err(failed)?;
        }
        Ok(server)
    }
}

/// What an earlier run has left behind, if there was one.
fn read_state(path: &Path) -> Result<ServerState, String> {
    let name = path.display();
    match std::fs::read(path) {
        Ok(text) => serde_json::from_slice(&text).map_err(|error| format!("{name}: {error}")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(ServerState::default()),
        Err(error) => Err(format!("{name}: {error}")),
    }
}

/// A server that runs.
pub struct Running {
    observer: Arc<dyn Observer>,
    address: SocketAddr,
    lines: BTreeSet<String>,
    post: Post<Job>,
    thread: JoinHandle<Result<ServerStats, String>>,
}

impl Running {
    /// Starts a server.
    ///
    /// # Errors
    ///
    /// It cannot listen there, a line is not as it should be, or a file cannot be read or written; the
    /// text says which.
    pub fn start(options: &Options, observer: Arc<dyn Observer>) -> Result<Self, Failure> {
        let session = options.session()?;
        let at = |error| format!("cannot listen on {}: {error}", options.listen);
        let socket = UdpSocket::bind(options.listen).map_err(at)?;
        let address = socket.local_addr().map_err(at)?;
        let socket = Datagrams::soon(socket).map_err(at)?;
        let in_file = |path: &Path, error| format!("{}: {error}", path.display());
        let open = |path: &PathBuf| {
            let store = Store::open(path).map_err(|error| in_file(path, error))?;
            Ok::<_, String>(Safe::new(path, store))
        };
        let store = options.store.as_ref().map(open).transpose()?;
        let mut state = options.state.clone().map(StateFile::new);
        if let Some(state) = &mut state {
            // What cannot be written is better known at once.
            state.save(&session)?;
        }
        let clerk = Clerk::new(Arc::clone(&observer), store, state, options.drain, options.wire);
        let mut driver = Driver::new(session, clerk, Time::start());
        let post = driver.post();
        let mut fields = Fields::new();
        set!(fields, "udp": address.to_string(), "lines": options.lines.len());
        let words = format!("udp {address}, {}", count(options.lines.len() as u64, "line"));
        observer.notice(&Notice::new("listening", words).with(fields));
        let thread = thread::spawn(move || {
            let ended = driver.run_alone(&socket);
            let Driver { session, app, .. } = &mut driver;
            app.save(session)?;
            match ended {
                Ended::Broken(error) => Err(format!("the socket is broken: {error}")),
                _ => Ok(session.stats()),
            }
        });
        let lines = options.lines.iter().map(|line| line.id.clone()).collect();
        Ok(Self { observer, address, lines, post, thread })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Carries out what was typed, but for the end.
    ///
    /// # Errors
    ///
    /// There is no such line, or the server is gone.
    pub fn order(&self, order: Order) -> Result<(), String> {
        let job = match order {
            Order::Send { line, numbers, text, label } => {
                self.known(&line)?;
                Job::Send { line, numbers, text, label }
            }
            Order::Command { line, asked, label } => {
                self.known(&line)?;
                Job::Command { line, asked, label }
            }
            Order::Lines => Job::Lines,
            Order::Help => {
                HELP.lines().for_each(|line| self.observer.notice(&Notice::new("help", line)));
                return Ok(());
            }
            Order::Nothing | Order::Quit => return Ok(()),
        };
        self.post.send_in_turn(job).map_err(|_| "the server has ended".into())
    }

    fn known(&self, line: &str) -> Result<(), String> {
        match self.lines.contains(line) {
            true => Ok(()),
            false => Err(format!("there is no line {line:?}; type lines")),
        }
    }

    /// Whether it has ended by itself, which it does only when something is broken.
    pub fn has_ended(&self) -> bool {
        self.thread.is_finished()
    }

    /// Ends in good order: what is under way is finished, within the time that there is for it.
    ///
    /// # Errors
    ///
    /// The socket was broken, or the state cannot be saved.
    pub fn stop(self) -> Result<ServerStats, String> {
        // One that is gone says why.
        let _ = self.post.send_in_turn(Job::Close);
        self.thread.join().map_err(|_| "the server has panicked")?
    }
}

impl core::fmt::Debug for Running {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Running").field("address", &self.address).finish_non_exhaustive()
    }
}
