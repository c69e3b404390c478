use alloc::vec::Vec;

use cellwire_codec::Instant;

use super::bulk::{MAX_NUMBER_LEN, SendState, SessionKey};
use super::config::Network;
use super::event::{LineAddr, SubmissionId};
use super::news::News;
use super::{Gateway, Timer, debug};
use crate::Text;
use crate::message::{CmsError, DeliveryState, EventBody};

/// How many SMS may wait on a line to be sent.
const MAX_QUEUED: usize = 64;
/// How many delivery reports may wait on a line for their time.
const MAX_DELIVERIES: usize = 256;

const CONGESTION: CmsError = CmsError(42);
const NO_NETWORK_SERVICE: CmsError = CmsError(331);

/// An SMS that is to go to the network.
#[derive(Clone, Debug)]
pub(super) struct Submission {
    id: SubmissionId,
    origin: Origin,
    number: Vec<u8>,
    text: Vec<u8>,
    sms_no: u8,
    /// What will go wrong.
    fails: Option<CmsError>,
}

/// Who has submitted an SMS.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    pub(super) key: SessionKey,
    pub(super) telid: i64,
    /// Whether it belongs to a session.
    pub(super) is_bulk: bool,
}

/// A delivery report that comes when the time is up.
#[derive(Clone, Debug)]
pub(super) struct Delivery {
    due: Instant,
    sms_no: u8,
    number: Vec<u8>,
}

/// # The mobile network
impl Gateway {
    /// The mobile network has taken an SMS, or refused it. Says whether the line was waiting for
    /// that, as it does if the application [is the network](Network::Application).
    pub fn submitted(&mut self, submission: SubmissionId, result: Result<(), CmsError>) -> bool {
        if self.config.network != Network::Application {
            return false;
        }
        let is_it = |submitting: &Submission| submitting.id == submission;
        let line =
            self.lines.iter().position(|line| line.run.submitting.as_ref().is_some_and(is_it));
        let Some(line) = line else { return false };
        self.finish_submission(line, result);
        self.submit_next(line);
        true
    }

    /// A line is registered with the mobile network, or not: then SMS are refused with `GSM_LOGOUT`.
    pub fn set_registered(&mut self, line: usize, registered: bool) {
        if let Some(line) = self.lines.get_mut(line) {
            line.has_network = registered;
        }
    }

    /// The signal of a line is another: 0 to 31, or 99 for unknown. Keepalives say it. Says whether
    /// there is such a line, and such a signal.
    pub fn set_signal(&mut self, line: usize, signal: u8) -> bool {
        let line = self.lines.get_mut(line).filter(|_| matches!(signal, 0..=31 | 99));
        line.map(|line| line.card.signal = signal).is_some()
    }

    /// Takes an SMS that the line will send when its turn comes, and says what is to be remembered
    /// of it: also that it was not taken, so that no copy is taken later.
    pub(super) fn enqueue(
        &mut self,
        origin: Origin,
        number: Text<'_>,
        text: Vec<u8>,
    ) -> (SubmissionId, SendState) {
        self.last_submission += 1;
        let id = SubmissionId(self.last_submission);
        if number.is_empty() || number.len() > MAX_NUMBER_LEN {
            return (id, SendState::Failed(CmsError::UNASSIGNED_NUMBER));
        }
        let queue = &mut self.lines[origin.key.line].run.queue;
        if queue.len() >= MAX_QUEUED {
            return (id, SendState::Failed(CONGESTION));
        }
        let number = number.as_bytes().to_vec();
        queue.push_back(Submission { id, origin, number, text, sms_no: 0, fails: None });
        (id, SendState::Waiting)
    }

    /// Gives the next SMS of a line to the network, if none is under way.
    pub(super) fn submit_next(&mut self, line: usize) {
        while self.lines[line].run.submitting.is_none() {
            let place = &mut self.lines[line];
            let Some(mut sms) = place.run.queue.pop_front() else { return };
            sms.fails = match self.config.faults.errorstatus {
                None if !place.is_registered() => Some(NO_NETWORK_SERVICE),
                errorstatus => errorstatus,
            };
            if sms.fails.is_none() {
                sms.sms_no = place.next_sms_no;
                place.next_sms_no = place.next_sms_no.wrapping_add(1);
                self.stats.submitted += 1;
                let news = News::Submit {
                    submission: sms.id,
                    sms_no: sms.sms_no,
                    number: sms.number.clone(),
                    text: core::mem::take(&mut sms.text),
                };
                self.feed.push(line, news);
            }
            let fails = sms.fails;
            place.run.submitting = Some(sms);
            match (self.config.network, fails) {
                (Network::Automatic(time), _) => {
                    self.timers.set(Timer::Submission(line), self.now + time);
                }
                (Network::Application, Some(error)) => self.finish_submission(line, Err(error)),
                (Network::Application, None) => {}
            }
        }
    }

    /// The network has had its time.
    pub(super) fn serve_submission(&mut self, line: usize) {
        let fails = self.lines[line].run.submitting.as_ref().and_then(|sms| sms.fails);
        self.finish_submission(line, fails.map_or(Ok(()), Err));
        self.submit_next(line);
    }

    fn finish_submission(&mut self, line: usize, result: Result<(), CmsError>) {
        let Some(sms) = self.lines[line].run.submitting.take() else { return };
        let state = match result {
            Ok(()) => {
                SendState::Sent { sms_no: self.config.delivery_reports.then_some(sms.sms_no) }
            }
            Err(error) => SendState::Failed(error),
        };
        debug!("line {line}: submission {} is {state:?}", sms.id);
        self.note_outcome(sms.origin, sms.id, state);
        if let (Ok(()), Network::Automatic(time)) = (result, self.config.network)
            && self.config.delivery_reports
        {
            let delivery =
                Delivery { due: self.now + time, sms_no: sms.sms_no, number: sms.number };
            let deliveries = &mut self.lines[line].run.deliveries;
            if deliveries.len() < MAX_DELIVERIES {
                deliveries.push_back(delivery);
            }
            self.await_delivery(line);
        }
    }

    /// Remembers what became of a submission, and says it, if somebody still wants to know.
    fn note_outcome(&mut self, origin: Origin, id: SubmissionId, state: SendState) {
        let Origin { key, telid, is_bulk } = origin;
        let entry = if is_bulk {
            self.session_entry(&key, telid)
        } else {
            self.lines[key.line].run.one_shots.entry(&key, telid)
        };
        let Some(entry) = entry else { return };
        // Where each request submits anew, the last one counts.
        if entry.submission == id {
            entry.state = state;
        }
        let to = LineAddr { line: key.line, peer: entry.peer };
        if self.config.announce_outcomes {
            self.say_state(to, key.sendid, telid, state);
        }
    }

    fn await_delivery(&mut self, line: usize) {
        if let Some(next) = self.lines[line].run.deliveries.front() {
            self.timers.set(Timer::Delivery(line), next.due);
        }
    }

    pub(super) fn serve_delivery(&mut self, line: usize) {
        while let Some(next) = self.lines[line].run.deliveries.front()
            && next.due <= self.now
        {
            let Some(delivery) = self.lines[line].run.deliveries.pop_front() else { return };
            let event = EventBody::Deliver {
                sms_no: delivery.sms_no.into(),
                state: DeliveryState::DELIVERED,
                num: Some(Text::new(&delivery.number)),
            };
            self.tell_server(line, event);
        }
        self.await_delivery(line);
    }
}
