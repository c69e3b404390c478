use crc::{CRC_16_KERMIT, CRC_16_XMODEM, Crc};

#[cfg(not(feature = "small-tables"))]
type Tables = crc::Table<16>;
#[cfg(feature = "small-tables")]
type Tables = crc::Table<1>;

static FORWARD: Crc<u16, Tables> = Crc::<u16, Tables>::new(&CRC_16_XMODEM);
static REFLECTED: Crc<u16, Tables> = Crc::<u16, Tables>::new(&CRC_16_KERMIT);

/// How the checksum of a frame was computed.
///
/// CityEasy devices use [`CrcKind::Ibm3740`]; the others were seen on cousins that speak the same
/// frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CrcKind {
    /// CRC-16/IBM-3740, also known as CRC-16/AUTOSAR and CRC-16/CCITT-FALSE: what the protocol
    /// calls CRC-CCITT with 0xffff.
    #[default]
    Ibm3740,
    /// CRC-16/KERMIT: bracelets.
    Kermit,
    /// CRC-16/KERMIT, low byte first: some servers of bracelets.
    KermitSwapped,
    /// CRC-16/IBM-SDLC, also known as X-25: TOPTEN and TK228.
    X25,
    /// CRC-16/XMODEM: answers of some servers of bracelets.
    Xmodem,
    /// The two bytes ff ff in place of a checksum: photo frames of wristbands.
    AllOnes,
}

impl CrcKind {
    /// Every kind, the usual one first.
    pub const ALL: &'static [Self] =
        &[Self::Ibm3740, Self::Kermit, Self::KermitSwapped, Self::X25, Self::Xmodem, Self::AllOnes];

    /// The checksum of `covered` as the frame carries it, high byte first.
    ///
    /// ```
    /// use cellwire_cityeasy::CrcKind;
    ///
    /// // The example of the protocol.
    /// let covered = [0x24, 0x24, 0x00, 0x11, 0x13, 0x61, 0x23, 0x45, 0x67, 0x8f, 0xff, 0x50, 0x00];
    /// assert_eq!(CrcKind::Ibm3740.checksum(&covered), 0x05d8);
    /// ```
    pub fn checksum(self, covered: &[u8]) -> u16 {
        self.checksum_by(|shape, initial| shape.update(initial, covered))
    }

    /// The checksum when `sum` gives the register after the covered bytes, beginning with another.
    pub(crate) fn checksum_by(self, sum: impl FnOnce(Shape, u16) -> u16) -> u16 {
        match self {
            Self::Ibm3740 => sum(Shape::Forward, 0xffff),
            Self::Xmodem => sum(Shape::Forward, 0),
            Self::Kermit => sum(Shape::Reflected, 0),
            Self::KermitSwapped => sum(Shape::Reflected, 0).swap_bytes(),
            Self::X25 => !sum(Shape::Reflected, 0xffff),
            Self::AllOnes => 0xffff,
        }
    }

    /// The name in the catalogue of CRC algorithms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ibm3740 => "CRC-16/IBM-3740",
            Self::Kermit => "CRC-16/KERMIT",
            Self::KermitSwapped => "CRC-16/KERMIT byte-swapped",
            Self::X25 => "CRC-16/IBM-SDLC",
            Self::Xmodem => "CRC-16/XMODEM",
            Self::AllOnes => "ffff",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Which checksums a decoder accepts.
///
/// ```
/// use cellwire_cityeasy::{CrcKind, CrcPolicy, FrameDecoder};
///
/// let strict = FrameDecoder::uplink();
/// let tolerant = FrameDecoder::uplink()
///     .with_crc(CrcPolicy::any_of(&[CrcKind::Ibm3740, CrcKind::X25]));
/// # let _ = (strict, tolerant);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CrcPolicy {
    kinds: u8,
    refuses: bool,
}

impl CrcPolicy {
    /// Only the checksum of the protocol, [`CrcKind::Ibm3740`]: the default.
    pub const STRICT: Self = Self::any_of(&[CrcKind::Ibm3740]);

    /// Every kind that was seen on this frame. A corrupt frame passes six times as often.
    pub const ANY: Self = Self::any_of(CrcKind::ALL);

    /// Whatever stands in place of the checksum. Only what a frame looks like tells it from noise
    /// then.
    pub const IGNORE: Self = Self { kinds: Self::ANY.kinds, refuses: false };

    /// Any of the kinds listed.
    pub const fn any_of(kinds: &[CrcKind]) -> Self {
        let mut set = 0;
        let mut rest = kinds;
        while let [kind, others @ ..] = rest {
            set |= kind.bit();
            rest = others;
        }
        Self { kinds: set, refuses: true }
    }

    /// Whether a kind is accepted.
    pub const fn accepts(self, kind: CrcKind) -> bool {
        !self.refuses || self.kinds & kind.bit() != 0
    }

    /// Whether a frame is refused when no kind matches.
    pub(crate) const fn refuses(self) -> bool {
        self.refuses
    }

    /// The first kind whose checksum is the one found.
    #[inline]
    pub(crate) fn matching(
        self,
        found: u16,
        mut sum: impl FnMut(Shape, u16) -> u16,
    ) -> Option<CrcKind> {
        CrcKind::ALL
            .iter()
            .copied()
            .filter(|kind| self.kinds & kind.bit() != 0)
            .find(|kind| kind.checksum_by(&mut sum) == found)
    }
}

impl Default for CrcPolicy {
    fn default() -> Self {
        Self::STRICT
    }
}

/// The two ways to run the polynomial 0x1021 over bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// High bit first.
    Forward,
    /// Low bit first, the register mirrored.
    Reflected,
}

impl Shape {
    /// The register after `bytes`, without any final inversion.
    #[inline]
    pub(crate) fn update(self, register: u16, bytes: &[u8]) -> u16 {
        #[cfg(test)]
        SUMMED.with(|summed| summed.set(summed.get() + bytes.len()));
        let mut digest = match self {
            Self::Forward => FORWARD.digest_with_initial(register),
            Self::Reflected => REFLECTED.digest_with_initial(register.reverse_bits()),
        };
        digest.update(bytes);
        digest.finalize()
    }

    /// The register after so many bytes of zero, in time that does not depend on their number.
    pub(crate) fn update_zeros(self, register: u16, zeros: Zeros) -> u16 {
        match self {
            Self::Forward => multiply(register, zeros.0),
            Self::Reflected => multiply(register.reverse_bits(), zeros.0).reverse_bits(),
        }
    }
}

/// A number of bytes of zero, as what they multiply a register with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Zeros(u16);

impl Zeros {
    /// Fewer than 65536.
    pub(crate) fn new(count: usize) -> Self {
        Self(multiply(NEAR[count & 0xff], FAR[count >> 8 & 0xff]))
    }
}

/// x^(8 n) modulo the polynomial, for n below 256, and for the multiples of 256 below 65536.
static NEAR: [u16; 256] = powers(BYTE);
static FAR: [u16; 256] = powers(power(BYTE, 256));

/// x^8.
const BYTE: u16 = 0x0100;

const fn powers(base: u16) -> [u16; 256] {
    let mut powers = [1; 256];
    let mut n = 1;
    while n < 256 {
        powers[n] = multiply(powers[n - 1], base);
        n += 1;
    }
    powers
}

const fn power(base: u16, exponent: usize) -> u16 {
    let mut power = 1;
    let mut n = 0;
    while n < exponent {
        power = multiply(power, base);
        n += 1;
    }
    power
}

/// The product of two polynomials over GF(2) modulo x^16 + x^12 + x^5 + 1.
const fn multiply(a: u16, b: u16) -> u16 {
    let mut product = 0;
    let mut bit = 0;
    while bit < 16 {
        // All ones where the bit is set: to choose rather than to jump.
        let chosen = 0_u32.wrapping_sub(b as u32 >> bit & 1);
        product ^= (a as u32) << bit & chosen;
        bit += 1;
    }
    // What stands above x^15, as what it is modulo the polynomial; each time it gets less.
    while product > 0xffff {
        let high = product >> 16;
        product = product & 0xffff ^ high << 12 ^ high << 5 ^ high;
    }
    product as u16
}

#[cfg(test)]
std::thread_local! {
    static SUMMED: core::cell::Cell<usize> = const { core::cell::Cell::new(0) };
}

/// How many bytes this thread has summed: the cost of hostile input, counted rather than timed.
#[cfg(test)]
pub(crate) fn summed_bytes() -> usize {
    SUMMED.with(core::cell::Cell::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_values_of_the_catalogue() {
        let check = b"123456789";
        assert_eq!(CrcKind::Ibm3740.checksum(check), 0x29b1);
        assert_eq!(CrcKind::Xmodem.checksum(check), 0x31c3);
        assert_eq!(CrcKind::Kermit.checksum(check), 0x2189);
        assert_eq!(CrcKind::KermitSwapped.checksum(check), 0x8921);
        assert_eq!(CrcKind::X25.checksum(check), 0x906e);
        assert_eq!(CrcKind::AllOnes.checksum(check), 0xffff);
    }

    #[test]
    fn zeros_at_once_are_zeros_one_by_one() {
        let zeros = alloc::vec![0; 66_000];
        for shape in [Shape::Forward, Shape::Reflected] {
            for len in [0, 1, 2, 255, 256, 257, 8192, 65_535] {
                for register in [0, 1, 0x8000, 0xffff, 0x1234] {
                    assert_eq!(
                        shape.update_zeros(register, Zeros::new(len)),
                        shape.update(register, &zeros[..len]),
                        "{shape:?} {register:04x} over {len}",
                    );
                }
            }
        }
    }
}
