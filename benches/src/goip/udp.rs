//! Datagrams through real sockets: how many acknowledgements a second a program gives.

use std::io::{BufRead as _, BufReader, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How many datagrams wait for their acknowledgement.
const IN_FLIGHT: usize = 32;
const LOCALHOST: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// What a program did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Throughput {
    /// What it is called.
    pub name: String,
    /// Acknowledgements of keepalives in a second: the median of the rounds.
    pub keepalives: f64,
    /// The same of `RECEIVE` events.
    pub receives: f64,
    /// How many of the keepalives of the first: the median of the ratios of each round.
    pub keepalive_ratio: f64,
    /// The same of `RECEIVE` events.
    pub receive_ratio: f64,
}

/// Sends back whatever comes, and does nothing else. It prints its port, and never ends.
///
/// # Errors
///
/// There is no socket to be had.
pub fn echo(mut print: impl FnMut(u16)) -> std::io::Result<()> {
    let socket = UdpSocket::bind(LOCALHOST)?;
    print(socket.local_addr()?.port());
    let mut buffer = [0; 65_536];
    loop {
        let (len, from) = socket.recv_from(&mut buffer)?;
        socket.send_to(&buffer[..len], from)?;
    }
}

/// Lets them take turns for about so long: an echo, `server` (the example program, if it is there),
/// and whoever else listens somewhere and serves `goip00` to `goip31` with the password `password1`.
///
/// # Errors
///
/// One of them does not start, or says nothing.
pub fn throughput(
    echo: Command,
    server: Option<PathBuf>,
    others: &[(String, SocketAddr)],
    time: Duration,
) -> Result<Vec<Throughput>, String> {
    let echo = start_echo(echo)?;
    let mut programs = vec![(String::from("echo, nothing else"), echo.1)];
    let mut running = vec![echo.0];
    if let Some(server) = server {
        let (child, addr) = start_server(&server)?;
        running.push(child);
        programs.push((String::from("goip-server"), addr));
    }
    programs.extend_from_slice(others);

    let rounds = 7;
    let turn = time / (rounds * 2 * programs.len() as u32);
    let mut loads: Vec<_> =
        programs.iter().map(|(name, addr)| Load::new(name, *addr)).collect::<Result<_, _>>()?;
    for _ in 0..rounds {
        for load in &mut loads {
            for kind in 0..2 {
                let rate = load.run(kind, turn)?;
                load.rates[kind].push(rate);
            }
        }
    }
    let first = loads[0].rates.clone();
    let ratio = |load: &Load, kind: usize| {
        median(load.rates[kind].iter().zip(&first[kind]).map(|(rate, first)| rate / first))
    };
    Ok(programs
        .into_iter()
        .zip(&loads)
        .map(|((name, _), load)| Throughput {
            name,
            keepalives: median(load.rates[0].iter().copied()),
            receives: median(load.rates[1].iter().copied()),
            keepalive_ratio: ratio(load, 0),
            receive_ratio: ratio(load, 1),
        })
        .collect())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A child that does not outlive this.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start_echo(mut command: Command) -> Result<(Running, SocketAddr), String> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut running = Running(child.map_err(|error| format!("the echo: {error}"))?);
    let mut line = String::new();
    let output = running.0.stdout.take().ok_or("the echo has no output")?;
    BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string())?;
    let port: u16 = line.trim().parse().map_err(|_| format!("the echo says {line:?}"))?;
    Ok((running, SocketAddr::new(LOCALHOST.ip(), port)))
}

fn start_server(program: &Path) -> Result<(Running, SocketAddr), String> {
    // Nobody else takes the port in so short a time.
    let free = UdpSocket::bind(LOCALHOST).and_then(|socket| socket.local_addr());
    let addr = free.map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.arg("--listen").arg(addr.to_string());
    for line in 0..IN_FLIGHT {
        command.arg("--line").arg(format!("goip{line:02}:password1"));
    }
    // It reads commands as long as there is somebody to write them.
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
    Ok((Running(child), addr))
}

/// What is sent to a program.
struct Load {
    name: String,
    socket: UdpSocket,
    next: u64,
    rates: [Vec<f64>; 2],
}

impl Load {
    fn new(name: &str, addr: SocketAddr) -> Result<Self, String> {
        let connected = || {
            let socket = UdpSocket::bind(LOCALHOST)?;
            socket.connect(addr)?;
            socket.set_read_timeout(Some(Duration::from_millis(200)))?;
            Ok(socket)
        };
        let socket = connected().map_err(|error: std::io::Error| format!("{name}: {error}"))?;
        let mut load = Self { name: name.into(), socket, next: 0, rates: [vec![], vec![]] };
        // Until it listens; then each line has registered.
        load.run(0, Duration::ZERO)?;
        Ok(load)
    }

    /// Acknowledgements in a second.
    fn run(&mut self, kind: usize, time: Duration) -> Result<f64, String> {
        let start = Instant::now();
        let last = self.next + IN_FLIGHT as u64;
        let mut waiting: Vec<_> = (self.next..last).collect();
        self.next = last;
        self.send_all(kind, &waiting);
        let mut buffer = [0; 2048];
        let (mut count, mut silent) = (0_u64, 0);
        while !waiting.is_empty() {
            let len = match self.socket.recv(&mut buffer) {
                Ok(len) => len,
                Err(error) if silent < 50 => {
                    if error.kind() == ErrorKind::ConnectionRefused {
                        std::thread::sleep(Duration::from_millis(100));
                    }
                    silent += 1;
                    self.send_all(kind, &waiting);
                    continue;
                }
                Err(error) => return Err(format!("{} does not answer: {error}", self.name)),
            };
            // An acknowledgement that comes twice is none.
            let Some(slot) = number(&buffer[..len])
                .and_then(|number| waiting.iter().position(|it| *it == number))
            else {
                continue;
            };
            (count, silent) = (count + 1, 0);
            if start.elapsed() < time {
                waiting[slot] = self.next;
                self.next += 1;
                self.send_all(kind, &waiting[slot..=slot]);
            } else {
                waiting.swap_remove(slot);
            }
        }
        Ok(count as f64 / start.elapsed().as_secs_f64())
    }

    fn send_all(&self, kind: usize, numbers: &[u64]) {
        for number in numbers {
            let line = number % IN_FLIGHT as u64;
            let datagram = match kind {
                0 => format!(
                    "req:{number};id:goip{line:02};pass:password1;num:13800138000;signal:23;\
                     gsm_status:LOGIN;voip_status:LOGIN;imei:867495023958030;\
                     imsi:260060172091324;iccid:89480611000720913242;"
                ),
                _ => format!(
                    "RECEIVE:{number};id:goip{line:02};password:password1;srcnum:+8613513415667;\
                     msg:Your balance at 12:30 is {number}."
                ),
            };
            // What is lost is sent again.
            let _ = self.socket.send(datagram.as_bytes());
        }
    }
}

/// The first number in an answer.
fn number(answer: &[u8]) -> Option<u64> {
    let start = answer.iter().position(u8::is_ascii_digit)?;
    let digits = answer[start..].iter().take_while(|byte| byte.is_ascii_digit());
    Some(
        digits.fold(0_u64, |number, digit| {
            number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'))
        }),
    )
}
