use alloc::string::ToString;
use alloc::vec::Vec;
use core::time::Duration;

use cellwire_codec::Instant;

use super::line::Line;
use super::news::News;
use super::{Due, Gateway, Timer, debug, encode};
use crate::message::{Keepalive, KeepaliveAck, KeepaliveStatus};
use crate::{Fields, GatewayMessage, WriteError};

/// After how many keepalives without an answer the server counts as gone.
const MAX_UNANSWERED: usize = 3;
/// How much later each line begins than the one before it.
const STAGGER: Duration = Duration::from_millis(100);

impl Gateway {
    /// Lets the lines begin to send keepalives, one shortly after the other.
    pub(super) fn switch_on(&mut self, at: Instant) {
        let mut first = at;
        for (number, line) in self.lines.iter_mut().enumerate() {
            line.run.idle_since = first;
            self.timers.set(Timer::Keepalive(number), first);
            first += STAGGER;
        }
    }

    pub(super) fn serve_keepalive(&mut self, line: usize) {
        self.set_again(Timer::Keepalive(line), self.config.keepalive_interval);
        let run = &mut self.lines[line].run;
        run.is_off = false;
        if run.unanswered.len() >= MAX_UNANSWERED && !run.told_unregistered {
            debug!("line {line}: the server does not answer");
            run.told_unregistered = true;
            run.status = None;
            self.feed.push(line, News::Unregistered);
        }
        if !core::mem::replace(&mut self.lines[line].run.owes_keepalive, true) {
            self.due.push_back(Due::Keepalive(line));
        }
    }

    /// The keepalive that is due.
    pub(super) fn next_keepalive(&self, line: usize) -> Option<Vec<u8>> {
        let line = self.lines.get(line)?;
        encode_keepalive(line, line.run.count.wrapping_add(1), self.now).ok()
    }

    pub(super) fn keepalive_polled(&mut self, line: usize) {
        let run = &mut self.lines[line].run;
        run.owes_keepalive = false;
        run.count = run.count.wrapping_add(1);
        if run.unanswered.len() >= MAX_UNANSWERED {
            run.unanswered.pop_front();
        }
        run.unanswered.push_back(run.count);
        self.stats.keepalives += 1;
    }

    pub(super) fn on_keepalive_ack(&mut self, line: usize, ack: KeepaliveAck<'_>) {
        let run = &mut self.lines[line].run;
        if !run.unanswered.contains(&ack.count) {
            debug!("line {line}: an answer to no keepalive that waits");
            return;
        }
        run.unanswered.clear();
        run.told_unregistered = false;
        self.stats.acknowledged += u64::from(ack.status.is_ok());
        if run.status.replace(ack.status) != Some(ack.status) {
            self.feed.push(line, News::Registered(ack.status));
        }
    }
}

/// All the fields of current firmware, in its order.
pub(super) fn encode_keepalive(
    line: &Line,
    count: i64,
    now: Instant,
) -> Result<Vec<u8>, WriteError> {
    let (card, run) = (&line.card, &line.run);
    let login = |is_in| if is_in { "LOGIN" } else { "LOGOUT" };
    let idle = if run.call.is_none() { now - run.idle_since } else { Duration::ZERO };
    let fields = [
        ("num", card.num.as_str()),
        ("signal", &card.signal.to_string()),
        ("gsm_status", login(line.is_registered())),
        ("voip_status", "LOGOUT"),
        ("voip_state", run.state.split(':').next().unwrap_or_default()),
        ("remain_time", &line.remain_time.to_string()),
        ("imei", &card.imei),
        ("imsi", &card.imsi),
        ("iccid", &card.iccid),
        ("pro", &card.provider),
        ("idle", &(idle.as_secs() / 60).to_string()),
        ("disable_status", if line.is_enabled { "0" } else { "1" }),
        ("SMS_LOGIN", if run.status.is_some_and(KeepaliveStatus::is_ok) { "Y" } else { "N" }),
        ("SMB_LOGIN", ""),
        ("CELLINFO", &card.cell_info),
        ("CGATT", "Y"),
    ];
    encode(&GatewayMessage::Keepalive(Keepalive {
        count,
        id: card.id.as_str().into(),
        password: card.password.as_secret(),
        fields: Fields::from_pairs(&fields),
    }))
}
