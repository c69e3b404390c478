//! A simulated modem.

pub mod a76xx;
mod basic;
mod control;
mod device;
mod faults;
pub mod l610;
mod model;
pub mod network;
mod orders;
mod port;
#[cfg(test)]
mod rig;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod transcripts;

pub use a76xx::A76xx;
pub use basic::{BasicConfig, BasicModem, next_timeout, settle};
pub use faults::{Fault, Faults, ResultOrder};
pub use l610::L610;
pub use model::{Model, ModelConfig};
pub use orders::{HELP, Order};

use core::net::SocketAddr;
use core::time::Duration;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use cellwire_at::modem::{Modem, ModemStats};

use self::device::{Device, Exit, Job, modem_config};
use self::network::NetworkConfig;
use self::port::Cut;
use crate::driver::{Driver, Ended, Post, Time};
use crate::frames::{Fields, set};
use crate::notice::{Failure, Level, Notice, Observer};

/// How a modem behaves.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which one it is.
    pub model: ModelName,
    /// What it is.
    pub config: BasicConfig,
    /// Its sockets.
    pub network: NetworkConfig,
    /// What goes wrong with it.
    pub faults: Faults,
    /// Where the host connects to; a pseudo-terminal if there is none.
    pub tcp: Option<SocketAddr>,
    /// Where orders are taken.
    pub control: Option<SocketAddr>,
}

/// Which modem is simulated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelName {
    /// One with the basics, and without sockets.
    #[default]
    Generic,
    /// A SIMCom A76XX.
    A76xx,
    /// A Fibocom L610.
    L610,
}

/// A modem that is about to run.
pub struct Simulation {
    run: Box<dyn FnOnce() -> Result<ModemStats, String> + Send>,
    remote: Remote,
}

/// A modem of some model, at its port.
struct Running<M: Model> {
    driver: Driver<Modem<M>, Device>,
    port: Port,
    observer: Arc<dyn Observer>,
}

enum Port {
    #[cfg(unix)]
    Terminal(port::Terminal),
    Tcp(TcpListener),
}

/// Gives orders to a modem that runs.
#[derive(Clone, Debug)]
pub struct Remote {
    post: Post<Job>,
}

impl Remote {
    /// Gives an order, and waits until it is done.
    ///
    /// # Errors
    ///
    /// It cannot be done, or the modem has ended.
    pub fn order(&self, order: Order) -> Result<(), String> {
        let (sender, receiver) = mpsc::channel();
        let ended = |_| "the modem has ended".to_owned();
        self.post.send_in_turn(Job::Order(order, sender)).map_err(|_| ended(()))?;
        receiver.recv().map_err(|_| ended(()))?
    }
}

impl Simulation {
    /// A modem that has not started, but whose port is open.
    ///
    /// # Errors
    ///
    /// An option is not as it should be, or a port is taken.
    pub fn new(options: &Options, observer: Arc<dyn Observer>) -> Result<Self, Failure> {
        match options.model {
            ModelName::Generic => Self::of::<BasicModem>(options, observer),
            ModelName::A76xx => Self::of::<A76xx>(options, observer),
            ModelName::L610 => Self::of::<L610>(options, observer),
        }
    }

    fn of<M: Model>(options: &Options, observer: Arc<dyn Observer>) -> Result<Self, Failure> {
        let config = ModelConfig {
            basic: options.config.clone(),
            network: options.network.clone(),
            faults: options.faults.clone(),
        };
        let session = Modem::new(modem_config(&config), M::switch_on(&config));
        let device = Device::new(config, Arc::clone(&observer));
        let driver = Driver::new(session, device, Time::start());
        let port = match options.tcp {
            Some(address) => Port::Tcp(listen(address, "tcp", &*observer)?),
            None => open_terminal(&*observer)?,
        };
        let remote = Remote { post: driver.post() };
        if let Some(address) = options.control {
            let listener = listen(address, "control", &*observer)?;
            control::serve(listener, remote.clone());
        }
        let running = Running { driver, port, observer };
        Ok(Self { run: Box::new(|| running.run()), remote })
    }

    /// Gives orders while it runs.
    pub fn remote(&self) -> Remote {
        self.remote.clone()
    }

    /// Runs until it is told to end.
    ///
    /// # Errors
    ///
    /// A port is broken.
    pub fn run(self) -> Result<ModemStats, String> {
        (self.run)()
    }
}

impl<M: Model> Running<M> {
    fn run(mut self) -> Result<ModemStats, String> {
        let ended = match &self.port {
            #[cfg(unix)]
            Port::Terminal(terminal) => {
                self.driver.app.is_connected = true;
                let pieces = Arc::clone(&self.driver.app.pieces);
                self.driver.run(&Cut { port: terminal, pieces })
            }
            Port::Tcp(listener) => {
                let listener = listener.try_clone().map_err(|error| error.to_string())?;
                accept(listener, self.driver.post());
                serve(&mut self.driver, &*self.observer)
            }
        };
        match ended {
            Ended::Broken(error) | Ended::Exit(Exit::Broken(error)) => {
                Err(format!("the port is broken: {error}"))
            }
            _ => Ok(*self.driver.session.stats()),
        }
    }
}

impl core::fmt::Debug for Simulation {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Simulation").field("remote", &self.remote).finish_non_exhaustive()
    }
}

#[cfg(unix)]
fn open_terminal(observer: &dyn Observer) -> Result<Port, Failure> {
    let terminal = port::Terminal::open().map_err(|error| format!("pseudo-terminal: {error}"))?;
    let mut fields = Fields::new();
    set!(fields, "path": terminal.path());
    observer.notice(&Notice::new("listening", terminal.path()).with(fields));
    Ok(Port::Terminal(terminal))
}

#[cfg(not(unix))]
fn open_terminal(_: &dyn Observer) -> Result<Port, Failure> {
    Err(Failure::Usage("there are no pseudo-terminals here: give --tcp HOST:PORT".into()))
}

/// Opens a port, and says which it is.
fn listen(
    address: SocketAddr,
    key: &'static str,
    observer: &dyn Observer,
) -> Result<TcpListener, Failure> {
    let fault = |error| format!("{address}: {error}");
    let listener = TcpListener::bind(address).map_err(fault)?;
    let address = listener.local_addr().map_err(fault)?.to_string();
    let event = if key == "control" { "control" } else { "listening" };
    let mut fields = Fields::new();
    fields.insert(key.into(), address.as_str().into());
    observer.notice(&Notice::new(event, format!("tcp {address}")).with(fields));
    Ok(listener)
}

/// How long a host may leave its buffer full before it is cut off.
const PATIENCE: Duration = Duration::from_secs(5);

fn accept(listener: TcpListener, post: Post<Job>) {
    thread::spawn(move || {
        loop {
            let job = match listener.accept() {
                Ok((stream, _)) => Job::Connected(stream),
                // That one has gone already.
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionAborted => continue,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => Job::Broken(error),
            };
            let is_last = matches!(job, Job::Broken(_));
            if post.send_in_turn(job).is_err() || is_last {
                return;
            }
        }
    });
}

/// Serves one host after the other.
fn serve<M: Model>(driver: &mut Driver<Modem<M>, Device>, observer: &dyn Observer) -> Ended<Exit> {
    loop {
        driver.app.is_connected = false;
        let stream = match driver.idle::<std::net::TcpStream>(None) {
            Ended::Exit(Exit::Connected(stream)) => stream,
            ended => return ended,
        };
        // Bytes go out as they come, and a peer that does not read cannot stop the modem.
        let set = stream.set_nodelay(true).and_then(|()| stream.set_write_timeout(Some(PATIENCE)));
        let (Ok(()), Ok(peer)) = (set, stream.peer_addr()) else { continue };
        driver.app.is_connected = true;
        let tell = |event, words: String| {
            observer.notice(&Notice::new(event, words).from(peer).at(Level::Detail));
        };
        tell("connected", String::new());
        let pieces = Arc::clone(&driver.app.pieces);
        match driver.run(&Cut { port: &stream, pieces }) {
            Ended::Closed => tell("closed", String::new()),
            Ended::Broken(error) => tell("closed", error.to_string()),
            ended => return ended,
        }
    }
}
