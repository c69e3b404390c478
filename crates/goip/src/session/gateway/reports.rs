use alloc::vec::Vec;
use core::ops::RangeInclusive;

use cellwire_codec::{Expired, SecretBuf};

use super::event::{ReportError, ReportId};
use super::keepalive::encode_keepalive;
use super::line::{Line, state_text};
use super::news::News;
use super::{Due, Gateway, check_len, debug, encode};
use crate::message::{ChannelState, Event, EventAck, EventBody, Receive};
use crate::{Fields, GatewayMessage};

/// How many events of a line are under way at once.
const WINDOW: usize = 4;
/// The longest state of a line.
const MAX_STATE: usize = 1024;

/// An event that the server has not acknowledged.
#[derive(Clone, Debug)]
pub(super) struct Report {
    id: ReportId,
    recvid: i64,
    verb: Vec<u8>,
    /// It holds the password of the line.
    datagram: SecretBuf,
    /// Whether it is due, and has not been polled.
    is_owed: bool,
    was_sent: bool,
}

/// In the order in which the events of a line were told.
pub(super) type ReportKey = (usize, ReportId);

const fn of_line(line: usize) -> RangeInclusive<ReportKey> {
    (line, ReportId(0))..=(line, ReportId(u64::MAX))
}

impl Line {
    /// The next event of the line.
    fn event<'a>(&'a self, body: EventBody<'a>, fields: Fields<'a>) -> Event<'a> {
        Event {
            recvid: self.run.next_event,
            id: self.card.id.as_str().into(),
            password: self.card.password.as_secret(),
            body,
            fields,
        }
    }
}

/// # Events
impl Gateway {
    /// Tells the server of something; it is sent again until it is acknowledged.
    ///
    /// # Errors
    ///
    /// There is no such line, it is rebooting, too many events wait, or the event cannot be written,
    /// which may take 4096 bytes.
    pub fn report(&mut self, line: usize, event: EventBody<'_>) -> Result<ReportId, ReportError> {
        self.report_with(line, event, Fields::EMPTY)
    }

    /// As [`report`](Self::report), with fields behind it: for [`EventBody::Other`], which has none
    /// of its own.
    ///
    /// # Errors
    ///
    /// As for [`report`](Self::report).
    pub fn report_with(
        &mut self,
        line: usize,
        event: EventBody<'_>,
        fields: Fields<'_>,
    ) -> Result<ReportId, ReportError> {
        let limit = self.config.max_events;
        let pending = self.pending_reports(line);
        let place = self.lines.get_mut(line).ok_or(ReportError::NoLine { line })?;
        if place.run.is_off {
            return Err(ReportError::Rebooting);
        }
        if pending >= limit {
            return Err(ReportError::Full { limit });
        }
        let recvid = place.run.next_event;
        let event = place.event(event, fields);
        let verb = event.verb().as_bytes().to_vec();
        let datagram = encode(&GatewayMessage::Event(event))?.into();
        place.run.next_event = recvid.wrapping_sub(1);
        self.last_report += 1;
        let id = ReportId(self.last_report);
        let report = Report { id, recvid, verb, datagram, is_owed: false, was_sent: false };
        place.run.waiting_reports.push_back(report);
        self.stats.events += 1;
        self.send_reports(line);
        Ok(id)
    }

    /// An SMS has come in: short for [`report`](Self::report).
    ///
    /// # Errors
    ///
    /// As for [`report`](Self::report).
    pub fn receive_sms(
        &mut self,
        line: usize,
        srcnum: &str,
        text: &str,
    ) -> Result<ReportId, ReportError> {
        let sms = Receive { srcnum: srcnum.into(), msg: text.into(), ..Receive::default() };
        self.report(line, EventBody::Receive(sms))
    }

    /// The line does something else now: keepalives and `get_gsm_state` say so, and a `STATE` event
    /// is sent.
    ///
    /// # Errors
    ///
    /// The state has more than 1024 bytes, or cannot stand in a keepalive; else as for
    /// [`report`](Self::report).
    pub fn set_state(
        &mut self,
        line: usize,
        state: ChannelState<'_>,
    ) -> Result<ReportId, ReportError> {
        let text = state_text(state);
        check_len(text.len(), MAX_STATE)?;
        let place = self.lines.get_mut(line).ok_or(ReportError::NoLine { line })?;
        let before = core::mem::replace(&mut place.run.state, text);
        // Without keepalives the line would be gone.
        let said = encode_keepalive(place, place.run.count, self.now).map_err(ReportError::from);
        match said.and_then(|_| self.report(line, EventBody::State(state))) {
            Ok(report) => {
                self.lines[line].run.idle_since = self.now;
                Ok(report)
            }
            Err(error) => {
                self.lines[line].run.state = before;
                Err(error)
            }
        }
    }

    /// Whether an event can be written.
    pub(super) fn check_report(
        &self,
        line: usize,
        event: EventBody<'_>,
    ) -> Result<(), ReportError> {
        let place = self.lines.get(line).ok_or(ReportError::NoLine { line })?;
        let event = GatewayMessage::Event(place.event(event, Fields::EMPTY));
        event.encoded_len()?;
        Ok(())
    }

    /// What the line says by itself; it is lost if too much waits.
    pub(super) fn tell_server(&mut self, line: usize, event: EventBody<'_>) {
        if let Err(error) = self.report(line, event) {
            debug!("line {line}: an event is lost: {error}");
            self.stats.lost_events += 1;
        }
    }

    fn pending_reports(&self, line: usize) -> usize {
        let waiting = self.lines.get(line).map_or(0, |line| line.run.waiting_reports.len());
        waiting + self.reports_under_way(line)
    }

    fn reports_under_way(&self, line: usize) -> usize {
        self.reports.range(of_line(line)).count()
    }

    /// Puts events of a line under way, as many as may be.
    fn send_reports(&mut self, line: usize) {
        for _ in self.reports_under_way(line)..WINDOW {
            let Some(mut report) = self.lines[line].run.waiting_reports.pop_front() else { return };
            report.is_owed = true;
            let key = (line, report.id);
            // There is no limit, and no other has this key.
            if self.reports.insert(self.now, key, report, self.config.event_retry).is_ok() {
                self.due.push_back(Due::Report(key));
            }
        }
    }

    /// The datagram of an event that is due.
    pub(super) fn next_report(&self, key: ReportKey) -> Option<&[u8]> {
        self.reports.get(&key).map(|report| report.datagram.expose())
    }

    pub(super) fn report_polled(&mut self, key: ReportKey) {
        let Some(report) = self.reports.get_mut(&key) else { return };
        report.is_owed = false;
        if core::mem::replace(&mut report.was_sent, true) {
            self.reports.restart(self.now, &key);
        } else {
            // Until now it was not under way at all.
            self.reports.set_policy(self.now, &key, self.config.event_retry);
        }
    }

    pub(super) fn serve_reports(&mut self) {
        while let Some(expired) = self.reports.poll_expired(self.now) {
            match expired {
                Expired::Retry { key, .. } => {
                    if let Some(report) = self.reports.get_mut(&key)
                        && !core::mem::replace(&mut report.is_owed, true)
                    {
                        self.due.push_back(Due::Report(key));
                    }
                }
                Expired::GaveUp { key: (line, report), value, .. } => {
                    debug!("line {line}: event {} was not acknowledged", value.recvid);
                    self.stats.lost_events += 1;
                    self.feed.push(line, News::NotAcknowledged { report });
                    self.send_reports(line);
                }
            }
        }
    }

    pub(super) fn on_event_ack(&mut self, line: usize, ack: EventAck<'_>) {
        // One that has never been sent was not acknowledged either.
        let is_it = |report: &Report| {
            report.was_sent && report.recvid == ack.recvid && report.verb == ack.verb.as_bytes()
        };
        let found = self.reports.range(of_line(line)).find(|(_, report)| is_it(report));
        let Some(key) = found.map(|(key, _)| *key) else { return };
        self.reports.answer(&key);
        self.feed.push(line, News::Acknowledged { report: key.1, result: ack.result.into() });
        self.send_reports(line);
    }

    /// Forgets the events of a line.
    pub(super) fn forget_reports(&mut self, line: usize) {
        let keys: Vec<_> = self.reports.range(of_line(line)).map(|(key, _)| *key).collect();
        for key in keys {
            self.reports.answer(&key);
        }
        self.due.retain(|due| due.line() != line);
    }
}
