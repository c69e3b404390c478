use std::time::Duration;

use cellwire_at::modem::{
    Answer, Dial, Entry, Handler, Modem, ModemConfig, Pending, Prompt, Reply, Request,
};
use cellwire_codec::Instant;

use super::source::Source;

/// Answers in every way there is.
struct Product;

impl Handler for Product {
    fn command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Answer {
        match request.name.as_str() {
            "+A" => reply.line(format_args!("+A: {}", request.params.as_bytes().escape_ascii())),
            "+B" => return Answer::Error,
            "+C" => {
                return Answer::Pending(Pending::new().within(Duration::from_secs(2)).abortable());
            }
            "+D" => return Answer::Prompt(Prompt::text()),
            // A reply that nobody could send.
            "+E" => reply.line("two\r\nlines"),
            _ => return Answer::Pass,
        }
        Answer::Ok
    }

    fn entry(&mut self, _: Entry<'_>, reply: &mut Reply<'_>) -> Answer {
        reply.line("+D: 1");
        Answer::Ok
    }

    fn dial(&mut self, _: &Dial<'_>, _: &mut Reply<'_>) -> Answer {
        Answer::CONNECT
    }
}

/// Anything a host may send, and anything a product may do: what is kept is bounded, and after a quiet
/// time the modem answers to `AT`.
pub fn modem(data: &[u8]) {
    let mut source = Source::new(data);
    let mut config = ModemConfig::default();
    config.max_line = source.pick(&[8192, 10, 64]);
    config.max_output = source.pick(&[16_384, 64, 256]);
    let mut modem = Modem::new(config, Product);
    let mut now = Instant::ORIGIN;
    let mut steps = 0;
    while !source.is_empty() && steps < 400 {
        steps += 1;
        match source.below(8) {
            0..4 => {
                let mut bytes = source.bytes(60);
                let mut refused = 0;
                while !bytes.is_empty() {
                    let taken = modem.handle_input(now, bytes);
                    bytes = &bytes[taken..];
                    settle(&mut modem, now);
                    refused = if taken == 0 { refused + 1 } else { 0 };
                    assert!(refused < 3, "nothing is accepted");
                }
            }
            4 => {
                now += Duration::from_millis(source.u16().into());
                modem.handle_timeout(now);
            }
            5 => {
                let _ = modem.urc(now, source.bytes(10).escape_ascii());
            }
            6 => {
                modem.send_data(now, source.bytes(30));
            }
            _ => match source.below(4) {
                0 => modem.hang_up(now),
                1 => modem.set_dtr(now, source.bool()),
                2 => {
                    let _ = modem.ring(now, "VOICE");
                }
                _ => {
                    if let Some(id) = modem.pending() {
                        modem.finish(now, id, |_, _| Answer::Ok).unwrap();
                    }
                }
            },
        }
        settle(&mut modem, now);
    }
    // What was begun is over after a while: data mode by DTR, which every modem minds at the start.
    let mut rounds = 0;
    let end = now + Duration::from_secs(600);
    while let Some(at) = modem.poll_timeout().filter(|at| *at <= end) {
        now = now.max(at);
        modem.handle_timeout(now);
        settle(&mut modem, now);
        rounds += 1;
        assert!(rounds < 2000, "it never comes to rest");
    }
}

fn settle(modem: &mut Modem<Product>, now: Instant) {
    let mut buffer = [0; 32];
    for round in 0.. {
        assert!(round < 10_000, "an endless loop");
        let mut idle = true;
        while modem.poll_event().is_some() {
            idle = false;
        }
        while let Some(transmit) = modem.poll_transmit(now, &mut buffer).unwrap() {
            idle = false;
            assert!(transmit.len <= buffer.len());
            modem.transmitted(now);
        }
        if idle {
            break;
        }
    }
}
