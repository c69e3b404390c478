use core::net::IpAddr;

/// Whether the address lies in one of the networks, or there are none.
pub(super) fn is_allowed(networks: &[(IpAddr, u8)], addr: IpAddr) -> bool {
    let addr = addr.to_canonical();
    networks.is_empty() || networks.iter().any(|(network, prefix)| holds(*network, *prefix, addr))
}

fn holds(network: IpAddr, prefix: u8, addr: IpAddr) -> bool {
    let differ = |difference: u128, bits: u32| {
        let host = bits.saturating_sub(prefix.into());
        difference.checked_shr(host).unwrap_or(0) != 0
    };
    match (network, addr) {
        (IpAddr::V4(network), IpAddr::V4(addr)) => {
            !differ((network.to_bits() ^ addr.to_bits()).into(), 32)
        }
        (IpAddr::V6(network), IpAddr::V6(addr)) => !differ(network.to_bits() ^ addr.to_bits(), 128),
        // `::ffff:192.0.2.0/120`, as some write it.
        (IpAddr::V6(network), IpAddr::V4(_)) => network
            .to_ipv4_mapped()
            .is_some_and(|network| prefix >= 96 && holds(IpAddr::V4(network), prefix - 96, addr)),
        (IpAddr::V4(_), IpAddr::V6(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_what_they_hold() {
        for (network, prefix, addr, holds) in [
            ("192.0.2.0", 24, "192.0.2.255", true),
            ("192.0.2.0", 24, "192.0.3.0", false),
            ("192.0.2.7", 32, "192.0.2.7", true),
            ("192.0.2.7", 32, "192.0.2.6", false),
            ("192.0.2.7", 200, "192.0.2.6", false),
            ("0.0.0.0", 0, "203.0.113.9", true),
            ("0.0.0.0", 0, "2001:db8::1", false),
            ("2001:db8::", 32, "2001:db8:ffff::1", true),
            ("2001:db8::", 32, "2001:db9::1", false),
            ("::", 0, "2001:db9::1", true),
            ("192.0.2.0", 24, "::ffff:192.0.2.1", true),
            ("::ffff:192.0.2.0", 120, "192.0.2.1", true),
            ("::ffff:192.0.2.0", 120, "192.0.3.1", false),
            ("::", 0, "192.0.2.1", false),
        ] {
            let networks = [(network.parse().unwrap(), prefix)];
            assert_eq!(is_allowed(&networks, addr.parse().unwrap()), holds, "{network} {addr}");
        }
        assert!(is_allowed(&[], "192.0.2.1".parse().unwrap()));
    }
}
