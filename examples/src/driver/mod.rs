//! The loop that drives a [`Session`] on a socket of the standard library.
//!
//! One thread waits for the socket, and the one that calls [`Driver::run`] has the session: it sleeps
//! until bytes arrive, somebody posts a job, or a timer is due. Nothing is polled for, and nothing is
//! shared. Where a peer may read no more until it is read, a third thread sends.

#[cfg(test)]
mod tests;
mod time;
mod transport;

pub use time::Time;
pub use transport::{Connected, Datagrams, Soon, Transport};

use core::fmt;
use core::ops::ControlFlow;
use core::time::Duration;
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use cellwire_codec::{Instant, Session};

/// What is done with a session: the program behind the loop.
pub trait App<S: Session> {
    /// Something to be done with the session: because of an event, or because another thread posted
    /// it.
    type Job: Send + 'static;

    /// Why the program ends the loop.
    type Exit;

    /// Something has happened. Since the event borrows from the session, what is to be done about it
    /// is put into `jobs`.
    fn event(&mut self, event: S::Event<'_>, jobs: &mut VecDeque<Self::Job>);

    /// Does a job.
    fn perform(&mut self, session: &mut S, now: Instant, job: Self::Job)
    -> ControlFlow<Self::Exit>;

    /// Serves the timers of the program, and says whether it ends.
    fn tick(&mut self, session: &mut S, now: Instant) -> ControlFlow<Self::Exit> {
        let _ = (session, now);
        ControlFlow::Continue(())
    }

    /// When [`tick`](Self::tick) is to be called at the latest.
    fn next_tick(&self) -> Option<Instant> {
        None
    }

    /// Whether the session may be given bytes. While it may not, they wait, and so does the peer if there
    /// are many.
    fn wants_input(&self) -> bool {
        true
    }

    /// Tells the session that nothing more will come.
    fn ended(&mut self, session: &mut S, now: Instant) {
        let _ = (session, now);
    }

    /// Looks at bytes that have arrived.
    fn received(&mut self, from: S::Addr, bytes: &[u8]) {
        let _ = (from, bytes);
    }

    /// Looks at bytes that have left.
    fn sent(&mut self, to: S::Addr, bytes: &[u8]) {
        let _ = (to, bytes);
    }
}

/// Why a loop has ended.
#[derive(Debug)]
pub enum Ended<E> {
    /// The program said so.
    Exit(E),
    /// The peer has closed the connection.
    Closed,
    /// The socket is broken.
    Broken(io::Error),
    /// The time is over that was given.
    Elapsed,
}

/// A session, the program behind it, and what others post to it.
pub struct Driver<S: Session, A: App<S>> {
    /// The session.
    pub session: S,
    /// The program.
    pub app: A,
    time: Time,
    mail: Receiver<Mail<A::Job, S::Addr>>,
    sender: SyncSender<Mail<A::Job, S::Addr>>,
    jobs: VecDeque<A::Job>,
    /// What came while the program wanted no input.
    held: VecDeque<Mail<A::Job, S::Addr>>,
    buffer: Vec<u8>,
    reader_ended: bool,
    /// Takes what is to be sent by a thread of its own, and whether that is sending something.
    writer: Option<SyncSender<(S::Addr, Vec<u8>)>>,
    is_writing: bool,
}

enum Mail<J, A> {
    Job(J),
    Input(A, Vec<u8>),
    /// What was to be sent has left.
    Written(io::Result<()>),
    End(io::Result<()>),
}

/// How many letters may wait. Whoever reads the socket waits with them, so that TCP slows the peer.
const MAX_MAIL: usize = 64;
/// How soon it is looked whether the program wants input again.
const HELD: Duration = Duration::from_millis(5);

/// Posts jobs to a loop, from any thread.
pub struct Post<J>(Arc<dyn Fn(J, Full) -> Result<(), Busy> + Send + Sync>);

/// What is done when too much waits for a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Full {
    Refuse,
    Wait,
}

impl<J> Post<J> {
    /// Posts a job.
    ///
    /// # Errors
    ///
    /// The loop is gone, or too much waits for it.
    pub fn send(&self, job: J) -> Result<(), Busy> {
        (self.0)(job, Full::Refuse)
    }

    /// Posts a job, and waits until there is room for it.
    ///
    /// # Errors
    ///
    /// The loop is gone.
    pub fn send_in_turn(&self, job: J) -> Result<(), Busy> {
        (self.0)(job, Full::Wait)
    }
}

impl<J> Clone for Post<J> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<J> fmt::Debug for Post<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Post")
    }
}

/// A loop is gone, or too much waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is gone or too busy")
    }
}

impl core::error::Error for Busy {}

impl<S: Session, A: App<S>> Driver<S, A>
where
    S::Addr: Send + 'static,
{
    /// A loop that has not begun.
    pub fn new(session: S, app: A, time: Time) -> Self {
        let (sender, mail) = sync_channel(MAX_MAIL);
        Self {
            session,
            app,
            time,
            mail,
            sender,
            jobs: VecDeque::new(),
            held: VecDeque::new(),
            buffer: Vec::new(),
            reader_ended: true,
            writer: None,
            is_writing: false,
        }
    }

    /// Where to post jobs.
    pub fn post(&self) -> Post<A::Job> {
        let sender = self.sender.clone();
        Post(Arc::new(move |job, full| match full {
            Full::Refuse => sender.try_send(Mail::Job(job)).map_err(|_| Busy),
            Full::Wait => sender.send(Mail::Job(job)).map_err(|_| Busy),
        }))
    }

    /// The time that the session is told.
    pub fn now(&self) -> Instant {
        self.time.now()
    }

    /// Drives the session on a transport until one of them ends, and closes the transport.
    pub fn run<T: Transport<Addr = S::Addr>>(&mut self, transport: &T) -> Ended<A::Exit> {
        thread::scope(|scope| {
            let sender = self.sender.clone();
            scope.spawn(move || read(transport, &sender));
            self.reader_ended = false;
            if T::IS_DUPLEX {
                let (writer, pieces) = sync_channel(1);
                let sender = self.sender.clone();
                scope.spawn(move || write(transport, &pieces, &sender));
                self.writer = Some(writer);
            }
            let ended = self.serve(Some(transport), None);
            self.app.ended(&mut self.session, self.time.now());
            self.take_events();
            transport.close();
            self.writer = None;
            self.reader_ended |= self.held.drain(..).any(|mail| matches!(mail, Mail::End(_)));
            // Both threads may wait for room. Their last letters come when they are done.
            while !self.reader_ended || self.is_writing {
                match self.mail.recv() {
                    Ok(Mail::Job(job)) => self.jobs.push_back(job),
                    Ok(Mail::Input(..)) => {}
                    Ok(Mail::Written(_)) => self.is_writing = false,
                    Ok(Mail::End(_)) => self.reader_ended = true,
                    // There is a sender here.
                    Err(_) => break,
                }
            }
            ended
        })
    }

    /// Drives the session without a transport: only its timers, and jobs.
    pub fn idle<T: Transport<Addr = S::Addr>>(&mut self, until: Option<Instant>) -> Ended<A::Exit> {
        self.serve::<T>(None, until)
    }

    /// Drives the session in this thread alone, until the session or the transport ends: it costs
    /// less for each datagram, and timers and jobs have to wait for up to as long as
    /// [`receive_soon`](Soon::receive_soon) does.
    pub fn run_alone<T: Soon<Addr = S::Addr>>(&mut self, transport: &T) -> Ended<A::Exit> {
        let mut input = vec![0; T::LONGEST];
        let exit = loop {
            let received = transport.receive_soon(&mut input);
            // All of it happens at once, since to look at the clock costs something, too.
            let now = self.time.now();
            let taken = match received {
                Ok(Some((len, from))) => {
                    let bytes = input.get(..len).unwrap_or_default();
                    self.take_input(Some(now), Some(transport), from, bytes)
                }
                Ok(None) => {
                    self.session.handle_timeout(now);
                    self.take_events();
                    Ok(())
                }
                Err(error) => Err(error),
            };
            if let Err(error) = taken {
                return Ended::Broken(error);
            }
            while let Ok(Mail::Job(job)) = self.mail.try_recv() {
                self.jobs.push_back(job);
            }
            if let ControlFlow::Break(exit) = self.perform_jobs(now) {
                break exit;
            }
            if let Err(error) = self.send(Some(now), transport) {
                return Ended::Broken(error);
            }
            if let ControlFlow::Break(exit) = self.app.tick(&mut self.session, now) {
                break exit;
            }
        };
        self.app.ended(&mut self.session, self.time.now());
        self.take_events();
        // What it has just been told to send is sent.
        let _ = self.send(None, transport);
        Ended::Exit(exit)
    }

    /// Does what there is to do, and says how much there was.
    fn perform_jobs(&mut self, now: Instant) -> ControlFlow<A::Exit, usize> {
        let mut done = 0;
        while let Some(job) = self.jobs.pop_front() {
            done += 1;
            self.app.perform(&mut self.session, now, job)?;
            self.take_events();
        }
        ControlFlow::Continue(done)
    }

    fn serve<T: Transport<Addr = S::Addr>>(
        &mut self,
        transport: Option<&T>,
        until: Option<Instant>,
    ) -> Ended<A::Exit> {
        loop {
            let now = self.time.now();
            if let ControlFlow::Break(exit) = self.app.tick(&mut self.session, now) {
                return Ended::Exit(exit);
            }
            self.session.handle_timeout(now);
            self.take_events();
            let mut done = match self.perform_jobs(now) {
                ControlFlow::Continue(done) => done,
                ControlFlow::Break(exit) => {
                    // What it has just been told to send is sent.
                    let _ = transport.map(|transport| self.send_all(transport));
                    return Ended::Exit(exit);
                }
            };
            if let Some(transport) = transport {
                match self.send(None, transport) {
                    Ok(sent) => done += sent,
                    Err(error) => return Ended::Broken(error),
                }
            }
            if done > 0 {
                // The program may have waited for just that.
                continue;
            }
            if until.is_some_and(|until| until <= self.time.now()) {
                return Ended::Elapsed;
            }
            match self.next_mail(until) {
                None => {}
                Some(Mail::Job(job)) => self.jobs.push_back(job),
                Some(Mail::Input(from, bytes)) => {
                    if let Err(error) = self.take_input(None, transport, from, &bytes) {
                        return Ended::Broken(error);
                    }
                }
                Some(Mail::Written(written)) => {
                    if let Err(error) = self.written(written) {
                        return Ended::Broken(error);
                    }
                }
                Some(Mail::End(end)) => {
                    self.reader_ended = true;
                    return end.map_or_else(Ended::Broken, |()| Ended::Closed);
                }
            }
        }
    }

    /// Sleeps until there is mail or a timer is due.
    fn next_mail(&mut self, until: Option<Instant>) -> Option<Mail<A::Job, S::Addr>> {
        let wants_input = self.app.wants_input();
        if wants_input && let Some(mail) = self.held.pop_front() {
            return Some(mail);
        }
        let timers = [self.session.poll_timeout(), self.app.next_tick(), until];
        let next = timers.into_iter().flatten().min();
        // What is due may be something to be sent, which has to wait.
        let next = match self.is_writing {
            true => next.map(|next| next.max(self.time.now() + HELD)),
            false => next,
        };
        let mail = match next {
            // With more of it, whoever reads the socket waits.
            _ if self.held.len() >= MAX_MAIL && !self.is_writing => {
                let soon = self.time.now() + HELD;
                thread::sleep(self.time.until(next.map_or(soon, |next| next.min(soon))));
                None
            }
            // It cannot be disconnected: there is a sender here.
            Some(next) => self.mail.recv_timeout(self.time.until(next)).ok(),
            None => self.mail.recv().ok(),
        };
        match mail {
            Some(mail @ (Mail::Input(..) | Mail::End(_))) if !wants_input => {
                self.held.push_back(mail);
                None
            }
            mail => mail,
        }
    }

    /// At this time, or whenever it gets that far.
    fn take_input<T: Transport<Addr = S::Addr>>(
        &mut self,
        fixed: Option<Instant>,
        transport: Option<&T>,
        from: S::Addr,
        bytes: &[u8],
    ) -> io::Result<()> {
        self.app.received(from, bytes);
        let mut rest = bytes;
        loop {
            let now = fixed.unwrap_or_else(|| self.time.now());
            let accepted = self.session.handle_input(now, from, rest);
            rest = rest.get(accepted..).unwrap_or_default();
            let events = self.take_events();
            if rest.is_empty() {
                return Ok(());
            }
            // It may wait until what it has to send has left.
            let send = |transport| self.send(fixed, transport);
            if accepted == 0 && events == 0 && transport.map_or(Ok(0), send)? == 0 {
                if !self.is_writing {
                    return Err(io::Error::other("the session takes no more input"));
                }
                self.wait_until_written()?;
            }
        }
    }

    /// Says how many there were.
    fn take_events(&mut self) -> usize {
        let mut events = 0;
        while let Some(event) = self.session.poll_event() {
            self.app.event(event, &mut self.jobs);
            events += 1;
        }
        events
    }

    /// Says how many pieces there were. While one is being sent by a thread of its own, there is none.
    fn send<T: Transport<Addr = S::Addr>>(
        &mut self,
        fixed: Option<Instant>,
        transport: &T,
    ) -> io::Result<usize> {
        let mut sent = 0;
        self.buffer.resize(self.buffer.len().max(T::PIECE), 0);
        while !self.is_writing {
            let now = fixed.unwrap_or_else(|| self.time.now());
            match self.session.poll_transmit(now, &mut self.buffer) {
                Ok(None) => break,
                Ok(Some(transmit)) => {
                    let bytes = self.buffer.get(..transmit.len).unwrap_or_default();
                    match &self.writer {
                        // It has room, as it is sending nothing else.
                        Some(writer) => {
                            self.is_writing = writer.send((transmit.to, bytes.to_vec())).is_ok();
                        }
                        None => {
                            transport.send(bytes, transmit.to)?;
                            self.session.transmitted(fixed.unwrap_or_else(|| self.time.now()));
                        }
                    }
                    self.app.sent(transmit.to, bytes);
                    sent += 1;
                }
                // A datagram that is longer than usual.
                Err(short) => self.buffer.resize(short.needed, 0),
            }
        }
        Ok(sent)
    }

    /// Sends all there is to send, and waits until it has left.
    fn send_all<T: Transport<Addr = S::Addr>>(&mut self, transport: &T) -> io::Result<()> {
        while self.is_writing || self.send(None, transport)? > 0 {
            self.wait_until_written()?;
        }
        Ok(())
    }

    fn wait_until_written(&mut self) -> io::Result<()> {
        while self.is_writing {
            match self.mail.recv() {
                Ok(Mail::Written(written)) => self.written(written)?,
                Ok(Mail::Job(job)) => self.jobs.push_back(job),
                Ok(mail) => self.held.push_back(mail),
                // There is a sender here.
                Err(_) => break,
            }
        }
        Ok(())
    }

    fn written(&mut self, written: io::Result<()>) -> io::Result<()> {
        self.is_writing = false;
        self.session.transmitted(self.time.now());
        written
    }
}

impl<S: Session, A: App<S>> fmt::Debug for Driver<S, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("time", &self.time).finish_non_exhaustive()
    }
}

/// Reads until nothing more comes. The last letter says why.
fn read<T: Transport, J>(transport: &T, sender: &SyncSender<Mail<J, T::Addr>>) {
    let mut buffer = vec![0; T::LONGEST];
    let end = loop {
        match transport.receive(&mut buffer) {
            Ok(None) => break Ok(()),
            Ok(Some((len, from))) => {
                let bytes = buffer.get(..len).unwrap_or_default().to_vec();
                if sender.send(Mail::Input(from, bytes)).is_err() {
                    break Ok(());
                }
            }
            Err(error) => break Err(error),
        }
    };
    // If nobody listens any more, nobody asks.
    let _ = sender.send(Mail::End(end));
}

/// Sends until there is nothing more, and says each time when it is done.
fn write<T: Transport, J>(
    transport: &T,
    pieces: &Receiver<(T::Addr, Vec<u8>)>,
    sender: &SyncSender<Mail<J, T::Addr>>,
) {
    while let Ok((to, bytes)) = pieces.recv() {
        if sender.send(Mail::Written(transport.send(&bytes, to))).is_err() {
            return;
        }
    }
}
