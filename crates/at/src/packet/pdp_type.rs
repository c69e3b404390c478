use crate::command::words;

words! {
    /// `<PDP_type>`: which packets a context carries (3GPP TS 27.007, 10.1.1).
    PdpType(str, string) {
        /// `"IP"`: IPv4.
        Ip = "IP";
        /// `"IPV6"`: IPv6.
        Ipv6 = "IPV6";
        /// `"IPV4V6"`: both.
        Ipv4v6 = "IPV4V6";
        /// `"PPP"`: of the point-to-point protocol.
        Ppp = "PPP";
        /// `"X.25"`; no longer in use.
        X25 = "X.25";
        /// `"Non-IP"`: of any kind.
        NonIp = "Non-IP";
        /// `"Ethernet"`: frames.
        Ethernet = "Ethernet";
        /// `"Unstructured"`: of any kind, in 5G.
        Unstructured = "Unstructured";
    }
}
