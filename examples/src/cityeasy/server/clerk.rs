use core::net::SocketAddr;
use core::ops::ControlFlow;
use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use cellwire_cityeasy::message::{AddressQuery, Flag, PositionHint, Text};
use cellwire_cityeasy::report::{Alarm, ReportText};
use cellwire_cityeasy::{
    BoxTicket, BoxedRecords, CommandId, Downlink, Event, EventKind, Request, TrackerId, Uplink,
};
use cellwire_codec::Instant;

use super::hub::{Hub, Job};
use super::serving::Serving;
use crate::cityeasy::{json, words};
use crate::driver::App;
use crate::frames::{Fields, set};
use crate::notice::{Level, Notice};
use crate::text::hex;
use crate::wire::Way;

/// What is done with what comes over a connection, or over the datagram socket.
pub(super) struct Clerk {
    hub: Arc<Hub>,
    link: u64,
    /// Who is at the other end; on a datagram socket, its own address.
    stream: SocketAddr,
    /// What was typed for the commands that have no answer yet.
    labels: BTreeMap<(TrackerId, CommandId), String>,
    /// When it closes, with or without the answers that it waits for.
    closes_at: Option<Instant>,
}

/// How long a connection may take to close.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

impl Clerk {
    pub(super) const fn new(hub: Arc<Hub>, link: u64, stream: SocketAddr) -> Self {
        Self { hub, link, stream, labels: BTreeMap::new(), closes_at: None }
    }

    fn report(
        &mut self,
        id: TrackerId,
        text: ReportText<'_>,
        alarm: Option<Alarm>,
        answers: Option<CommandId>,
    ) {
        let mut report = text.parse();
        report.alarm = alarm.or(report.alarm);
        self.hub.report(id, text, &report);
        let raised = report.alarm.filter(|alarm| *alarm != Alarm::NONE);
        let mut words = words::report(&report);
        let mut fields = json::report(text, alarm);
        if let Some(label) = answers.and_then(|command| self.labels.remove(&(id, command))) {
            words = format!("{label}: {words}");
            set!(fields, "answers": label);
        }
        let level = if raised.is_some() { Level::Alert } else { Level::Normal };
        if raised.is_some() {
            self.hub.count(|totals| totals.alarms += 1);
        }
        self.hub.tell(Notice::new("report", words).of(id).with(fields).at(level));
    }

    /// Stores what is new, and says so to the tracker.
    fn black_box(
        &mut self,
        id: TrackerId,
        ticket: BoxTicket,
        records: &BoxedRecords<'_>,
        jobs: &mut VecDeque<Job>,
    ) {
        // An earlier connection may have seen what this one has not.
        let fresh = self.hub.with_seen(id, |seen| {
            let fresh =
                |(record, repeat): (ReportText<'_>, bool)| !repeat && !seen.contains(id, record);
            records.iter().map(fresh).collect::<Vec<_>>()
        });
        let fresh = fresh.unwrap_or_else(|| records.iter().map(|(_, repeat)| !repeat).collect());
        let stored = self.hub.store(id, records.as_black_box(), &fresh);
        for ((record, _), fresh) in records.iter().zip(&fresh) {
            let mut fields = json::report(record, None);
            set!(fields, "black_box": true, "repeat": !fresh);
            let again = if *fresh { "" } else { " (again)" };
            let words = format!("{}{again}", words::report_text(record, None));
            self.hub.tell(Notice::new("record", words).of(id).with(fields));
        }
        let count = fresh.iter().filter(|fresh| **fresh).count();
        let again = fresh.len() - count;
        let mut fields = Fields::new();
        set!(fields, "stored": stored.is_ok(), "fresh": count, "repeated": again);
        let notice = match &stored {
            Ok(()) => {
                Notice::new("black-box", format!("{count} records stored, {again} came again"))
            }
            Err(error) => Notice::new("black-box", format!("not stored: {error}")).at(Level::Alert),
        };
        self.hub.tell(notice.of(id).with(fields));
        jobs.push_back(Job::Acknowledge { id, ticket, stored: stored.is_ok() });
    }

    /// Answers with the coordinates: who has a map would answer with a street.
    fn address(&self, id: TrackerId, query: AddressQuery<'_>, jobs: &mut VecDeque<Job>) {
        let number = words::phone(&query.phone);
        let fields = json::uplink(&Uplink::GetAddress(query));
        let words = format!("asks for an address to send to {number}");
        self.hub.tell(Notice::new("get-address", words).of(id).with(fields));
        if !self.hub.options.answer_addresses {
            return;
        }
        let place = match query.reading() {
            Some(PositionHint::Gps { report, .. }) => words::place(&report.parse()),
            Some(PositionHint::Cell { cell, .. }) => Some(words::in_cell(cell)),
            _ => None,
        };
        let place = place.or_else(|| self.hub.place(id)).unwrap_or_else(|| "unknown".into());
        let message = Downlink::Address { phone: query.phone, text: Text::from(place.as_str()) };
        let label = format!("address {number} {place}");
        jobs.push_back(Job::Send { id, message: message.into_owned(), label });
    }

    fn answer(&mut self, id: TrackerId, command: CommandId, message: &Uplink<'_>) {
        let label = self.labels.remove(&(id, command)).unwrap_or_default();
        let words = format!("{label}: {}", words::uplink(message));
        let mut fields = Fields::new();
        set!(fields, "answers": label, "name": message.name());
        fields.extend(json::uplink(message));
        let failed = matches!(
            message,
            Uplink::SetIntervalReply { flag, .. }
            | Uplink::SetAuthorizedPhoneReply(flag)
            | Uplink::SetWiretapPhoneReply(flag)
            | Uplink::SendSmsReply(flag) if *flag != Flag::SUCCEEDED
        );
        let level = if failed { Level::Alert } else { Level::Normal };
        self.hub.count(|totals| totals.answers += 1);
        self.hub.tell(Notice::new("answer", words).of(id).with(fields).at(level));
    }

    /// Says something about a tracker, or about whoever is at that address.
    fn tell(&self, notice: Notice, id: Option<TrackerId>, peer: SocketAddr) {
        self.hub.tell(match id {
            Some(id) => notice.of(id),
            None => notice.from(peer),
        });
    }
}

impl<S: Serving> App<S> for Clerk {
    type Job = Job;
    type Exit = ();

    fn event(&mut self, event: S::Event<'_>, jobs: &mut VecDeque<Job>) {
        let Event { id, from, moved_from, kind, .. } = S::as_event(event);
        let peer = S::peer(from, self.stream);
        let from_frame = !matches!(
            kind,
            EventKind::NoAnswer { .. }
                | EventKind::Idle
                | EventKind::Fault(_)
                | EventKind::NotServed { .. }
        );
        if let Some(id) = id.filter(|_| from_frame) {
            self.hub.heard(id, self.link, peer, S::TRANSPORT);
        }
        if let Some(before) = moved_from {
            let before = S::peer(before, self.stream);
            self.tell(Notice::new("moved", format!("from {before} to {peer}")), id, peer);
        }
        let detail = |event, text: &str| Notice::new(event, text).at(Level::Detail);
        match (kind, id) {
            (EventKind::Heartbeat, _) => self.tell(detail("heartbeat", ""), id, peer),
            (EventKind::Login { .. }, _) => self.tell(detail("login", ""), id, peer),
            (EventKind::GetIp, _) => {
                self.tell(detail("get-ip", "asks for the address of the server"), id, peer);
            }
            (EventKind::Report { report, alarm, answers }, Some(id)) => {
                self.report(id, report, alarm, answers);
            }
            (EventKind::BlackBox { ticket, records }, Some(id)) => {
                self.black_box(id, ticket, &records, jobs);
            }
            (EventKind::GetAddress(query), Some(id)) => self.address(id, query, jobs),
            (EventKind::Answer { command, message }, Some(id)) => {
                self.answer(id, command, &message);
            }
            (EventKind::Message(message), _) => {
                let words = format!("{} {}", message.name(), words::uplink(&message));
                let mut fields = Fields::new();
                set!(fields, "name": message.name());
                fields.extend(json::uplink(&message));
                self.tell(Notice::new("message", words).with(fields), id, peer);
            }
            (EventKind::Unreadable { data, error, .. }, _) => {
                let words = format!("{error}; data {}", hex(data));
                let fields = json::unreadable(data, &error);
                self.tell(Notice::new("unreadable", words).with(fields), id, peer);
            }
            (EventKind::NoAnswer { command, attempts }, Some(id)) => {
                let label = self.labels.remove(&(id, command)).unwrap_or_default();
                let words = format!("{label}: no answer, sent {attempts} times");
                let mut fields = Fields::new();
                set!(fields, "answers": label, "attempts": attempts);
                self.hub.count(|totals| totals.unanswered += 1);
                let notice = Notice::new("no-answer", words).with(fields).at(Level::Alert);
                self.tell(notice, Some(id), peer);
            }
            (EventKind::NotServed { .. }, _) => {
                self.tell(Notice::new("not-served", "there are too many trackers"), id, peer);
            }
            (EventKind::Fault(error), _) => {
                let mut fields = Fields::new();
                set!(fields, "error": error.fault.to_string(), "skipped": error.skipped);
                self.hub.count(|totals| totals.faults += 1);
                self.tell(Notice::new("fault", error.to_string()).with(fields), id, peer);
            }
            // What was seen of it is looked up when a box comes.
            (EventKind::Identified, _) => {}
            (EventKind::Idle, _) => {
                self.tell(Notice::new("idle", "nothing has come for too long"), id, peer);
                match id.filter(|_| S::TRANSPORT == "udp") {
                    Some(id) => self.hub.forgotten(id, self.link),
                    None => jobs.push_back(Job::Close),
                }
            }
            (other, _) => self.tell(Notice::new("event", format!("{other:?}")), id, peer),
        }
    }

    fn perform(&mut self, session: &mut S, now: Instant, job: Job) -> ControlFlow<()> {
        match job {
            Job::Send { id, message, label } => match session.command(id, message.as_message()) {
                Ok(command) => {
                    self.hub.count(|totals| totals.commands += 1);
                    self.hub.tell(Notice::new("sent", label.clone()).of(id).at(Level::Detail));
                    if Request::new(message.as_message()).answer().is_some() {
                        self.labels.insert((id, command), label);
                    }
                }
                Err(error) => {
                    let words = format!("{label}: {error}");
                    self.hub.tell(Notice::new("refused", words).of(id).at(Level::Alert));
                }
            },
            Job::Acknowledge { id, ticket, stored } => {
                let done = self.hub.with_seen(id, |seen| {
                    session.set_seen(id, seen.clone());
                    let done = session.acknowledge(id, ticket, stored);
                    if let Some(now_seen) = session.seen(id) {
                        seen.clone_from(now_seen);
                    }
                    done
                });
                let done = done.unwrap_or_else(|| session.acknowledge(id, ticket, stored));
                if let Err(error) = done {
                    self.hub.tell(Notice::new("refused", error.to_string()).of(id));
                }
            }
            Job::Close => {
                session.close();
                self.closes_at.get_or_insert(now + PATIENCE);
            }
        }
        ControlFlow::Continue(())
    }

    fn tick(&mut self, session: &mut S, now: Instant) -> ControlFlow<()> {
        match self.closes_at {
            Some(at) if at <= now || session.is_drained() => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    fn next_tick(&self) -> Option<Instant> {
        self.closes_at
    }

    fn ended(&mut self, session: &mut S, now: Instant) {
        session.end(now);
    }

    fn received(&mut self, from: S::Addr, bytes: &[u8]) {
        let peer = S::peer(from, self.stream).to_string();
        self.hub.observer.wire(&peer, Way::Up, bytes);
    }

    fn sent(&mut self, to: S::Addr, bytes: &[u8]) {
        let peer = S::peer(to, self.stream).to_string();
        self.hub.observer.wire(&peer, Way::Down, bytes);
    }
}
