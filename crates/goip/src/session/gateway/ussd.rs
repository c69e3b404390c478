use alloc::vec::Vec;

use super::commands::{Answered, NOT_REGISTERED, Outcome};
use super::event::{LineAddr, UssdAnswer};
use super::news::News;
use super::{Gateway, Timer, debug, encode};
use crate::message::UssdReply;
use crate::{GatewayMessage, Text};

/// The longest code, in bytes: what a USSD message of the network holds.
const MAX_CODE_LEN: usize = 182;

/// The last USSD code of a line. A device answers every request whose number is not above the last
/// one with the last answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Ussd {
    last: Option<Last>,
}

#[derive(Clone, Debug)]
struct Last {
    sendid: i64,
    from: LineAddr,
    /// `None` as long as the network has not answered.
    answer: Option<Vec<u8>>,
}

/// # USSD
impl Gateway {
    /// The mobile network answers the USSD code of a line. Says whether one was open; an answer that
    /// cannot be written, for which 4096 bytes have to do, leaves it open, and is none.
    pub fn answer_ussd(&mut self, line: usize, answer: UssdAnswer<'_>) -> bool {
        let Some(place) = self.lines.get_mut(line) else { return false };
        let Some(last) = place.run.ussd.last.as_mut().filter(|last| last.answer.is_none()) else {
            return false;
        };
        let (sendid, to) = (last.sendid, last.from);
        let message = match answer {
            UssdAnswer::Reply(msg) => GatewayMessage::Ussd(UssdReply { sendid, msg }),
            UssdAnswer::Error(msg) => GatewayMessage::UssdError(UssdReply { sendid, msg }),
            UssdAnswer::Exit => GatewayMessage::UssdExit { sendid },
        };
        let Ok(answer) = encode(&message) else { return false };
        last.answer = Some(answer.clone());
        self.timers.cancel(&Timer::Ussd(line));
        self.answer_with(to, answer);
        true
    }

    pub(super) fn on_ussd(&mut self, from: LineAddr, sendid: i64, code: Text<'_>) -> Outcome {
        let line = from.line;
        let place = &mut self.lines[line];
        if let Some(last) = &mut place.run.ussd.last {
            if sendid <= last.sendid {
                debug!("line {line}: USSD {sendid} is answered as {}", last.sendid);
                last.from = from;
                if let Some(answer) = last.answer.clone() {
                    self.answer_with(from, answer);
                }
                return Ok(Answered::Otherwise);
            }
            if last.answer.is_none() {
                return Err("busy");
            }
        }
        if !place.is_registered() {
            return Err(NOT_REGISTERED);
        }
        if code.is_empty() || code.len() > MAX_CODE_LEN {
            return Err("invalid code");
        }
        place.run.ussd.last = Some(Last { sendid, from, answer: None });
        self.timers.set(Timer::Ussd(line), self.now + self.config.ussd_timeout);
        self.stats.commands += 1;
        self.feed.push(line, News::Ussd { code: code.as_bytes().to_vec() });
        Ok(Answered::Otherwise)
    }

    pub(super) fn serve_ussd(&mut self, line: usize) {
        self.answer_ussd(line, UssdAnswer::Error("timeout".into()));
    }

    /// The server ends the dialogue. A code that is open will not be answered otherwise.
    pub(super) fn exit_ussd(&mut self, line: usize, sendid: i64) {
        self.answer_ussd(line, UssdAnswer::Exit);
        // A late copy of a code from before is not to begin a dialogue.
        if let Some(last) = &mut self.lines[line].run.ussd.last
            && last.sendid < sendid
        {
            last.sendid = sendid;
            last.answer = encode(&GatewayMessage::UssdExit { sendid }).ok();
        }
    }
}
