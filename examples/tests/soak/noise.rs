use core::num::NonZeroUsize;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use cellwire_examples::at::modem::{Fault, ModelName, Order, Remote, ResultOrder};

use crate::random::Random;
use crate::rig::Mode;

/// What else happens to a modem while it passes data on: another piece length every now and then, and what
/// it tells unasked.
#[derive(Debug)]
pub(crate) struct Noise {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Noise {
    pub(crate) fn start(remote: Remote, seed: u64, mode: &Mode) -> Self {
        let (model, pause) = (mode.model, mode.pause);
        // In data mode nothing comes in between.
        let is_telling = !mode.is_transparent();
        let stop = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&stop);
        let mut random = Random::new(seed);
        let thread = thread::spawn(move || {
            let mut messages = 0;
            while !is_over.load(Ordering::Relaxed) {
                let order = match random.below(3) {
                    0 => Order::Fault(Some(fault(&mut random, model))),
                    _ if is_telling => news(&mut random, &mut messages),
                    _ => Order::Fault(Some(pieces(&mut random))),
                };
                // There may be no call to be ended.
                let _ = remote.order(order);
                thread::sleep(Duration::from_millis(1 + random.below(2 * pause) as u64));
            }
        });
        Self { stop, thread }
    }

    pub(crate) fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap();
    }
}

/// How many messages the store of the modem has room for, and some.
const MESSAGES: usize = 8;

/// What a modem tells at once.
fn news(random: &mut Random, messages: &mut usize) -> Order {
    match random.below(8) {
        0 => Order::Ring { number: "+15551234567".into() },
        1 => Order::Hangup,
        2 if *messages < MESSAGES => {
            *messages += 1;
            Order::Sms { from: "Bank".into(), text: "OK\r\n> +++".into() }
        }
        3 => Order::Ussd { text: "CLOSED".into() },
        4 => Order::Signal(random.below(32) as u8),
        // At home, and roaming.
        _ => Order::Registration(if random.is_one_in(2) { 1 } else { 5 }),
    }
}

fn fault(random: &mut Random, model: ModelName) -> Fault {
    let len = |len: usize| NonZeroUsize::new(len).unwrap();
    match random.below(4) {
        0 => Fault::Slow(Duration::from_micros(random.below(3000) as u64)),
        // What was not taken has to be sent once more. On an L610 it stays in the modem.
        1 if random.is_one_in(2) => Fault::Short(len(random.len(1500))),
        1 => Fault::Short(len(usize::MAX)),
        // The second `OK` of an L610 is missing then, and each command waits for it for a second.
        2 if model == ModelName::A76xx && random.is_one_in(2) => {
            Fault::Order(ResultOrder::ResultFirst)
        }
        2 => Fault::Order(ResultOrder::OkFirst),
        _ => pieces(random),
    }
}

/// Between two pieces there is a pause, so there are not to be too many.
fn pieces(random: &mut Random) -> Fault {
    let least = if random.is_one_in(6) { 7 } else { 150 };
    Fault::Pieces(NonZeroUsize::new(least + random.len(3000)).unwrap())
}
