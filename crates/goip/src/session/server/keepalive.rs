use core::net::SocketAddr;
use core::time::Duration;

use cellwire_codec::{Instant, find_byte};

use super::super::config::ServerConfig;
use super::super::debug;
use super::hash::Hash;
use super::hub::Hub;
use super::line::Line;
use super::news::News;
use crate::message::{Keepalive, Login};

/// Nothing is under way for longer. It is less than the time between two keepalives.
const LATE: Duration = Duration::from_secs(10);

impl Line {
    /// Takes a keepalive with the right password, from an address that it may have; `moved_from` is
    /// where the line was, if that was elsewhere.
    pub(super) fn handle_keepalive(
        &mut self,
        config: &ServerConfig,
        hub: &mut Hub,
        keepalive: &Keepalive<'_>,
        (from, moved_from): (SocketAddr, Option<SocketAddr>),
        datagram: &[u8],
    ) {
        (self.last_seen, self.was_seen) = (hub.now, true);
        if let Some(old) = moved_from {
            debug!("{:?} has moved from {old} to {from}", self.id());
            hub.news.push(self.line, News::Moved { from: old, to: from });
        }
        let count = keepalive.count;
        let has_rebooted = self.has_rebooted(hub.now, count);
        if has_rebooted {
            debug!("{:?} counts from {count} after {}", self.id(), self.count);
            self.rebooted();
            hub.news.push(self.line, News::Rebooted);
            self.reboot_is_done(hub);
        }
        (self.count, self.has_count, self.has_fallen) = (count, true, false);
        self.counted_at = hub.now;
        let status = fingerprint(datagram);
        let changed = core::mem::replace(&mut self.status, status) != status;
        // To read it costs more than all the rest, so it is read only when it is news.
        let registers = changed && self.registers(keepalive);
        let comes_up = !core::mem::replace(&mut self.is_up, true);
        if comes_up {
            hub.news.push_of(datagram, Some(self.line), News::Up { addr: from });
        } else if changed {
            hub.news.push_of(datagram, Some(self.line), News::Status);
        }
        if has_rebooted || comes_up || registers {
            self.end_pause();
            self.settle(config, hub);
        }
    }

    /// Whether a keepalive is an old one that the last one has overtaken. Then it says nothing that is
    /// still true. That of a gateway that was rebooted after few keepalives may look the same, but
    /// others follow it.
    pub(super) fn is_late(&mut self, now: Instant, count: i64) -> bool {
        /// By how much the count may fall.
        const OVERTAKEN: u64 = 3;
        let is_late = self.is_up
            && now < self.counted_at + LATE
            && count < self.count
            && self.count.abs_diff(count) <= OVERTAKEN;
        self.has_fallen |= is_late;
        is_late
    }

    /// Whether the count has begun anew: it has fallen, or it has been lower and is as far again.
    fn has_rebooted(&self, now: Instant, count: i64) -> bool {
        let again = self.has_fallen && count == self.count && now >= self.counted_at + LATE;
        self.has_count && (count < self.count || again)
    }

    /// Whether the line is registered with the mobile network, and was not before.
    fn registers(&mut self, keepalive: &Keepalive<'_>) -> bool {
        let is_out = keepalive.status().gsm_status == Some(Login::LoggedOut);
        core::mem::replace(&mut self.is_logged_out, is_out) && !is_out
    }
}

/// Of all that a keepalive says, but for its count and what changes all the time. It is that of the
/// bytes, since to read all fields of each keepalive would cost more than everything else.
fn fingerprint(datagram: &[u8]) -> u64 {
    let next = |from: usize| {
        let found = find_byte(b';', datagram.get(from..).unwrap_or_default());
        found.map_or(datagram.len(), |found| from + found)
    };
    let start = next(0);
    let mut at = start;
    while at < datagram.len() {
        let end = next(at + 1);
        if datagram[at + 1..end].starts_with(b"idle:") {
            return Hash::new().bytes(&datagram[start..at]).bytes(&datagram[end..]).finish();
        }
        at = end;
    }
    Hash::new().bytes(&datagram[start..]).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_and_the_count_are_left_out() {
        let same =
            ["req:1;id:a;pass:b;signal:1;idle:1;x:2;", "req:-99;id:a;pass:b;signal:1;idle:;x:2;"];
        assert_eq!(fingerprint(same[0].as_bytes()), fingerprint(same[1].as_bytes()));
        for other in [
            "req:1;id:a;pass:b;signal:2;idle:1;x:2;",
            "req:1;id:a;pass:b;signal:1;idle:1;x:3;",
            "req:1;id:a;pass:b;signal:1;x:2;",
            "req:1;id:a;pass:b;signal:1;idle:1",
            "req:1",
            ";",
            "",
        ] {
            assert_ne!(fingerprint(same[0].as_bytes()), fingerprint(other.as_bytes()), "{other}");
        }
    }
}
