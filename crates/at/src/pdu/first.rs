//! The bits of the first octet of a TPDU (TS 23.040 9.2.3).

pub(super) mod flag {
    /// 0: more messages to send.
    pub(in super::super) const MMS: u8 = 2;
    /// Loop prevention.
    pub(in super::super) const LP: u8 = 3;
    /// Reject duplicates.
    pub(in super::super) const RD: u8 = 2;
    /// The low one of the two bits of the validity period format.
    pub(in super::super) const VPF: u8 = 3;
    /// Status report indication, request, or qualifier.
    pub(in super::super) const SRI: u8 = 5;
    /// User data header indicator.
    pub(in super::super) const UDHI: u8 = 6;
    /// Reply path.
    pub(in super::super) const RP: u8 = 7;
}

pub(super) const fn bit(octet: u8, bit: u8) -> bool {
    octet >> bit & 1 != 0
}
