use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::time::Duration;

use cellwire_codec::{BufferTooShort, Encoder, Expired, InFlight, Instant, RetryPolicy, Writer};

use super::debug;
use super::outbox::Outbox;
use super::stats::TrackerStats;
use super::store::Store;
use super::tracker::{TrackerConfig, TrackerEvent, Transport};
use crate::frame::MIN_FRAME_LEN;
use crate::message::{BlackBox, Button, Downlink, Flag, Phone, PhoneList, PhonePair, Uplink};
use crate::report::{Alarm, Report, ReportError, ReportText};
use crate::{Addressed, Command, EncodeError, Frame, FrameEncoder, TrackerId};

/// A [`Tracker`](super::Tracker) but for its input: what it knows, and what it is about to say.
#[derive(Clone, Debug)]
pub(super) struct Device {
    config: TrackerConfig,
    max_frame_len: usize,
    outbox: Outbox<Mark>,
    /// What has left since the last `transmitted`.
    left: VecDeque<Mark>,
    requests: InFlight<Command, Vec<u8>>,
    news: VecDeque<TrackerEvent<'static>>,
    link: Link,
    store: Store,
    open_box: Option<OpenBox>,
    /// Before this, an answer to the last box may still be under way.
    next_box_at: Instant,
    heartbeat_at: Option<Instant>,
    report_at: Option<Instant>,
    /// Answers missing in a row.
    unanswered: u32,
    report: Vec<u8>,
    phones: [PhonePair; 4],
    wiretap: Phone,
    now: Instant,
    stats: TrackerStats,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    /// There is no transport.
    Down,
    /// There is one, and the server is thought to be there.
    Online,
    /// There is one, and nobody answers.
    Silent,
}

#[derive(Clone, Copy, Debug)]
struct OpenBox {
    /// Since when the answer to it is waited for; not as long as it has not left.
    left: Option<Instant>,
    /// When the server has refused it.
    refused: Option<Instant>,
}

/// What a frame in the outbox is.
#[derive(Clone, Debug)]
enum Mark {
    /// A report, which goes to the black box if it cannot be sent.
    Report(Vec<u8>),
    BlackBox,
    Request(Command),
    Other,
}

const MAX_OUTGOING: usize = 64 * 1024;
const MAX_REQUESTS: usize = 8;
const MAX_LEFT: usize = 64;
const MAX_NEWS: usize = 1024;

impl Device {
    pub(super) fn new(mut config: TrackerConfig, max_frame_len: usize) -> Self {
        let stored = core::mem::take(&mut config.stored);
        // Without any wait, a request would be sent again for ever at the same instant.
        config.answer_timeout = config.answer_timeout.max(Duration::from_millis(1));
        config.box_records = config.box_records.clamp(1, BlackBox::MAX_RECORDS);
        config.max_unanswered = config.max_unanswered.max(1);
        let mut device = Self {
            max_frame_len,
            outbox: Outbox::new(MAX_OUTGOING),
            left: VecDeque::new(),
            requests: InFlight::new(MAX_REQUESTS),
            news: VecDeque::new(),
            link: Link::Down,
            store: Store::new(config.box_capacity, stored),
            open_box: None,
            next_box_at: Instant::ORIGIN,
            heartbeat_at: None,
            report_at: None,
            unanswered: 0,
            report: Vec::new(),
            phones: [PhonePair { sms: Phone::EMPTY, call: Phone::EMPTY }; 4],
            wiretap: Phone::EMPTY,
            now: Instant::ORIGIN,
            stats: TrackerStats::default(),
            config,
        };
        device.schedule_report();
        device
    }

    pub(super) fn connect(&mut self) {
        self.link = Link::Online;
        self.unanswered = 0;
        self.heartbeat_at = (!self.config.heartbeat.is_zero()).then_some(self.now);
        if self.config.login {
            self.push(Uplink::Login { data: &[] }, Mark::Other);
        }
        self.serve();
    }

    pub(super) fn disconnect(&mut self) {
        self.link = Link::Down;
        self.left.clear();
        let reports: Vec<_> = self
            .outbox
            .drain()
            .filter_map(|(_, mark)| match mark {
                Mark::Report(report) => Some(report),
                _ => None,
            })
            .collect();
        for report in reports {
            self.put_in_box(report);
        }
        let open = self.open_box.take();
        match self.config.transport {
            // Nothing that was said before comes after.
            Transport::Stream => {
                self.next_box_at = self.now;
                self.store.reopen();
            }
            Transport::Datagram => {
                let left = open.and_then(|open| open.left);
                self.next_box_at =
                    left.map_or(self.next_box_at, |left| left + self.config.answer_timeout);
            }
        }
        while let Some((command, _)) = self.requests.pop_first() {
            self.tell(TrackerEvent::NoAnswer { command });
        }
    }

    pub(super) fn set_report(&mut self, report: &Report<'_>) -> Result<(), ReportError> {
        let text = ReportText::from(report);
        text.check()?;
        let mut measure = Writer::measuring();
        text.write(&mut measure);
        self.report.clear();
        self.report.resize(measure.written(), 0);
        text.write(&mut Writer::new(&mut self.report));
        Ok(())
    }

    pub(super) fn send_report(&mut self) {
        if !self.send_now(&self.report.clone()) {
            self.put_in_box(self.report.clone());
        }
    }

    pub(super) fn alarm(&mut self, alarm: Alarm) -> Result<(), ReportError> {
        let without = self.report.clone();
        let mut report = match without.is_empty() {
            true => Report::default(),
            false => ReportText::from_wire(&without).parse(),
        };
        report.alarm = Some(alarm);
        self.set_report(&report)?;
        self.send_report();
        self.report = without;
        Ok(())
    }

    /// Says whether there was a way to send it.
    fn send_now(&mut self, report: &[u8]) -> bool {
        if self.link != Link::Online || report.is_empty() {
            return false;
        }
        let message = Uplink::Location(ReportText::from_wire(report));
        encode(self.config.id, message, self.max_frame_len)
            .is_ok_and(|frame| self.outbox.push(frame, Mark::Report(report.to_vec())))
    }

    fn put_in_box(&mut self, report: Vec<u8>) {
        if !report.is_empty() {
            self.stats.stored += 1;
            self.stats.lost += self.store.push(report);
        }
    }

    pub(super) fn request(&mut self, message: Uplink<'_>) -> Result<(), EncodeError> {
        let frame = encode(self.config.id, message, self.max_frame_len)?;
        let command = message.command();
        let attempts = match self.config.transport {
            Transport::Stream => 1,
            Transport::Datagram => self.config.max_unanswered,
        };
        let retry = RetryPolicy::fixed(self.config.answer_timeout, attempts);
        // One that is open already is asked anew.
        self.requests.answer(&command);
        if self.link != Link::Online
            || self.requests.insert(self.now, command, frame.clone(), retry).is_err()
        {
            self.tell(TrackerEvent::NoAnswer { command });
        } else {
            self.outbox.push(frame, Mark::Request(command));
        }
        Ok(())
    }

    pub(super) fn answer_sms(&mut self, sent: bool) {
        self.push(Uplink::SendSmsReply(Flag::from(sent)), Mark::Other);
    }

    pub(super) fn send(&mut self, message: Uplink<'_>) -> Result<(), EncodeError> {
        let frame = encode(self.config.id, message, self.max_frame_len)?;
        if self.link != Link::Down {
            self.outbox.push(frame, Mark::Other);
        }
        Ok(())
    }

    fn push(&mut self, message: Uplink<'_>, mark: Mark) {
        if self.link == Link::Down {
            return;
        }
        // What the tracker says by itself can be written.
        if let Ok(frame) = encode(self.config.id, message, self.max_frame_len) {
            self.outbox.push(frame, mark);
        }
    }

    pub(super) fn advance(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    pub(super) fn serve(&mut self) {
        if self.link == Link::Down {
            // The interval goes on, into the black box.
            return self.serve_interval();
        }
        if self.heartbeat_at.is_some_and(|at| at <= self.now) {
            self.heartbeat_at = Some(self.now + self.config.heartbeat);
            if self.unanswered >= self.config.max_unanswered {
                self.go_silent();
            }
            self.unanswered = self.unanswered.saturating_add(1);
            self.push(Uplink::Heartbeat, Mark::Other);
        }
        self.serve_interval();
        self.serve_requests();
        self.serve_box();
    }

    fn serve_interval(&mut self) {
        if self.report_at.is_some_and(|at| at <= self.now) {
            self.send_report();
            self.schedule_report();
        }
    }

    fn schedule_report(&mut self) {
        let interval = self.config.interval_unit.saturating_mul(self.config.interval.into());
        self.report_at = (!interval.is_zero()).then(|| self.now + interval);
    }

    fn serve_requests(&mut self) {
        while let Some(expired) = self.requests.poll_expired(self.now) {
            match expired {
                Expired::Retry { key, .. } => {
                    self.stats.retries += 1;
                    if let Some(frame) = self.requests.get(&key) {
                        self.outbox.push(frame.clone(), Mark::Request(key));
                    }
                }
                Expired::GaveUp { key: command, .. } => {
                    self.tell(TrackerEvent::NoAnswer { command });
                }
            }
        }
    }

    fn serve_box(&mut self) {
        let mut left = None;
        if let Some(open) = self.open_box {
            if self.box_deadline(open).is_none_or(|deadline| deadline > self.now) {
                return;
            }
            self.open_box = None;
            left = open.left;
            match self.config.transport {
                _ if open.refused.is_some() => self.store.reopen(),
                // It will not come any more, or too late to tell what it answers.
                Transport::Stream => {
                    debug!("the black box was not acknowledged");
                    return self.go_silent();
                }
                Transport::Datagram => {
                    self.stats.retries += 1;
                    self.unanswered = self.unanswered.saturating_add(1);
                    if self.unanswered > self.config.max_unanswered {
                        return self.go_silent();
                    }
                }
            }
        }
        if self.link != Link::Online || self.next_box_at > self.now {
            return;
        }
        let max_bytes = self.max_frame_len.saturating_sub(MIN_FRAME_LEN);
        let body = self.store.next_box(self.config.box_records, max_bytes);
        if body.is_empty() {
            return;
        }
        let message = Uplink::BlackBox(BlackBox::from_wire(&body));
        match encode(self.config.id, message, self.max_frame_len) {
            Ok(frame) => {
                if self.outbox.push(frame, Mark::BlackBox) {
                    self.open_box = Some(OpenBox { left, refused: None });
                }
            }
            Err(error) => {
                // A record that fits no frame would stop the others for ever.
                debug!("{error}");
                self.stats.lost += self.store.delivered() as u64;
                self.serve_box();
            }
        }
    }

    /// When an open box is to be sent again, or given up.
    fn box_deadline(&self, open: OpenBox) -> Option<Instant> {
        let since = match open.refused {
            Some(refused) => refused,
            // A copy that has not left will need its time too.
            None if self.outbox.holds(|mark| matches!(mark, Mark::BlackBox)) => return None,
            None => open.left?,
        };
        Some(since + self.config.answer_timeout)
    }

    fn go_silent(&mut self) {
        if self.link == Link::Online {
            debug!("the server does not answer");
            self.link = Link::Silent;
            self.tell(TrackerEvent::Offline);
        }
    }

    fn hear(&mut self) {
        self.unanswered = 0;
        // A stream that has gone silent is to be closed, since nobody knows what answers what.
        if self.link == Link::Silent && self.config.transport == Transport::Datagram {
            self.link = Link::Online;
            self.tell(TrackerEvent::Online);
        }
    }

    /// Whoever never asks what has happened is told no more than this of it.
    fn tell(&mut self, event: TrackerEvent<'static>) {
        if self.news.len() < MAX_NEWS {
            self.news.push_back(event);
        }
    }

    pub(super) fn poll_news(&mut self) -> Option<TrackerEvent<'static>> {
        self.news.pop_front()
    }

    pub(super) const fn note_fault(&mut self) {
        self.stats.faults += 1;
    }

    pub(super) fn handle_frame<'a>(&mut self, frame: Frame<'a>) -> TrackerEvent<'a> {
        let id = frame.id();
        if id != self.config.id && !id.is_broadcast() {
            return TrackerEvent::NotForUs { id };
        }
        self.stats.frames += 1;
        self.hear();
        let message = match frame.downlink() {
            Ok(message) => message,
            Err(error) => {
                let (command, data) = (frame.command(), frame.data());
                return TrackerEvent::Unreadable { command, data, error };
            }
        };
        match message {
            // Whoever asks for more than can be sent is not to fill the black box.
            Downlink::RequestLocation => {
                self.send_now(&self.report.clone());
            }
            Downlink::SetInterval(interval) => {
                self.config.interval = interval;
                self.schedule_report();
                let (flag, interval) = (Flag::SUCCEEDED, Some(interval));
                self.push(Uplink::SetIntervalReply { flag, interval }, Mark::Other);
            }
            Downlink::SetAuthorizedPhone { button, sms, call } => {
                let set = self.set_phones(button, PhonePair { sms, call });
                self.push(Uplink::SetAuthorizedPhoneReply(Flag::from(set)), Mark::Other);
            }
            Downlink::SetWiretapPhone(phone) => {
                let valid = is_number_or_none(phone);
                if valid {
                    self.wiretap = phone;
                }
                self.push(Uplink::SetWiretapPhoneReply(Flag::from(valid)), Mark::Other);
            }
            Downlink::ReadAuthorizedPhone(button) => self.tell_phones(button),
            Downlink::BlackBoxReply(flag) => self.handle_box_reply(flag),
            Downlink::Ip(_) | Downlink::Address { .. } => {
                self.requests.answer(&message.command());
            }
            _ => {}
        }
        self.serve_box();
        TrackerEvent::Message(message)
    }

    fn set_phones(&mut self, button: Button, pair: PhonePair) -> bool {
        let valid = is_number_or_none(pair.sms) && is_number_or_none(pair.call);
        match button_index(button).and_then(|index| self.phones.get_mut(index)) {
            Some(phones) if valid => {
                *phones = pair;
                true
            }
            _ => false,
        }
    }

    fn tell_phones(&mut self, button: Button) {
        let phones = self.phones;
        let pairs = match button_index(button) {
            Some(index) => phones.get(index..=index).unwrap_or_default(),
            None if button == Button::ALL => &phones,
            None => &[],
        };
        self.push(Uplink::AuthorizedPhones(PhoneList::from(pairs)), Mark::Other);
    }

    fn handle_box_reply(&mut self, flag: Flag) {
        let Some(open) = &mut self.open_box else { return };
        // A box that has not left is not what was answered.
        let (Some(left), None) = (open.left, open.refused) else { return };
        if !flag.is_success() {
            open.refused = Some(self.now);
            return;
        }
        self.outbox.take_back(|mark| matches!(mark, Mark::BlackBox));
        self.next_box_at = match self.config.transport {
            Transport::Stream => self.now,
            // By then a second answer to this box has come too, if there is one.
            Transport::Datagram => left + self.config.answer_timeout,
        };
        self.open_box = None;
        let records = self.store.delivered();
        self.stats.delivered += records as u64;
        self.tell(TrackerEvent::Delivered { records });
    }

    pub(super) fn poll_transmit(&mut self, buffer: &mut [u8]) -> Result<usize, BufferTooShort> {
        if self.link != Link::Down {
            self.serve_box();
        }
        let (left, open_box, now) = (&mut self.left, &mut self.open_box, self.now);
        if left.len() > MAX_LEFT {
            // Whoever never says that something was transmitted must not have it noted for ever.
            left.clear();
        }
        let note = |mark| {
            if let (Mark::BlackBox, Some(open)) = (&mark, open_box.as_mut()) {
                open.left = Some(now);
            }
            left.push_back(mark);
        };
        match self.config.transport {
            Transport::Stream => Ok(self.outbox.poll_stream(buffer, note)),
            Transport::Datagram => {
                let len = buffer.len().min(self.max_frame_len);
                self.outbox.poll_datagram(&mut buffer[..len], note)
            }
        }
    }

    pub(super) fn transmitted(&mut self) {
        for mark in self.left.drain(..) {
            match (mark, &mut self.open_box) {
                (Mark::Report(_), _) => self.stats.reports += 1,
                (Mark::BlackBox, Some(open)) => open.left = Some(self.now),
                (Mark::Request(command), _) => {
                    self.requests.restart(self.now, &command);
                }
                _ => {}
            }
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        // Sending may have news, too, and whoever sends polls no event behind that.
        if !self.news.is_empty() {
            return Some(self.now);
        }
        if self.link == Link::Down {
            return self.report_at;
        }
        let open_box = self.open_box.and_then(|open| self.box_deadline(open));
        let next_box = (self.link == Link::Online
            && self.open_box.is_none()
            && self.store.len() > 0
            && self.next_box_at > self.now)
            .then_some(self.next_box_at);
        let requests = self.requests.next_timeout();
        [self.heartbeat_at, self.report_at, open_box, next_box, requests]
            .into_iter()
            .flatten()
            .min()
    }

    pub(super) fn is_online(&self) -> bool {
        self.link == Link::Online
    }

    pub(super) fn is_drained(&self) -> bool {
        self.outbox.is_empty()
            && self.requests.is_empty()
            && self.open_box.is_none()
            && self.store.len() == 0
    }

    pub(super) const fn transport(&self) -> Transport {
        self.config.transport
    }

    pub(super) fn stored(&self) -> impl Iterator<Item = &[u8]> {
        self.store.iter()
    }

    pub(super) const fn interval(&self) -> u16 {
        self.config.interval
    }

    pub(super) const fn phones(&self) -> &[PhonePair; 4] {
        &self.phones
    }

    pub(super) const fn wiretap_phone(&self) -> Phone {
        self.wiretap
    }

    pub(super) const fn stats(&self) -> &TrackerStats {
        &self.stats
    }
}

/// Which of the four pairs of numbers a button has.
fn button_index(button: Button) -> Option<usize> {
    let index = usize::from(button.0).checked_sub(1)?;
    (index < 4).then_some(index)
}

/// An empty number is how one is deleted.
fn is_number_or_none(phone: Phone) -> bool {
    phone.is_empty() || phone.check().is_ok()
}

fn encode(
    id: TrackerId,
    message: Uplink<'_>,
    max_frame_len: usize,
) -> Result<Vec<u8>, EncodeError> {
    let mut frame = Vec::new();
    FrameEncoder::new()
        .with_max_len(max_frame_len)
        .append_to_vec(&Addressed { id, message }, &mut frame)?;
    Ok(frame)
}
