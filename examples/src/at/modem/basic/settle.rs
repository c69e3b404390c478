//! What a modem does without being asked.

use cellwire_at::modem::{Handler, Modem};
use cellwire_codec::Instant;

use super::BasicModem;
use super::agenda::Effect;
use crate::notice::Notice;

/// Does what is due, has the session send what the host did not ask for, and hands what happened to
/// `tell`. Call it after each input, and when [`next_timeout`] says so.
pub fn settle<H>(modem: &mut Modem<H>, now: Instant, mut tell: impl FnMut(Notice))
where
    H: Handler + AsMut<BasicModem>,
{
    modem.handler_mut().as_mut().serve(now);
    while let Some(effect) = modem.handler_mut().as_mut().effects.pop_front() {
        // Whatever cannot be sent was wrong from the beginning, and is not needed to go on.
        match effect {
            Effect::Lines(lines) => {
                let _ = modem.urcs(now, |to| lines.iter().for_each(|line| to.bytes(line)));
            }
            Effect::Ring => {
                let _ = modem.ring(now, "VOICE");
            }
            Effect::NoCarrier if modem.settings().verbose => {
                let _ = modem.urc(now, "NO CARRIER");
            }
            Effect::NoCarrier => {
                let _ = modem.urcs(now, |to| to.raw(b"3\r"));
            }
            Effect::HangUp => modem.hang_up(now),
            Effect::Finish { command, lines, answer } => {
                // The host may have broken it off.
                let _ = modem.finish(now, command, |_, reply| {
                    lines.iter().for_each(|line| reply.line(line));
                    answer
                });
            }
            Effect::Notice(notice) => tell(notice),
        }
    }
}

/// When to call [`settle`] at the latest.
pub fn next_timeout<H: Handler + AsRef<BasicModem>>(modem: &Modem<H>) -> Option<Instant> {
    modem.handler().as_ref().agenda.next()
}
