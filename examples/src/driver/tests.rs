use core::time::Duration;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use cellwire_codec::{BufferTooShort, Transmit};

use super::*;
use crate::sync::locked;

/// Takes three bytes at most while there is an event, and says each of them back twice, in datagrams
/// of ten bytes.
#[derive(Default)]
struct Slow {
    event: Option<Vec<u8>>,
    out: Vec<u8>,
    ticks: u32,
    tick_at: Option<Instant>,
}

impl Session for Slow {
    type Addr = ();
    type Event<'a> = Vec<u8>;

    fn handle_input(&mut self, _: Instant, (): (), bytes: &[u8]) -> usize {
        if self.event.is_some() {
            return 0;
        }
        let taken = &bytes[..bytes.len().min(3)];
        self.event = Some(taken.to_vec());
        self.out.extend(taken.repeat(2));
        taken.len()
    }

    fn handle_timeout(&mut self, now: Instant) {
        if self.tick_at.is_some_and(|at| at <= now) {
            self.ticks += 1;
            self.tick_at = (self.ticks < 3).then(|| now + Duration::from_millis(5));
        }
    }

    fn poll_transmit(
        &mut self,
        _: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<()>>, BufferTooShort> {
        if self.out.is_empty() {
            return Ok(None);
        }
        let len = self.out.len().min(10);
        let available = buffer.len();
        let Some(place) = buffer.get_mut(..len) else {
            return Err(BufferTooShort { needed: len, available });
        };
        place.copy_from_slice(&self.out[..len]);
        self.out.drain(..len);
        Ok(Some(Transmit { len, to: () }))
    }

    fn transmitted(&mut self, _: Instant) {}

    fn poll_event(&mut self) -> Option<Vec<u8>> {
        self.event.take()
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.tick_at
    }
}

#[derive(Default)]
struct Collect {
    events: Vec<u8>,
    ended: bool,
}

impl App<Slow> for Collect {
    type Job = &'static str;
    type Exit = &'static str;

    fn event(&mut self, event: Vec<u8>, _: &mut VecDeque<&'static str>) {
        self.events.extend(event);
    }

    fn perform(
        &mut self,
        session: &mut Slow,
        now: Instant,
        job: &'static str,
    ) -> ControlFlow<&'static str> {
        match job {
            "tick" => session.tick_at = Some(now),
            "exit" => return ControlFlow::Break("as told"),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn ended(&mut self, _: &mut Slow, _: Instant) {
        self.ended = true;
    }
}

/// What the test sends and receives.
struct Pipe {
    input: Mutex<Receiver<Vec<u8>>>,
    close: Mutex<Option<Sender<Vec<u8>>>>,
    output: Sender<Vec<u8>>,
}

impl Transport for Pipe {
    type Addr = ();
    const PIECE: usize = 4;
    const LONGEST: usize = 100;

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, ())>> {
        let Ok(bytes) = locked(&self.input).recv() else { return Ok(None) };
        if bytes.is_empty() {
            return Ok(None);
        }
        buffer[..bytes.len()].copy_from_slice(&bytes);
        Ok(Some((bytes.len(), ())))
    }

    fn send(&self, bytes: &[u8], (): ()) -> io::Result<()> {
        self.output.send(bytes.to_vec()).map_err(io::Error::other)
    }

    fn close(&self) {
        if let Some(sender) = locked(&self.close).take() {
            let _ = sender.send(Vec::new());
        }
    }
}

fn pipe() -> (Pipe, Sender<Vec<u8>>, Receiver<Vec<u8>>) {
    let ((input, receiver), (output, sent)) = (channel(), channel());
    let close = Mutex::new(Some(input.clone()));
    (Pipe { input: Mutex::new(receiver), close, output }, input, sent)
}

#[test]
fn what_is_accepted_in_part_is_offered_again() {
    let mut driver = Driver::new(Slow::default(), Collect::default(), Time::start());
    let (pipe, input, sent) = pipe();
    input.send(b"hello, ".to_vec()).unwrap();
    input.send(b"world".to_vec()).unwrap();
    input.send(Vec::new()).unwrap();
    assert!(matches!(driver.run(&pipe), Ended::Closed));
    assert_eq!(driver.app.events, b"hello, world");
    assert!(driver.app.ended);
    drop(pipe);
    // Datagrams that did not fit the buffer at first.
    let sent: Vec<_> = sent.iter().collect();
    assert!(sent.iter().any(|piece| piece.len() > Pipe::PIECE));
    assert_eq!(sent.concat(), b"helhello,lo,  worworldld");
}

#[test]
fn jobs_and_timers_wake_it() {
    let mut driver = Driver::new(Slow::default(), Collect::default(), Time::start());
    let post = driver.post();
    let (pipe, _input, _sent) = pipe();
    let ended = thread::scope(|scope| {
        scope.spawn(|| {
            post.send("tick").unwrap();
            thread::sleep(Duration::from_millis(50));
            post.send("exit").unwrap();
        });
        driver.run(&pipe)
    });
    assert!(matches!(ended, Ended::Exit("as told")));
    assert_eq!(driver.session.ticks, 3);

    let until = driver.now() + Duration::from_millis(10);
    assert!(matches!(driver.idle::<Pipe>(Some(until)), Ended::Elapsed));
    post.send("exit").unwrap();
    assert!(matches!(driver.idle::<Pipe>(None), Ended::Exit(_)));
    drop(driver);
    assert_eq!(post.send("exit"), Err(Busy));
}

/// A peer that reads nothing until the loop has taken so much of what it sends.
struct Stubborn {
    letters: Mutex<u32>,
    has_sent: Mutex<Sender<()>>,
    all_sent: Mutex<Receiver<()>>,
}

/// More than wait for a loop.
const LETTERS: u32 = 4 * MAX_MAIL as u32;

impl Transport for Stubborn {
    type Addr = ();
    const PIECE: usize = 4;
    const LONGEST: usize = 100;
    const IS_DUPLEX: bool = true;

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, ())>> {
        let mut letters = locked(&self.letters);
        *letters += 1;
        if *letters > LETTERS {
            let _ = locked(&self.has_sent).send(());
            return Ok(None);
        }
        buffer[0] = b'x';
        Ok(Some((1, ())))
    }

    fn send(&self, _: &[u8], (): ()) -> io::Result<()> {
        if *locked(&self.letters) > LETTERS {
            return Ok(());
        }
        let wait = locked(&self.all_sent).recv_timeout(Duration::from_secs(20));
        wait.map_err(io::Error::other)
    }

    fn close(&self) {}
}

#[test]
fn it_reads_while_it_waits_until_something_is_sent() {
    let mut driver = Driver::new(Slow::default(), Collect::default(), Time::start());
    let (has_sent, all_sent) = channel();
    let transport = Stubborn {
        letters: Mutex::new(0),
        has_sent: Mutex::new(has_sent),
        all_sent: Mutex::new(all_sent),
    };
    assert!(matches!(driver.run(&transport), Ended::Closed));
    assert_eq!(driver.app.events.len(), LETTERS as usize);
}
