use core::net::SocketAddr;
use core::ops::ControlFlow;
use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use cellwire_codec::Instant;
use cellwire_goip::message::Answer;
use cellwire_goip::session::{
    CommandFailure, CommandId, EventTicket, LineInfo, ServerEvent, ServerEventKind, Sms, SmsId,
    SmsOutcome,
};
use cellwire_goip::{Server, Text};

use super::orders::Asked;
use super::safe::Safe;
use super::state::StateFile;
use crate::driver::App;
use crate::frames::{Fields, set};
use crate::goip::json;
use crate::notice::{Level, Notice, Observer};
use crate::store;
use crate::text::count;
use crate::wire::Way;

/// What is done with what comes of the lines, and what was typed for them.
pub(super) struct Clerk {
    observer: Arc<dyn Observer>,
    store: Option<Safe>,
    state: Option<StateFile>,
    /// What was typed, until it has its outcome.
    messages: BTreeMap<SmsId, String>,
    commands: BTreeMap<CommandId, String>,
    drain: Duration,
    /// When it ends, with or without what is under way.
    closes_at: Option<Instant>,
    abandoned: bool,
    /// The line at an address, for those who watch the wire.
    peers: Option<BTreeMap<SocketAddr, String>>,
}

/// Something to do with the session.
#[derive(Debug)]
pub(super) enum Job {
    Send {
        line: String,
        numbers: Vec<String>,
        text: String,
        label: String,
    },
    Command {
        line: String,
        asked: Asked,
        label: String,
    },
    /// Say that an event is safe.
    Acknowledge(EventTicket),
    Lines,
    Close,
}

impl Clerk {
    pub(super) fn new(
        observer: Arc<dyn Observer>,
        store: Option<Safe>,
        state: Option<StateFile>,
        drain: Duration,
        wire: bool,
    ) -> Self {
        Self {
            observer,
            store,
            state,
            messages: BTreeMap::new(),
            commands: BTreeMap::new(),
            drain,
            closes_at: None,
            abandoned: false,
            peers: wire.then(BTreeMap::new),
        }
    }

    /// Saves what has to survive a restart.
    pub(super) fn save(&mut self, session: &Server) -> Result<(), String> {
        self.state.as_mut().map_or(Ok(()), |state| state.save(session))
    }

    fn tell(&self, notice: Notice) {
        self.observer.notice(&notice);
    }

    /// Stores an SMS, if it has to be. Says whether it is safe.
    fn keep(&mut self, id: &str, ticket: EventTicket, sms: &Fields) -> bool {
        let Some(store) = &mut self.store else { return true };
        let mut object = Fields::new();
        set!(object, "id": id, "received": store::now());
        object.extend(sms.clone());
        let kept = store.keep(ticket, object);
        if let Err(Some(error)) = &kept {
            self.tell(Notice::new("error", format!("not stored: {error}")).of(id).at(Level::Alert));
        }
        kept.is_ok()
    }

    fn outcome(&self, id: &str, sms: SmsId, recipient: usize, number: &str, outcome: &SmsOutcome) {
        let label = self.messages.get(&sms).map_or("", String::as_str);
        let mut fields = Fields::new();
        set!(fields, "sms": sms.to_string(), "recipient": recipient, "number": number);
        set!(fields, "answers": label);
        let (event, words, level) = match outcome {
            SmsOutcome::Sent { sms_no } => {
                let no = sms_no.map(|no| format!(", reference {no}")).unwrap_or_default();
                set!(fields, "sms_no": sms_no);
                ("sent", format!("to {number}{no}"), Level::Normal)
            }
            SmsOutcome::Failed(why) => {
                let why = unless_empty(&why.to_string());
                set!(fields, "error": why);
                ("failed", format!("to {number}: {why}"), Level::Alert)
            }
            SmsOutcome::Unknown(why) => {
                set!(fields, "error": why.to_string());
                ("unknown", format!("to {number}: {why}"), Level::Alert)
            }
            other => ("outcome", format!("to {number}: {other:?}"), Level::Alert),
        };
        self.tell(Notice::new(event, words).of(id).with(fields).at(level));
    }

    fn answer(
        &mut self,
        id: &str,
        command: CommandId,
        result: &Result<Answer<'_>, CommandFailure<'_>>,
    ) {
        let label = self.commands.remove(&command).unwrap_or_default();
        let mut fields = Fields::new();
        set!(fields, "answers": label, "ok": result.is_ok());
        let (words, level) = match result {
            Ok(answer) => {
                let said = json::answer(answer);
                let words = match answer {
                    Answer::UssdExit => "the dialogue has ended".into(),
                    _ if said.is_empty() => "done".into(),
                    _ => words(&said),
                };
                fields.extend(said);
                (words, Level::Normal)
            }
            Err(failure) => {
                let words = unless_empty(&failure.to_string());
                set!(fields, "error": words);
                (words, Level::Alert)
            }
        };
        let words = format!("{label}: {words}");
        self.tell(Notice::new("answer", words).of(id).with(fields).at(level));
    }

    fn list<'a>(&self, lines: impl Iterator<Item = LineInfo<'a>>, now: Instant) {
        let mut lines: Vec<_> = lines.collect();
        lines.sort_by_key(|line| line.id);
        for line in lines {
            let state = match (line.is_up, line.is_failing, line.addr) {
                (true, true, _) => "failing",
                (true, false, _) => "up",
                (false, _, Some(_)) => "down",
                (false, _, None) => "never seen",
            };
            let silent = line.last_seen.map(|seen| now.saturating_since(seen).as_secs());
            let mut fields = Fields::new();
            set!(
                fields,
                "state": state,
                "address": line.addr.map(|addr| addr.to_string()),
                "silent_seconds": silent,
                "queued_sms": line.queued_sms,
                "queued_commands": line.queued_commands,
            );
            let at = line.addr.map(|addr| format!(" at {addr}")).unwrap_or_default();
            let seen = silent.map(|silent| format!(", heard {silent} s ago")).unwrap_or_default();
            let words = format!(
                "{state}{at}{seen}; waiting: {} SMS, {}",
                line.queued_sms,
                count(line.queued_commands as u64, "command")
            );
            self.tell(Notice::new("line", words).of(line.id).with(fields));
        }
    }

    fn acknowledge(&self, session: &mut Server, ticket: EventTicket) {
        if let Err(error) = session.acknowledge(ticket) {
            self.tell(Notice::new("error", error.to_string()).at(Level::Alert));
        }
    }

    fn refuse(&self, line: &str, label: &str, error: &dyn core::fmt::Display) {
        let mut fields = Fields::new();
        set!(fields, "answers": label, "error": error.to_string());
        let words = format!("{label}: {error}");
        self.tell(Notice::new("refused", words).of(line).with(fields).at(Level::Alert));
    }

    fn peer(&self, address: SocketAddr) -> String {
        let line = self.peers.as_ref().and_then(|peers| peers.get(&address));
        line.cloned().unwrap_or_else(|| address.to_string())
    }
}

/// What went wrong, also where the gateway does not say why.
fn unless_empty(why: &str) -> String {
    match why.trim_end().strip_suffix(':') {
        Some(front) => format!("{front}, and does not say why"),
        None => why.into(),
    }
}

/// The fields in a line: `key value, key value`; of one field only the value.
fn words(fields: &Fields) -> String {
    let value = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => Text::from(text.as_str()).to_string(),
        serde_json::Value::Null => "-".into(),
        other => other.to_string(),
    };
    match fields.len() {
        1 => fields.values().map(value).collect(),
        _ => {
            let words = fields.iter().map(|(key, field)| format!("{key} {}", value(field)));
            words.collect::<Vec<_>>().join(", ")
        }
    }
}

impl App<Server> for Clerk {
    type Job = Job;
    type Exit = ();

    fn event(&mut self, event: ServerEvent<'_>, jobs: &mut VecDeque<Job>) {
        let ServerEvent { id, kind, .. } = event;
        let mut acknowledge =
            |ticket: Option<EventTicket>| jobs.extend(ticket.map(Job::Acknowledge));
        let notice = match kind {
            ServerEventKind::Up { addr, status } => {
                if let Some(peers) = &mut self.peers {
                    peers.insert(addr, id.into());
                }
                let fields = json::status(&status);
                Notice::new("up", format!("at {addr}: {}", words(&fields))).from(addr).with(fields)
            }
            ServerEventKind::Moved { from, to } => {
                if let Some(peers) = &mut self.peers {
                    peers.remove(&from);
                    peers.insert(to, id.into());
                }
                Notice::new("moved", format!("from {from} to {to}")).from(to)
            }
            ServerEventKind::Rebooted => Notice::new("rebooted", "its count has begun anew"),
            ServerEventKind::Status(status) => {
                let fields = json::status(&status);
                Notice::new("status", words(&fields)).with(fields).at(Level::Detail)
            }
            ServerEventKind::Down => {
                Notice::new("down", "no keepalive for too long").at(Level::Alert)
            }
            ServerEventKind::Failing { unanswered } => {
                let mut fields = Fields::new();
                set!(fields, "unanswered": unanswered);
                let words = format!("{} without an answer", count(unanswered.into(), "request"));
                Notice::new("failing", words).with(fields).at(Level::Alert)
            }
            ServerEventKind::Recovered => Notice::new("recovered", "it answers again"),
            ServerEventKind::Received { sms, ticket } => {
                let mut fields = json::receive(&sms);
                let stored = ticket.is_none_or(|ticket| self.keep(id, ticket, &fields));
                let level = if stored { Level::Normal } else { Level::Alert };
                acknowledge(ticket.filter(|_| stored));
                if self.store.is_some() {
                    set!(fields, "stored": stored);
                }
                let words = format!("from {}: {}", sms.srcnum, sms.msg);
                Notice::new("sms", words).with(fields).at(level)
            }
            ServerEventKind::Delivery { sms, sms_no, state, num, ticket } => {
                acknowledge(ticket);
                let mut fields = Fields::new();
                set!(
                    fields,
                    "sms": sms.map(|(sms, _)| sms.to_string()),
                    "recipient": sms.map(|(_, recipient)| recipient),
                    "sms_no": sms_no,
                    "state": state.0,
                    "meaning": state.name(),
                    "num": num.map(json::text),
                );
                let meaning =
                    state.name().map_or_else(|| format!("state {}", state.0), str::to_owned);
                let to = num.map(|num| format!(" to {num}")).unwrap_or_default();
                let words = format!("reference {sms_no}{to}: {meaning}");
                Notice::new("delivery", words).with(fields)
            }
            ServerEventKind::Event { event, fields: more, ticket } => {
                acknowledge(ticket);
                let (verb, fields) = json::event(&event, more);
                Notice::new("event", format!("{verb} {}", words(&fields))).with({
                    let mut all = Fields::new();
                    set!(all, "verb": verb);
                    all.extend(fields);
                    all
                })
            }
            ServerEventKind::Outcome { sms, recipient, number, outcome } => {
                return self.outcome(id, sms, recipient, number, &outcome);
            }
            ServerEventKind::SmsDone { sms } => {
                let label = self.messages.remove(&sms).unwrap_or_default();
                let mut fields = Fields::new();
                set!(fields, "sms": sms.to_string(), "answers": label);
                Notice::new("sms-done", label).with(fields).at(Level::Detail)
            }
            ServerEventKind::Answer { command, result } => {
                return self.answer(id, command, &result);
            }
            ServerEventKind::Refused { from, id: claimed, reason } => {
                let words = match claimed.is_empty() {
                    true => format!("{from}: {reason}"),
                    false => format!("{from} as {claimed}: {reason}"),
                };
                let mut fields = Fields::new();
                set!(fields, "claimed_id": json::text(claimed), "reason": reason.to_string());
                Notice::new("refused", words).from(from).with(fields).at(Level::Detail)
            }
            other => Notice::new("event", format!("{other:?}")),
        };
        self.tell(if id.is_empty() { notice } else { notice.of(Text::from(id)) });
    }

    fn perform(&mut self, session: &mut Server, now: Instant, job: Job) -> ControlFlow<()> {
        match job {
            Job::Send { line, numbers, text, label } => {
                let recipients: Vec<_> = numbers.iter().map(String::as_str).collect();
                let sent = match session.find_line(&line) {
                    Some(line) => session.send_sms(line, Sms::new(&text, &recipients)),
                    None => return ControlFlow::Continue(()),
                };
                match sent {
                    Ok(sms) => _ = self.messages.insert(sms, label),
                    Err(error) => self.refuse(&line, &label, &error),
                }
            }
            Job::Command { line, asked, label } => {
                let (Some(handle), Ok(request)) = (session.find_line(&line), asked.request())
                else {
                    return ControlFlow::Continue(());
                };
                match session.command(handle, request) {
                    Ok(command) => _ = self.commands.insert(command, label),
                    Err(error) => self.refuse(&line, &label, &error),
                }
            }
            Job::Acknowledge(ticket) => self.acknowledge(session, ticket),
            Job::Lines => self.list(session.lines(), now),
            Job::Close => {
                session.close();
                self.closes_at.get_or_insert(now + self.drain);
            }
        }
        ControlFlow::Continue(())
    }

    fn tick(&mut self, session: &mut Server, now: Instant) -> ControlFlow<()> {
        let stored = self.store.as_mut().map(Safe::try_again).unwrap_or_default();
        stored.into_iter().for_each(|ticket| self.acknowledge(session, ticket));
        if let Some(state) = &mut self.state
            && let Err(error) = state.save_sometimes(session)
        {
            self.tell(Notice::new("error", error).at(Level::Alert));
        }
        let Some(at) = self.closes_at else { return ControlFlow::Continue(()) };
        match at <= now {
            _ if session.is_drained() => ControlFlow::Break(()),
            true if self.abandoned => ControlFlow::Break(()),
            true => {
                session.abandon();
                self.abandoned = true;
                self.closes_at = Some(now + Duration::from_secs(1));
                ControlFlow::Continue(())
            }
            false => ControlFlow::Continue(()),
        }
    }

    fn next_tick(&self) -> Option<Instant> {
        self.closes_at
    }

    fn ended(&mut self, session: &mut Server, _: Instant) {
        let stored = self.store.as_mut().map(Safe::try_at_last).unwrap_or_default();
        stored.into_iter().for_each(|ticket| self.acknowledge(session, ticket));
    }

    fn received(&mut self, from: SocketAddr, bytes: &[u8]) {
        if self.peers.is_some() {
            self.observer.wire(&self.peer(from), Way::Up, bytes);
        }
    }

    fn sent(&mut self, to: SocketAddr, bytes: &[u8]) {
        if self.peers.is_some() {
            self.observer.wire(&self.peer(to), Way::Down, bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_may_have_no_text() {
        for (why, words) in [
            ("the gateway refused it: ", "the gateway refused it, and does not say why"),
            ("the gateway refused it: busy", "the gateway refused it: busy"),
        ] {
            assert_eq!(unless_empty(why), words);
        }
    }
}
