use core::net::IpAddr;

use cellwire_codec::Instant;

use super::hash::Hash;

/// Counts what happens within a second.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rate {
    second: u32,
    count: u32,
}

impl Rate {
    /// Whether one more is within the limit.
    pub(super) fn allows(&mut self, now: Instant, limit: u32) -> bool {
        let second = now.since_origin().as_secs() as u32;
        if self.second != second {
            *self = Self { second, count: 0 };
        }
        let allowed = self.count < limit;
        self.count = self.count.saturating_add(1);
        allowed
    }
}

/// The same for any number of addresses in a fixed space, which some of them share.
#[derive(Debug)]
pub(super) struct Rates([Rate; 256]);

impl Rates {
    pub(super) const fn new() -> Self {
        Self([Rate { second: 0, count: 0 }; 256])
    }

    pub(super) fn allow(&mut self, now: Instant, addr: IpAddr, limit: u32) -> bool {
        let hash = match addr.to_canonical() {
            IpAddr::V4(addr) => Hash::new().bytes(&addr.octets()),
            // Whoever has one such address has a network of them.
            IpAddr::V6(addr) => Hash::new().bytes(&addr.octets()[..8]),
        };
        self.0[usize::from(hash.finish() as u8)].allows(now, limit)
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    #[test]
    fn counts_each_second_anew() {
        let mut rate = Rate::default();
        let at = |millis| Instant::from_origin(Duration::from_millis(millis));
        let allowed = [0, 10, 999, 1000, 1001, 1002].map(|millis| rate.allows(at(millis), 2));
        assert_eq!(allowed, [true, true, false, true, true, false]);
    }
}
