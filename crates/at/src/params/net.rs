use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use core::str::FromStr;

use super::scan::{self, Field, Kind};
use super::{ParamError, Params, Quirk};

/// An address and its mask: `"2.197.17.49.255.255.255.255"`, `"FE80::1/64"`.
#[expect(clippy::exhaustive_structs, reason = "an address and a mask, and no more")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IpMask {
    /// The address.
    pub address: IpAddr,
    /// The mask, if there is one; of the same family.
    pub mask: Option<IpAddr>,
}

impl IpMask {
    /// How many bits of the address are those of the network, if there is a mask and it has ones in
    /// front only.
    pub const fn prefix_len(self) -> Option<u8> {
        let (ones, zeros, bits) = match self.mask {
            None => return None,
            Some(IpAddr::V4(mask)) => {
                (mask.to_bits().leading_ones(), mask.to_bits().trailing_zeros(), 32)
            }
            Some(IpAddr::V6(mask)) => {
                (mask.to_bits().leading_ones(), mask.to_bits().trailing_zeros(), 128)
            }
        };
        if ones + zeros == bits { Some(ones as u8) } else { None }
    }
}

impl<'a> Params<'a> {
    /// Takes an IP address, with or without quotes: `10.1.2.3`, `fe80::1`, or IPv6 as 16 decimal
    /// numbers with dots (3GPP TS 27.007, `+CGPIAF`).
    ///
    /// ```
    /// use core::net::IpAddr;
    /// use cellwire_at::params::Params;
    ///
    /// let mut params = Params::new(br#"10.1.2.3,"254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1""#);
    /// assert_eq!(params.ip()?, IpAddr::from([10, 1, 2, 3]));
    /// assert_eq!(params.ip()?.to_string(), "fe80::1");
    /// # Ok::<(), cellwire_at::params::ParamError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The parameter is missing, empty, or no address; or there is a mask.
    pub fn ip(&mut self) -> Result<IpAddr, ParamError> {
        let index = self.index();
        self.address(|text| match ip_mask(text)? {
            IpMask { address, mask: None } => Some(address),
            _ => None,
        })
        .map_err(|error| error.unwrap_or(ParamError::Address { index }))
    }

    /// Takes an IP address, if there is one; `""` is none.
    ///
    /// # Errors
    ///
    /// The parameter is no address; or there is a mask.
    pub fn opt_ip(&mut self) -> Result<Option<IpAddr>, ParamError> {
        if self.take_nothing()? { Ok(None) } else { self.ip().map(Some) }
    }

    /// Takes an IP address with or without a mask, which stands behind it as further numbers with dots,
    /// or as `/64`.
    ///
    /// # Errors
    ///
    /// The parameter is missing, empty, or no address.
    pub fn ip_mask(&mut self) -> Result<IpMask, ParamError> {
        let index = self.index();
        self.address(ip_mask).map_err(|error| error.unwrap_or(ParamError::Address { index }))
    }

    /// Takes an IP address with or without a mask, if there is one; `""` is none.
    ///
    /// # Errors
    ///
    /// The parameter is no address.
    pub fn opt_ip_mask(&mut self) -> Result<Option<IpMask>, ParamError> {
        if self.take_nothing()? { Ok(None) } else { self.ip_mask().map(Some) }
    }

    /// Takes an address and a port: `192.168.108.5:57202`, `[fe80::1]:80`.
    ///
    /// # Errors
    ///
    /// The parameter is missing, empty, or no such address.
    pub fn socket_addr(&mut self) -> Result<SocketAddr, ParamError> {
        let index = self.index();
        self.address(socket_addr).map_err(|error| error.unwrap_or(ParamError::Address { index }))
    }

    fn address<T>(&mut self, parse: impl Fn(&[u8]) -> Option<T>) -> Result<T, Option<ParamError>> {
        let mut field = self.required()?;
        if field.kind == Kind::Empty || field.raw == b"\"\"" {
            return Err(Some(ParamError::Empty { index: self.index() }));
        }
        let address = match parse(field.text) {
            Some(address) => address,
            None => without_blanks(&mut field, parse).ok_or(None)?,
        };
        self.accept(field.quirks, field.rest)?;
        Ok(address)
    }
}

/// Tries it again without the blanks that some manuals have: `ABCD: EF01: ...`.
fn without_blanks<T>(field: &mut Field<'_>, parse: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
    let mut buffer = [0; 160];
    let mut len = 0;
    for byte in field.text.iter().filter(|byte| !scan::is_blank(**byte)) {
        *buffer.get_mut(len)? = *byte;
        len += 1;
    }
    field.quirks.insert(Quirk::Blank);
    parse(buffer.get(..len).filter(|_| len < field.text.len())?)
}

fn ip_mask(text: &[u8]) -> Option<IpMask> {
    if let Some(slash) = text.iter().position(|byte| *byte == b'/') {
        let (address, len) = (ip(&text[..slash])?, decimal(&text[slash + 1..])?);
        return Some(IpMask { address, mask: Some(mask(address, len)?) });
    }
    if text.contains(&b':') {
        return Some(IpMask { address: ip(text)?, mask: None });
    }
    let mut octets = [0; 32];
    let (address, mask) = match dotted(text, &mut octets)? {
        octets @ ([_, _, _, _] | [_, _, _, _, _, _, _, _]) => {
            let (address, mask) = octets.split_at(4);
            (v4(address), v4(mask))
        }
        octets if matches!(octets.len(), 16 | 32) => {
            let (address, mask) = octets.split_at(16);
            (v6(address), v6(mask))
        }
        _ => return None,
    };
    Some(IpMask { address: address?, mask })
}

fn ip(text: &[u8]) -> Option<IpAddr> {
    if text.contains(&b':') {
        let text = core::str::from_utf8(text).ok()?;
        return Ipv6Addr::from_str(text).ok().map(IpAddr::V6);
    }
    let mut octets = [0; 16];
    match dotted(text, &mut octets)? {
        octets if octets.len() == 4 => v4(octets),
        octets if octets.len() == 16 => v6(octets),
        _ => None,
    }
}

fn v4(octets: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(octets).ok().map(IpAddr::from)
}

fn v6(octets: &[u8]) -> Option<IpAddr> {
    <[u8; 16]>::try_from(octets).ok().map(IpAddr::from)
}

fn mask(address: IpAddr, len: u8) -> Option<IpAddr> {
    let len = u32::from(len);
    match address {
        IpAddr::V4(_) if len <= 32 => {
            let bits = u32::MAX.checked_shl(32 - len).unwrap_or_default();
            Some(IpAddr::V4(Ipv4Addr::from_bits(bits)))
        }
        IpAddr::V6(_) if len <= 128 => {
            let bits = u128::MAX.checked_shl(128 - len).unwrap_or_default();
            Some(IpAddr::V6(Ipv6Addr::from_bits(bits)))
        }
        _ => None,
    }
}

fn socket_addr(text: &[u8]) -> Option<SocketAddr> {
    let colon = text.iter().rposition(|byte| *byte == b':')?;
    let (host, port) = (&text[..colon], &text[colon + 1..]);
    let address = match host {
        [b'[', host @ .., b']'] => ip(host).filter(IpAddr::is_ipv6)?,
        host => ip(host).filter(IpAddr::is_ipv4)?,
    };
    Some(SocketAddr::new(address, decimal(port)?))
}

/// Decimal numbers with dots between them; zeros may stand in front of each.
fn dotted<'d>(text: &[u8], octets: &'d mut [u8]) -> Option<&'d [u8]> {
    let mut len = 0;
    for part in text.split(|byte| *byte == b'.') {
        *octets.get_mut(len)? = decimal(part)?;
        len += 1;
    }
    octets.get(..len)
}

/// A number of one to five digits.
fn decimal<T: TryFrom<u32>>(digits: &[u8]) -> Option<T> {
    if !matches!(digits.len(), 1..=5) {
        return None;
    }
    let number = digits.iter().try_fold(0_u32, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit <= 9).then(|| number * 10 + u32::from(digit))
    });
    number?.try_into().ok()
}
