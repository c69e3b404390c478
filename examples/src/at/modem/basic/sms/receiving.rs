//! Messages that come from the network.

use core::time::Duration;

use cellwire_at::error::CmsError;
use cellwire_at::modem::Answer;
use cellwire_at::pdu::{Class, Deliver, Direction, Message, Pdu, Reference, Tpdu};
use cellwire_at::sms::Stat;
use serde_json::json;

use super::super::agenda::{Effect, Task};
use super::super::text::sender;
use super::super::{BasicModem, Done};
use super::octets_of;
use super::store::Stored;
use crate::frames::Fields;

/// How long the host may take to acknowledge a message.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_secs(15);
/// How many indications are held, and messages kept by the network.
const MAX_HELD: usize = 100;

/// What becomes of a message that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    Store,
    Send,
    Drop,
}

impl BasicModem {
    /// Somebody sends an SMS to the modem, in as many parts as it takes.
    ///
    /// # Errors
    ///
    /// The sender is neither a number nor a name, or the text is too long.
    pub fn sms(&mut self, from: &str, text: &str) -> Result<(), String> {
        let address = sender(from)?;
        self.sms.serial += 1;
        let reference = Reference::Short(self.sms.serial as u8);
        let message = Message::new(text).reference(reference);
        let parts = message.parts().map_err(|error| error.to_string())?;
        let mut messages = Vec::new();
        for part in parts {
            let deliver = Deliver::new(address, self.timestamp(), &part);
            messages.push(octets_of(&Pdu { smsc: self.service_centre(), ..Pdu::new(deliver) })?);
        }
        let mut fields = Fields::new();
        fields.insert("from".into(), json!(from));
        fields.insert("text".into(), json!(text));
        fields.insert("parts".into(), json!(messages.len()));
        self.notice("sms-in", format!("from {from}: {text:?}"), fields);
        for octets in messages {
            self.on_air(Duration::ZERO, Task::Arrive(octets));
        }
        Ok(())
    }

    /// A message has come.
    pub(in super::super) fn arrive(&mut self, octets: Vec<u8>) {
        if self.sms.waiting.len() >= MAX_HELD {
            return self.alert("sms-lost", "the network keeps no more messages");
        }
        self.sms.waiting.push_back(octets);
        self.deliver_waiting();
    }

    /// Delivers what the network still has, as long as it can.
    pub(in super::super) fn deliver_waiting(&mut self) {
        while self.sms.unacknowledged.is_none()
            && self.is_registered()
            && let Some(octets) = self.sms.waiting.pop_front()
        {
            if let Err(octets) = self.deliver(octets) {
                self.sms.waiting.push_front(octets);
                return;
            }
        }
    }

    /// Gives the message back if there is no room for it.
    fn deliver(&mut self, octets: Vec<u8>) -> Result<(), Vec<u8>> {
        let stored = Stored { stat: Stat::RECEIVED_UNREAD, octets };
        match self.route(&stored) {
            Route::Drop => {}
            Route::Send => self.hand_over(stored.octets),
            Route::Store => {
                let (memory, octets) = (self.sms.memories[2], stored.octets.clone());
                let is_report = stored.is_report();
                let Some(index) = self.sms.storages.add(memory, stored) else {
                    self.alert("sms-full", "there is no room for a message: it waits");
                    return Err(octets);
                };
                let name = if is_report { "+CDSI" } else { "+CMTI" };
                let setting = if is_report { 3 } else { 1 };
                // Those of class 3 are told of by 3, and the others too.
                if self.settings.get("+CNMI", setting) != 0 {
                    let line = format!("{name}: \"{}\",{index}", memory.name());
                    self.indicate(vec![line.into_bytes()]);
                }
            }
        }
        Ok(())
    }

    /// What `+CNMI` says of a message (3GPP TS 27.005, 3.4.1).
    fn route(&self, stored: &Stored) -> Route {
        let (mt, ds) = (self.settings.get("+CNMI", 1), self.settings.get("+CNMI", 3));
        match stored.pdu().map(|pdu| pdu.tpdu) {
            Some(Tpdu::StatusReport(_)) => match ds {
                0 => Route::Drop,
                1 => Route::Send,
                _ => Route::Store,
            },
            Some(Tpdu::Deliver(Deliver { dcs, .. })) => match (mt, dcs.class()) {
                (2, Some(Class::Sim)) => Route::Store,
                (2, _) | (3, Some(Class::TerminalEquipment)) => Route::Send,
                _ => Route::Store,
            },
            _ => Route::Drop,
        }
    }

    /// Sends a message to the host instead of storing it.
    fn hand_over(&mut self, octets: Vec<u8>) {
        let Some(lines) = self.indication(&octets) else { return };
        self.indicate(lines);
        if self.sms.acknowledges {
            self.sms.serial += 1;
            let serial = self.sms.serial;
            self.sms.unacknowledged = Some((serial, octets));
            self.later(ACKNOWLEDGED_WITHIN, Task::Unacknowledged(serial));
        }
    }

    /// Tells the host, at once or when `+CNMI` lets it.
    fn indicate(&mut self, lines: Vec<Vec<u8>>) {
        if self.settings.get("+CNMI", 0) > 0 {
            self.effects.push_back(Effect::Lines(lines));
        } else if self.sms.held.len() < MAX_HELD {
            self.sms.held.push_back(lines);
        }
    }

    /// `+CNMI` has changed.
    pub(in super::super) fn flush_indications(&mut self) {
        if self.settings.get("+CNMI", 0) == 0 {
            return;
        }
        let held = core::mem::take(&mut self.sms.held);
        if self.settings.get("+CNMI", 4) == 0 {
            self.effects.extend(held.into_iter().map(Effect::Lines));
        }
    }

    /// The host says that it has the message, or that it does not want it.
    pub(super) fn acknowledge(&mut self, accepts: bool) -> Done {
        let Some((serial, octets)) = self.sms.unacknowledged.take() else {
            return Err(CmsError::NO_CNMA_EXPECTED.into());
        };
        self.agenda.forget(|task| *task == Task::Unacknowledged(serial));
        if !accepts {
            let name = match Pdu::parse(Direction::ToMobile, &octets).map(|pdu| pdu.tpdu) {
                Ok(Tpdu::StatusReport(_)) => "a status report",
                _ => "a message",
            };
            self.alert("sms-refused", format!("the host does not want {name}"));
        }
        self.deliver_waiting();
        Ok(Answer::Ok)
    }

    /// The host has not acknowledged a message in time: it gets no more that way.
    pub(in super::super) fn not_acknowledged(&mut self, serial: u64) {
        let is_that = |(own, _): &mut (u64, _)| *own == serial;
        let Some((_, octets)) = self.sms.unacknowledged.take_if(is_that) else { return };
        self.alert("sms-unacknowledged", "the host has not acknowledged a message: +CNMI is 0,0");
        self.settings.put("+CNMI", 1, 0);
        self.settings.put("+CNMI", 3, 0);
        self.sms.waiting.push_front(octets);
        self.deliver_waiting();
    }
}
