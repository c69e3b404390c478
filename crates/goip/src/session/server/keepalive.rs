use core::net::SocketAddr;

use cellwire_codec::find_byte;

use super::super::config::ServerConfig;
use super::super::debug;
use super::hash::Hash;
use super::hub::Hub;
use super::line::Line;
use super::news::News;
use super::outbox::Note;
use crate::message::Keepalive;

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
        hub.stats.keepalives += 1;
        let (count, status) = (keepalive.count, config.keepalive_status);
        hub.outbox.push(from, Note::Keepalive { count, status });

        if let Some(old) = moved_from {
            debug!("{:?} has moved from {old} to {from}", self.id());
            hub.news.push(self.line, News::Moved { from: old, to: from });
        }
        if self.has_count && count < self.count {
            debug!("{:?} counts from {count} after {}", self.id(), self.count);
            self.rebooted();
            hub.news.push(self.line, News::Rebooted);
            self.reboot_is_done(hub);
        }
        (self.count, self.has_count) = (count, true);
        let status = fingerprint(datagram);
        let changed = core::mem::replace(&mut self.status, status) != status;
        if !self.is_up {
            self.is_up = true;
            hub.news.push_of(datagram, Some(self.line), News::Up { addr: from });
            self.settle(config, hub);
        } else if changed {
            hub.news.push_of(datagram, Some(self.line), News::Status);
        }
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
