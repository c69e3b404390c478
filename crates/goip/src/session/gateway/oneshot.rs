use alloc::collections::VecDeque;

use cellwire_codec::Instant;

use super::bulk::{Entry, Refused, SessionKey};
use super::config::Resubmission;
use super::event::LineAddr;
use super::network::Origin;
use super::{Gateway, debug};
use crate::message::OneShot;

/// How many a line remembers.
const MAX_KEPT: usize = 64;

/// The last SMS without a session, oldest first, and since when nothing was heard of each.
#[derive(Clone, Debug, Default)]
pub(super) struct OneShots(VecDeque<(SessionKey, Entry, Instant)>);

impl OneShots {
    pub(super) fn entry(&mut self, key: &SessionKey, telid: i64) -> Option<&mut Entry> {
        let mut all = self.0.iter_mut();
        all.find(|(known, entry, _)| known == key && entry.telid == telid)
            .map(|(_, entry, _)| entry)
    }

    fn touch(&mut self, key: &SessionKey, telid: i64, now: Instant) {
        for (known, entry, heard) in &mut self.0 {
            if known == key && entry.telid == telid {
                *heard = now;
            }
        }
    }

    fn insert(&mut self, key: SessionKey, entry: Entry, now: Instant) {
        self.0.retain(|(known, old, _)| *known != key || old.telid != entry.telid);
        if self.0.len() >= MAX_KEPT {
            self.0.pop_front();
        }
        self.0.push_back((key, entry, now));
    }
}

impl Gateway {
    pub(super) fn on_one_shot(&mut self, from: LineAddr, sms: OneShot<'_>) {
        let (sendid, telid) = (sms.sendid, sms.telid);
        if !self.is_password(from.line, sms.password) {
            self.stats.wrong_passwords += 1;
            return self.refuse_bulk(from, sendid, Refused::Password);
        }
        let key = SessionKey::new(from, sendid);
        let (now, timeout) = (self.now, self.config.session_timeout);
        let one_shots = &mut self.lines[from.line].run.one_shots;
        one_shots.0.retain(|(_, _, heard)| now - *heard < timeout);
        one_shots.touch(&key, telid, now);
        if self.config.resubmission == Resubmission::Idempotent
            && let Some(entry) = one_shots.entry(&key, telid)
        {
            debug!("line {}: SMS {sendid} {telid} has come before", from.line);
            let state = entry.ask(from.peer, sms.telnum);
            return self.say_state(from, sendid, telid, state);
        }
        if self.config.faults.gsm_logout || !self.lines[from.line].is_registered() {
            return self.refuse_bulk(from, sendid, Refused::GsmLogout);
        }
        if sms.msg.len() > self.config.max_text_len {
            return self.refuse_bulk(from, sendid, Refused::TooLong);
        }
        let origin = Origin { key, telid, is_bulk: false };
        let (submission, state) = self.enqueue(origin, sms.telnum, sms.msg.as_bytes().to_vec());
        let (number, peer) = (sms.telnum.as_bytes().to_vec(), from.peer);
        let entry = Entry { telid, number, submission, peer, state };
        self.lines[from.line].run.one_shots.insert(key, entry, now);
        self.say_state(from, sendid, telid, state);
        self.submit_next(from.line);
    }
}
