//! A modem with the basics of 3GPP TS 27.007 and 27.005, and a network around it.
//!
//! | commands | module |
//! |---|---|
//! | what only keeps numbers, and all test forms | `settings` |
//! | identity, character sets | `general` |
//! | PIN, locks, the SIM | `sim` |
//! | files of the SIM | `files` |
//! | registration, operators | `network` |
//! | signal, clock, indicators | `status` |
//! | packet data | `packet` |
//! | calls, and what is set for them | `calls`, `supplementary` |
//! | short messages | `sms` |
//! | USSD | `ussd` |
//! | phonebook | `phonebook` |

mod agenda;
mod calls;
mod clock;
mod config;
mod files;
mod general;
mod network;
mod packet;
mod phonebook;
mod settings;
mod settle;
mod sim;
mod sms;
mod status;
mod supplementary;
mod text;
mod ussd;

use core::time::Duration;
use std::collections::VecDeque;

use cellwire_at::Form;
use cellwire_at::charset::Charset;
use cellwire_at::command::Information;
use cellwire_at::error::CmeError;
use cellwire_at::modem::{Abort, Answer, Dial, Entry, Handler, Reply, Request, Reset};
use cellwire_codec::Instant;

use self::agenda::{Agenda, Effect, Task};
use crate::frames::Fields;
use crate::notice::{Level, Notice};

pub use config::BasicConfig;
pub use settle::{next_timeout, settle};

/// What becomes of a command, either way.
type Done = Result<Answer, Answer>;

/// A modem with a SIM, which is registered with a network that delivers SMS to its own number, knows a
/// few USSD codes, and connects every call.
///
/// It is a [`Handler`], and can be asked by another one for what that does not know. What it wants to do
/// without being asked is done by [`settle`].
#[derive(Clone, Debug)]
pub struct BasicModem {
    config: BasicConfig,
    now: Instant,
    charset: Charset<'static>,
    settings: settings::Settings,
    sim: sim::Sim,
    network: network::Network,
    status: status::Status,
    packet: packet::Packet,
    calls: calls::Calls,
    supplementary: supplementary::Supplementary,
    sms: sms::Sms,
    ussd: ussd::Ussd,
    phonebook: phonebook::Phonebook,
    agenda: Agenda,
    effects: VecDeque<Effect>,
    /// Until when the network is busy with the last thing that it has sent.
    busy_until: Instant,
}

const INCORRECT: Answer = Answer::Cme(CmeError::INCORRECT_PARAMETERS);
const NOT_ALLOWED: Answer = Answer::Cme(CmeError::OPERATION_NOT_ALLOWED);

impl BasicModem {
    /// A modem that is switched on.
    pub fn new(config: BasicConfig) -> Self {
        Self {
            now: Instant::ORIGIN,
            charset: Charset::Ira,
            settings: settings::Settings::default(),
            sim: sim::Sim::new(&config),
            network: network::Network::default(),
            status: status::Status::new(config.unix_seconds),
            packet: packet::Packet::default(),
            calls: calls::Calls::default(),
            supplementary: supplementary::Supplementary::default(),
            sms: sms::Sms::new(&config),
            ussd: ussd::Ussd::default(),
            phonebook: phonebook::Phonebook::new(&config),
            agenda: Agenda::default(),
            effects: VecDeque::new(),
            busy_until: Instant::ORIGIN,
            config,
        }
    }

    fn dispatch(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        type Group = fn(&mut BasicModem, &Request<'_>, &mut Reply<'_>) -> Done;
        const GROUPS: [Group; 14] = [
            BasicModem::sim_command,
            BasicModem::needs_sim,
            BasicModem::file_command,
            BasicModem::general_command,
            BasicModem::network_command,
            BasicModem::status_command,
            BasicModem::packet_command,
            BasicModem::call_command,
            BasicModem::supplementary_command,
            BasicModem::sms_command,
            BasicModem::stored_sms_command,
            BasicModem::ussd_command,
            BasicModem::phonebook_command,
            BasicModem::setting_command,
        ];
        for group in GROUPS {
            match group(self, request, reply) {
                Ok(Answer::Pass) => {}
                Err(INCORRECT) if sms::is_sms(&request.name) => return Err(self.incorrect_sms()),
                done => return done,
            }
        }
        match (request.form, settings::test_values(&request.name)) {
            (Form::Test, Some("")) => Ok(Answer::Ok),
            (Form::Test, Some(values)) => {
                reply.line(format_args!("{}: {values}", request.name));
                Ok(Answer::Ok)
            }
            // It is there, in another form.
            (_, Some(_)) => Err(Answer::Cme(CmeError::OPERATION_NOT_SUPPORTED)),
            _ => Ok(Answer::Pass),
        }
    }

    /// Does what is due.
    fn serve(&mut self, now: Instant) {
        self.now = self.now.max(now);
        while let Some(task) = self.agenda.take_due(self.now) {
            match task {
                Task::Arrive(octets) => self.arrive(octets),
                Task::Unacknowledged(serial) => self.not_acknowledged(serial),
                Task::Call(serial) => self.call_goes_on(serial),
                Task::Ussd(says) => self.ussd_says(&says),
                Task::Scanned(command) => self.scanned(command),
            }
        }
        self.tell_indicators();
    }

    fn later(&mut self, after: Duration, task: Task) {
        self.agenda.at(self.now + after, task);
    }

    /// Something comes from the network, which sends one thing after the other: some hosts lose what
    /// comes too soon behind another line.
    fn on_air(&mut self, after: Duration, task: Task) {
        let at = (self.now + after).max(self.busy_until);
        self.busy_until = at + self.config.network_time / 2;
        self.agenda.at(at, task);
    }

    fn urc(&mut self, line: impl Into<Vec<u8>>) {
        self.effects.push_back(Effect::Lines(vec![line.into()]));
    }

    fn notice(&mut self, event: &'static str, text: impl Into<String>, fields: Fields) {
        self.effects.push_back(Effect::Notice(Notice::new(event, text).with(fields)));
    }

    fn alert(&mut self, event: &'static str, text: impl Into<String>) {
        self.effects.push_back(Effect::Notice(Notice::new(event, text).at(Level::Alert)));
    }
}

/// A line as it is sent. What cannot be written is none.
pub(super) fn line_of<'a>(information: &impl Information<'a>) -> Vec<u8> {
    let mut buffer = [0; 1024];
    let len = information.write_line(&mut buffer).unwrap_or_default();
    buffer.get(..len).unwrap_or_default().to_vec()
}

impl AsMut<Self> for BasicModem {
    fn as_mut(&mut self) -> &mut Self {
        self
    }
}

impl AsRef<Self> for BasicModem {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Handler for BasicModem {
    fn command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Answer {
        self.now = self.now.max(reply.now());
        self.dispatch(request, reply).unwrap_or_else(|answer| answer)
    }

    fn entry(&mut self, entry: Entry<'_>, reply: &mut Reply<'_>) -> Answer {
        self.now = self.now.max(reply.now());
        self.take_entry(entry, reply).unwrap_or_else(|answer| answer)
    }

    fn dial(&mut self, dial: &Dial<'_>, reply: &mut Reply<'_>) -> Answer {
        self.now = self.now.max(reply.now());
        self.dial_number(dial, reply).unwrap_or_else(|answer| answer)
    }

    fn answer(&mut self, reply: &mut Reply<'_>) -> Answer {
        self.now = self.now.max(reply.now());
        self.answer_call()
    }

    fn hang_up(&mut self, _: &mut Reply<'_>) -> Answer {
        self.end_all_calls();
        Answer::Ok
    }

    fn abort(&mut self, abort: Abort, _: &mut Reply<'_>) -> Answer {
        match abort.call {
            true => {
                self.end_all_calls();
                Answer::NoCarrier
            }
            false => Answer::Cme(CmeError::COMMAND_ABORTED),
        }
    }

    fn reset(&mut self, _: Reset) {
        self.settings = settings::Settings::default();
        self.charset = Charset::Ira;
        self.network.format = 0;
        self.sms.reset();
    }
}
