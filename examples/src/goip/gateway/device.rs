use core::ops::ControlFlow;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use cellwire_codec::Instant;
use cellwire_goip::message::{AckResult, EventBody};
use cellwire_goip::session::{
    Faults, Gateway, GatewayEvent, GatewayEventKind, LineAddr, ReportError, UssdAnswer,
};

use super::orders::{HELP, Order, faults_in_words};
use super::ussd::{Reply, Ussd};
use crate::driver::App;
use crate::frames::{Fields, set};
use crate::goip::json;
use crate::notice::{Level, Notice, Observer};
use crate::wire::Way;

/// What stands around a session: the mobile network, and whoever types.
pub(super) struct Device {
    ids: Arc<[String]>,
    observer: Arc<dyn Observer>,
    answer_ussd: bool,
    /// How often an event is sent.
    tries: u64,
    wire: bool,
    ussd: Ussd,
    faults: Faults,
    /// The lines that the server knows, and those that the mobile network does not.
    registered: BTreeSet<usize>,
    logged_out: BTreeSet<usize>,
}

/// Something for the gateway to do.
#[derive(Debug)]
pub(super) enum Job {
    Order(Order),
    /// A USSD code has to be answered.
    Ussd {
        line: usize,
        code: Vec<u8>,
    },
}

impl Device {
    pub(super) fn new(
        ids: Arc<[String]>,
        observer: Arc<dyn Observer>,
        answer_ussd: bool,
        tries: u64,
        wire: bool,
    ) -> Self {
        Self {
            ids,
            observer,
            answer_ussd,
            tries,
            wire,
            ussd: Ussd::default(),
            faults: Faults::default(),
            registered: BTreeSet::new(),
            logged_out: BTreeSet::new(),
        }
    }

    fn id(&self, line: usize) -> &str {
        self.ids.get(line).map_or("", String::as_str)
    }

    fn tell(&self, line: usize, notice: Notice) {
        self.observer.notice(&notice.of(self.id(line)));
    }

    fn line(&self, name: &str) -> Result<usize, String> {
        super::find_line(&self.ids, name)
    }

    fn obey(&mut self, session: &mut Gateway, order: Order) -> Result<ControlFlow<()>, String> {
        let words = |error: ReportError| error.to_string();
        match order {
            Order::Sms { line, from, text } => {
                session.receive_sms(self.line(&line)?, &from, &text).map_err(words)?;
            }
            Order::Call { line, number } => {
                let call = session.incoming_call(self.line(&line)?, &number);
                call.map_err(|error| match error {
                    ReportError::Write(error) => {
                        format!("{number:?} cannot be the number of a call: {error}")
                    }
                    error => words(error),
                })?;
            }
            Order::Answer { line } => {
                session.answer_call(self.line(&line)?).map_err(words)?;
            }
            Order::Hangup { line } => {
                session.hang_up(self.line(&line)?, "Normal call clearing").map_err(words)?;
            }
            Order::Ussn { line, text } => {
                let event = EventBody::Ussn(text.as_str().into());
                session.report(self.line(&line)?, event).map_err(words)?;
            }
            Order::UssdReply { line, text } => {
                let answer = match &text {
                    Some(text) => UssdAnswer::Reply(text.as_str().into()),
                    None => UssdAnswer::Exit,
                };
                if !session.answer_ussd(self.line(&line)?, answer) {
                    return Err("no USSD code waits for an answer".into());
                }
            }
            Order::Registered { line, registered } => {
                let line = self.line(&line)?;
                session.set_registered(line, registered);
                match registered {
                    true => self.logged_out.remove(&line),
                    false => self.logged_out.insert(line),
                };
            }
            Order::Signal { line, signal } => {
                session.set_signal(self.line(&line)?, signal);
            }
            Order::Fault(fault) => {
                fault.apply(&mut self.faults);
                session.set_faults(self.faults);
            }
            Order::Reboot => session.reboot(),
            Order::State => self.list(),
            Order::Help => {
                HELP.lines().for_each(|line| self.observer.notice(&Notice::new("help", line)));
            }
            Order::Quit => return Ok(ControlFlow::Break(())),
        }
        Ok(ControlFlow::Continue(()))
    }

    fn list(&self) {
        for line in 0..self.ids.len() {
            let (server, network) =
                (self.registered.contains(&line), !self.logged_out.contains(&line));
            let mut fields = Fields::new();
            set!(fields, "registered": server, "gsm_registered": network);
            let at = |is: bool| if is { "registered" } else { "not registered" };
            let words = format!("{} at the server, {} at the network", at(server), at(network));
            self.tell(line, Notice::new("state", words).with(fields));
        }
        let words = faults_in_words(&self.faults);
        self.observer.notice(&Notice::new("faults", words).at(Level::Detail));
    }
}

fn tries(tries: u64) -> String {
    if tries == 1 { "1 try".into() } else { format!("{tries} tries") }
}

impl App<Gateway> for Device {
    type Job = Job;
    type Exit = ();

    fn event(&mut self, event: GatewayEvent<'_>, jobs: &mut VecDeque<Job>) {
        let GatewayEvent { line, kind, .. } = event;
        let mut fields = Fields::new();
        let notice = match kind {
            GatewayEventKind::Registered(status) => {
                set!(fields, "status": status.0, "ok": status.is_ok());
                if status.is_ok() {
                    self.registered.insert(line);
                    Notice::new("registered", format!("status {}", status.0))
                } else {
                    self.registered.remove(&line);
                    let words = format!("the server refuses the keepalive: status {}", status.0);
                    Notice::new("unregistered", words).at(Level::Alert)
                }
            }
            GatewayEventKind::Unregistered => {
                self.registered.remove(&line);
                Notice::new("unregistered", "the server does not answer").at(Level::Alert)
            }
            GatewayEventKind::Submit { sms_no, number, text, .. } => {
                let (to, said) = (json::text(number), json::text(text));
                set!(fields, "sms_no": sms_no, "number": to, "text": said);
                Notice::new("submit", format!("to {number}, reference {sms_no}: {text}"))
            }
            GatewayEventKind::Ussd { code } => {
                if self.answer_ussd {
                    jobs.push_back(Job::Ussd { line, code: code.as_bytes().to_vec() });
                }
                set!(fields, "code": json::text(code));
                Notice::new("ussd", code.to_string())
            }
            GatewayEventKind::UssdExit => {
                self.ussd.end(line);
                Notice::new("ussd-exit", "by the server")
            }
            GatewayEventKind::Command(request) => {
                let (verb, arguments) = (json::text(request.verb()), json::arguments(&request));
                let words = arguments.values().map(|value| match value {
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                });
                let words = [verb.clone()].into_iter().chain(words);
                let words = words.collect::<Vec<_>>().join(" ");
                set!(fields, "command": verb);
                fields.extend(arguments);
                Notice::new("command", words)
            }
            GatewayEventKind::Rebooting => {
                self.registered.remove(&line);
                self.ussd.end(line);
                Notice::new("rebooting", "")
            }
            GatewayEventKind::Acknowledged { report, result } => {
                set!(fields, "report": report.to_string());
                json::ack_result(&mut fields, result);
                let (event, words, level) = match result {
                    AckResult::Ok => ("acknowledged", "by the server".into(), Level::Detail),
                    AckResult::Error(text) if text.is_empty() => {
                        ("refused", "the server does not say why".into(), Level::Alert)
                    }
                    AckResult::Error(text) => {
                        ("refused", format!("the server says: {text}"), Level::Alert)
                    }
                    _ => ("refused", "the server wants no such events".into(), Level::Alert),
                };
                Notice::new(event, words).at(level)
            }
            GatewayEventKind::NotAcknowledged { report } => {
                set!(fields, "report": report.to_string());
                let words = format!("no acknowledgement after {}", tries(self.tries));
                Notice::new("not-acknowledged", words).at(Level::Alert)
            }
            other => Notice::new("event", format!("{other:?}")),
        };
        self.tell(line, notice.with(fields));
    }

    fn perform(&mut self, session: &mut Gateway, _: Instant, job: Job) -> ControlFlow<()> {
        match job {
            Job::Order(order) => self.obey(session, order).unwrap_or_else(|error| {
                self.observer.notice(&Notice::new("error", error).at(Level::Alert));
                ControlFlow::Continue(())
            }),
            Job::Ussd { line, code } => {
                let answer = match self.ussd.answer(line, &code) {
                    Reply::Says(text) => UssdAnswer::Reply(text.into()),
                    Reply::Refuses(text) => UssdAnswer::Error(text.into()),
                    Reply::Ends => UssdAnswer::Exit,
                };
                session.answer_ussd(line, answer);
                ControlFlow::Continue(())
            }
        }
    }

    fn received(&mut self, from: LineAddr, bytes: &[u8]) {
        if self.wire {
            self.observer.wire(self.id(from.line), Way::Down, bytes);
        }
    }

    fn sent(&mut self, to: LineAddr, bytes: &[u8]) {
        if self.wire {
            self.observer.wire(self.id(to.line), Way::Up, bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_try_or_some() {
        assert_eq!((&*super::tries(1), &*super::tries(4)), ("1 try", "4 tries"));
    }
}
