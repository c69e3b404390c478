//! A pipe through a socket of a modem.

use core::fmt;
use core::ops::ControlFlow;
use core::time::Duration;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, TryRecvError};

use cellwire_at::sockets::{
    Access, Cause, Event, Protocol, Receive, SocketError, SocketId, Sockets,
};
use cellwire_at::v250::response::Echo;
use cellwire_codec::Instant;

use crate::driver::App;

/// Room for what a modem sends while standard output is slow.
pub type Session = Sockets<8704, 2304>;

/// No more than this waits for the modem.
const ENOUGH: usize = 8 * 1024;

/// Where the pipe goes.
#[derive(Clone, Debug)]
pub struct Target {
    /// The access point of the network.
    pub apn: String,
    /// Who asks, and by which password.
    pub user: Option<(String, String)>,
    /// The host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How long to wait for more once there is nothing to be sent any more, and nothing comes.
    pub linger: Duration,
}

/// What has to be looked at.
#[derive(Clone, Copy, Debug)]
pub enum Job {
    /// There is something to be sent, or the modem has become ready.
    Look,
    /// The user wants to end.
    Stop,
}

/// How the pipe has ended.
#[derive(Debug)]
pub enum Quit {
    /// In good order.
    Done,
    /// Something went wrong.
    Failed(String),
}

/// A pipe: what comes from `input` goes to the host, and what the host sends to `output`.
pub struct Pipe<W> {
    target: Target,
    input: Receiver<io::Result<Vec<u8>>>,
    output: W,
    /// Says what happens.
    log: fn(fmt::Arguments<'_>),
    stage: Stage,
    socket: Option<SocketId>,
    /// What is to be sent, of which so much is on its way.
    to_send: VecDeque<u8>,
    sending: usize,
    input_ended: bool,
    /// When something happened last.
    heard: Instant,
    transparent: bool,
    quit: Option<Quit>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The modem is to stop echoing.
    Silence,
    /// There is to be a link.
    Up,
    /// There is to be a connection.
    Open,
    Rising,
    Opening,
    Piping,
    Closing,
    /// The link is to go.
    Down,
}

impl<W: Write> Pipe<W> {
    /// A pipe that has not begun. `input` ends when its sender is dropped.
    pub fn new(
        target: Target,
        receive: Receive,
        input: Receiver<io::Result<Vec<u8>>>,
        output: W,
        log: fn(fmt::Arguments<'_>),
    ) -> Self {
        Self {
            target,
            input,
            output,
            log,
            stage: Stage::Silence,
            socket: None,
            to_send: VecDeque::new(),
            sending: 0,
            input_ended: false,
            heard: Instant::ORIGIN,
            transparent: receive == Receive::Transparent,
            quit: None,
        }
    }

    /// Where what comes from the host went.
    pub fn into_output(self) -> W {
        self.output
    }

    fn fill(&mut self) {
        while !self.input_ended && self.to_send.len() < ENOUGH {
            match self.input.try_recv() {
                Ok(Ok(bytes)) => self.to_send.extend(bytes),
                Ok(Err(error)) => {
                    self.input_ended = true;
                    self.fail(format_args!("standard input: {error}"));
                }
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => self.input_ended = true,
            }
        }
    }

    fn go_on(&mut self, sockets: &mut Session, now: Instant) -> Result<(), SocketError> {
        match self.stage {
            Stage::Silence => {
                sockets.command(now, &Echo { value: false })?;
                self.stage = Stage::Up;
            }
            Stage::Up => {
                let mut access = Access::new(&self.target.apn);
                if let Some((user, password)) = &self.target.user {
                    access = access.with_user(user, password);
                }
                sockets.up(now, &access)?;
                self.stage = Stage::Rising;
            }
            Stage::Open => {
                let Target { host, port, .. } = &self.target;
                self.socket = Some(sockets.open(now, Protocol::Tcp, host, *port)?);
                self.stage = Stage::Opening;
            }
            Stage::Piping => self.send(sockets, now)?,
            Stage::Rising | Stage::Opening | Stage::Closing | Stage::Down => {}
        }
        Ok(())
    }

    fn send(&mut self, sockets: &mut Session, now: Instant) -> Result<(), SocketError> {
        self.fill();
        let Some(socket) = self.socket.filter(|_| self.sending == 0) else { return Ok(()) };
        let bytes = self.to_send.make_contiguous();
        let len = bytes.len().min(Session::MAX_SEND);
        let taken = sockets.send(now, socket, &bytes[..len])?;
        if self.transparent {
            self.to_send.drain(..taken);
        } else {
            self.sending = taken;
        }
        if taken > 0 {
            self.heard = now;
        }
        if self.input_ended && self.to_send.is_empty() && now >= self.heard + self.target.linger {
            self.close(sockets, now);
        }
        Ok(())
    }

    fn close(&mut self, sockets: &mut Session, now: Instant) {
        match self.socket {
            Some(socket) => {
                sockets.close(now, socket);
                self.stage = Stage::Closing;
            }
            None => self.fall(sockets, now),
        }
    }

    fn fall(&mut self, sockets: &mut Session, now: Instant) {
        let is_rising = self.stage == Stage::Rising;
        self.stage = Stage::Down;
        if sockets.is_up() || is_rising {
            sockets.down(now);
        } else {
            self.quit.get_or_insert(Quit::Done);
        }
    }

    fn fail(&mut self, what: impl fmt::Display) {
        self.quit.get_or_insert(Quit::Failed(what.to_string()));
    }

    fn write(&mut self, data: &[u8]) -> io::Result<()> {
        self.output.write_all(data)?;
        self.output.flush()
    }
}

impl<W: Write> App<Session> for Pipe<W> {
    type Job = Job;
    type Exit = Quit;

    fn event(&mut self, event: Event<'_>, jobs: &mut VecDeque<Job>) {
        let log = self.log;
        match event {
            Event::Host(_) => return,
            Event::Data { data, .. } => {
                if let Err(error) = self.write(data) {
                    self.fail(format_args!("standard output: {error}"));
                }
            }
            Event::Up(address) => {
                match address {
                    Some(address) => log(format_args!("the link is up, with address {address}")),
                    None => log(format_args!("the link is up")),
                }
                self.stage = Stage::Open;
            }
            Event::Opened(socket) => {
                log(format_args!("socket {socket} is open"));
                self.stage = Stage::Piping;
            }
            Event::Sent { len, .. } => {
                self.to_send.drain(..len.min(self.sending));
                self.sending = 0;
            }
            Event::Closed { cause, .. } => {
                log(format_args!("the socket: {cause}"));
                match (self.stage, cause) {
                    (Stage::Piping | Stage::Closing, Cause::Local | Cause::Peer) => {
                        self.fill();
                        if !self.to_send.is_empty() && self.stage == Stage::Piping {
                            let left = self.to_send.len();
                            self.fail(format_args!(
                                "the other side has closed the connection, and {left} bytes were not sent"
                            ));
                        }
                    }
                    _ => {
                        let Target { host, port, .. } = &self.target;
                        let what = format!("{host}:{port}: {cause}");
                        self.fail(what);
                    }
                }
                self.socket = None;
                self.stage = Stage::Closing;
            }
            Event::Down(cause) => {
                log(format_args!("the link: {cause}"));
                match cause {
                    Cause::Local => {
                        self.quit.get_or_insert(Quit::Done);
                    }
                    _ => self.fail(format_args!("the link to the network: {cause}")),
                }
                self.stage = Stage::Down;
            }
            Event::Reset => self.fail("the modem has started anew"),
            _ => {}
        }
        jobs.push_back(Job::Look);
    }

    fn perform(&mut self, session: &mut Session, now: Instant, job: Job) -> ControlFlow<Quit> {
        match job {
            Job::Look => {}
            Job::Stop => self.close(session, now),
        }
        self.heard = self.heard.max(now);
        self.tick(session, now)
    }

    fn tick(&mut self, session: &mut Session, now: Instant) -> ControlFlow<Quit> {
        if self.stage == Stage::Closing && self.socket.is_none() {
            self.fall(session, now);
        }
        let is_failure = matches!(self.quit, Some(Quit::Failed(_)));
        if is_failure && session.is_up() && self.stage != Stage::Down {
            self.fall(session, now);
        }
        if self.quit.is_some() && !session.is_up() {
            return ControlFlow::Break(self.quit.take().unwrap_or(Quit::Done));
        }
        match self.go_on(session, now) {
            Ok(()) | Err(SocketError::Busy | SocketError::NotOpen { .. }) => {}
            Err(error) => self.fail(error),
        }
        ControlFlow::Continue(())
    }

    fn next_tick(&self) -> Option<Instant> {
        let is_idle = self.input_ended && self.to_send.is_empty() && self.stage == Stage::Piping;
        is_idle.then(|| self.heard + self.target.linger)
    }
}

impl<W> fmt::Debug for Pipe<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipe").field("stage", &self.stage).finish_non_exhaustive()
    }
}
