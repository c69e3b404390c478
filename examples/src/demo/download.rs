//! A page of a web server, through the sockets of each simulated modem.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use cellwire_at::modem::ModemStats;
use cellwire_at::sockets::{Config, Receive};

use super::{Audience, Stage};
use crate::at::explain;
use crate::at::modem::{ModelName, Options, Order, Simulation};
use crate::at::tcp::{Pipe, Quit, Session, Target};
use crate::at::terminal::Port;
use crate::driver::{Driver, Ended, Time, Transport};
use crate::notice::{Failure, Observer};
use crate::wire::Way;

const REQUEST: &[u8] = b"GET /page HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n";

/// A page that looks like what modems say.
const PAGE: &[u8] = b"<!DOCTYPE html>\r\n<title>All of it is the page</title>\r\n\r\nOK\r\n\
    \r\n+MIPRTCP: 1,0,31\r\n\r\n+IPD5\r\n\r\n+CIPRXGET: 1,0\r\n> \x1a+++\r\n\r\nNO CARRIER\r\n\r\nCLOSED\r\n\
    \x00\x01\x1b\x7f\x80\xfe\xff\r\nERROR\r\n";

/// Shows it all.
///
/// # Errors
///
/// There are no pseudo-terminals, or sockets, to be had.
pub fn show(stage: &Arc<Stage>) -> Result<(), String> {
    stage.title("Sockets: a page of a web server through an L610, pushed with its length");
    download(stage, ModelName::L610, Config::l610(Receive::Push))?;
    stage.title("The same through an A76XX, read from its buffer");
    download(stage, ModelName::A76xx, Config::a76xx(Receive::Buffer))
}

fn download(stage: &Arc<Stage>, model: ModelName, config: Config) -> Result<(), String> {
    let server = serve().map_err(|error| error.to_string())?;
    let tcp = (!cfg!(unix)).then(|| ([127, 0, 0, 1], 0).into());
    let device = Arc::new(Audience::new(stage, None));
    let options = Options { model, tcp, ..Options::default() };
    let simulation = Simulation::new(&options, device.clone()).map_err(reason)?;
    let place = device.find(|notice| notice.event == "listening").map(|notice| notice.text);
    let place = place.ok_or("the modem does not say where it is")?;
    stage.line(&format!("modem on {place}, web server on {server}"));
    let remote = simulation.remote();
    let modem = thread::spawn(|| simulation.run());

    let page = fetch(stage, &place.replace("tcp ", "tcp:"), config, server)?;
    stage.equal("bytes of the answer", page.len(), answer().len());
    stage.check("and they are the same", page == answer());

    remote.order(Order::Quit)?;
    let stats: ModemStats = modem.join().map_err(|_| "the modem has panicked")??;
    stage.equal("commands that the modem has refused", stats.errors, 0);
    stage.equal("lines of the modem that were lost", stats.dropped, 0);
    Ok(())
}

/// Sends the request through the modem at `place`, and gives what comes back.
fn fetch(
    stage: &Arc<Stage>,
    place: &str,
    config: Config,
    server: SocketAddr,
) -> Result<Vec<u8>, String> {
    // A pseudo-terminal has no speed, and that of macOS takes none.
    let baud = if cfg!(target_os = "macos") { 0 } else { 115_200 };
    let port = Port::open(place, baud).map_err(|error| format!("{error:?}"))?;
    let tap =
        Tap { port, audience: Audience::new(stage, Some(explain::wire(config.host.dialect))) };
    let session = Session::new(config).map_err(|error| error.to_string())?;
    let target = Target {
        apn: "internet".into(),
        user: None,
        host: server.ip().to_string(),
        port: server.port(),
        linger: Duration::from_secs(2),
    };
    let (sender, input) = sync_channel(1);
    sender.send(Ok(REQUEST.to_vec())).map_err(|error| error.to_string())?;
    drop(sender);
    let pipe = Pipe::new(target, config.receive, input, Vec::new(), |_| {});
    let mut driver = Driver::new(session, pipe, Time::start());
    match driver.run(&tap) {
        Ended::Exit(Quit::Done) => Ok(driver.app.into_output()),
        Ended::Exit(Quit::Failed(error)) => Err(error),
        ended => Err(format!("{ended:?}")),
    }
}

/// Answers one request with the page.
fn serve() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || listener.accept().and_then(|(stream, _)| reply(stream)));
    Ok(address)
}

fn reply(mut stream: TcpStream) -> io::Result<()> {
    let mut request = [0; REQUEST.len()];
    stream.read_exact(&mut request)?;
    match request == REQUEST {
        true => stream.write_all(&answer()),
        false => stream.write_all(b"HTTP/1.0 400 Bad Request\r\n\r\n"),
    }
}

fn answer() -> Vec<u8> {
    let head = format!("HTTP/1.0 200 OK\r\nContent-Length: {}\r\n\r\n", PAGE.len());
    [head.as_bytes(), PAGE].concat()
}

fn reason(failure: Failure) -> String {
    match failure {
        Failure::Usage(error) | Failure::Run(error) => error,
    }
}

/// Shows what crosses a port.
#[derive(Debug)]
struct Tap {
    port: Port,
    audience: Audience,
}

impl Transport for Tap {
    type Addr = ();

    const PIECE: usize = Port::PIECE;
    const LONGEST: usize = Port::LONGEST;
    const IS_DUPLEX: bool = Port::IS_DUPLEX;

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, ())>> {
        let received = self.port.receive(buffer)?;
        if let Some((len, ())) = received {
            self.audience.wire("modem", Way::Up, buffer.get(..len).unwrap_or_default());
        }
        Ok(received)
    }

    fn send(&self, bytes: &[u8], to: ()) -> io::Result<()> {
        self.port.send(bytes, to)?;
        self.audience.wire("modem", Way::Down, bytes);
        Ok(())
    }

    fn close(&self) {
        self.port.close();
    }
}
