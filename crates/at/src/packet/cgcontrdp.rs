//! `+CGCONTRDP`: all about the active contexts (3GPP TS 27.007, 10.1.23).
//!
//! ```
//! use cellwire_at::command::{Command, Dotted};
//! use cellwire_at::packet::cgcontrdp::Set;
//! use cellwire_at::Line;
//!
//! let line = br#"+CGCONTRDP: 1,5,"internet","10.1.2.3.255.0.0.0","10.1.2.1","8.8.8.8""#;
//! let answer = Set::answer(Line::new(line))?;
//! assert_eq!(answer.local_addr_and_subnet_mask.and_then(|local| local.prefix_len()), Some(8));
//! assert_eq!(answer.dns_prim_addr, Some(Dotted([8, 8, 8, 8].into())));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use core::net::IpAddr;

use crate::command::{Dotted, Fields, Information, Param, Rest, commands};
use crate::params::{IpMask, ParamError, Params, ParamsWriter, Str, WriteError};

commands! { "+CGCONTRDP":
    /// Which contexts are active.
    Test -> Supported;
    /// All about all active contexts.
    Action -> Answer<'l>;
    /// All about a context.
    Set {
        /// Which one.
        cid: u8,
    } -> Answer<'l>;
}

/// All about an active context. One with IPv4 and IPv6 has a line for each.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Answer<'a> {
    /// Which one.
    pub cid: u8,
    /// Its bearer.
    pub bearer_id: Option<u8>,
    /// Its access point name, as the network has it.
    pub apn: Option<Str<'a>>,
    /// Its address and mask. Some modems have the mask as a parameter of its own, which is read.
    pub local_addr_and_subnet_mask: Option<IpMask>,
    /// The gateway.
    pub gw_addr: Option<Dotted>,
    /// The first server of names.
    pub dns_prim_addr: Option<Dotted>,
    /// The second one.
    pub dns_sec_addr: Option<Dotted>,
    /// The first P-CSCF.
    pub p_cscf_prim_addr: Option<Dotted>,
    /// The second one.
    pub p_cscf_sec_addr: Option<Dotted>,
    /// Whether it is only for the signalling of IMS.
    pub im_cn_signalling_flag: Option<bool>,
    /// `<LIPA_indication>` and all behind it, with commas between.
    pub others: Rest<'a>,
}

impl<'a> Fields<'a> for Answer<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let cid = params.u8()?;
        let bearer_id = params.opt_u8()?;
        let apn = params.opt_str()?;
        let mut local = params.opt_ip_mask()?;
        if let Some(IpMask { address, mask: mask @ None }) = &mut local {
            let mut ahead = *params;
            if let Ok(other) = ahead.ip()
                && is_mask(other)
                && other.is_ipv4() == address.is_ipv4()
            {
                *mask = Some(other);
                *params = ahead;
            }
        }
        Ok(Self {
            cid,
            bearer_id,
            apn,
            local_addr_and_subnet_mask: local,
            gw_addr: Param::take(params)?,
            dns_prim_addr: Param::take(params)?,
            dns_sec_addr: Param::take(params)?,
            p_cscf_prim_addr: Param::take(params)?,
            p_cscf_sec_addr: Param::take(params)?,
            im_cn_signalling_flag: Param::take(params)?,
            others: Param::take(params)?,
        })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.cid.put(params)?;
        self.bearer_id.put(params)?;
        self.apn.put(params)?;
        self.local_addr_and_subnet_mask.put(params)?;
        self.gw_addr.put(params)?;
        self.dns_prim_addr.put(params)?;
        self.dns_sec_addr.put(params)?;
        self.p_cscf_prim_addr.put(params)?;
        self.p_cscf_sec_addr.put(params)?;
        self.im_cn_signalling_flag.put(params)?;
        self.others.put(params)
    }
}

impl<'a> Information<'a> for Answer<'a> {
    const NAME: &'static str = "+CGCONTRDP";
}

/// Whether an address is a mask: 8 ones or more, and zeros. No gateway has such an address.
fn is_mask(address: IpAddr) -> bool {
    IpMask { address, mask: Some(address) }.prefix_len().is_some_and(|len| len >= 8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Line;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CGCONTRDP=?", Test {});
        assert_command("+CGCONTRDP", Action {});
        assert_command("+CGCONTRDP=1", Set { cid: 1 });
    }

    /// The family 27007-cgcontrdp.
    #[test]
    fn vectors() {
        let ip = |octets: [u8; 4]| IpAddr::from(octets);
        let line = "+CGCONTRDP: 4,5,\"ibox.tim.it.mnc001.mcc222.gprs\",\"2.197.17.49.255.255.255.255\",\"2.197.17.49\",\"10.207.43.46\",\"10.206.56.132\",\"0.0.0.0\",\"0.0.0.0\",0";
        let joined = answer::<Action>(line);
        assert_line(line, joined);
        assert_eq!((joined.cid, joined.bearer_id), (4, Some(5)));
        assert_eq!(joined.apn, Some("ibox.tim.it.mnc001.mcc222.gprs".into()));
        let local = joined.local_addr_and_subnet_mask.unwrap();
        assert_eq!((local.address, local.prefix_len()), (ip([2, 197, 17, 49]), Some(32)));
        assert_eq!(joined.gw_addr, Some(Dotted(ip([2, 197, 17, 49]))));
        assert_eq!(joined.dns_sec_addr, Some(Dotted(ip([10, 206, 56, 132]))));
        assert_eq!(joined.im_cn_signalling_flag, Some(false));

        let line = "+CGCONTRDP: 4,5,\"ibox.tim.it.mnc001.mcc222.gprs\",\"2.197.17.49\",\"255.255.255.255\",\"2.197.17.49\",\"10.207.43.46\",\"10.206.56.132\",\"0.0.0.0\",\"0.0.0.0\"";
        let apart = answer::<Action>(line);
        assert_eq!(apart, Answer { im_cn_signalling_flag: None, ..joined });
    }

    #[test]
    fn odd_ones() {
        // Without a mask.
        let found = answer::<Set>("+CGCONTRDP: 1,5,\"a\",\"10.1.2.3\",\"10.1.2.1\",\"8.8.8.8\"");
        assert_eq!(found.local_addr_and_subnet_mask.unwrap().mask, None);
        assert_eq!(found.gw_addr, Some(Dotted([10, 1, 2, 1].into())));
        let found = answer::<Set>("+CGCONTRDP: 1,5,\"a\",,\"0.0.0.0\",\"\",");
        assert_eq!((found.local_addr_and_subnet_mask, found.dns_prim_addr), (None, None));
        let found = answer::<Set>(
            "+CGCONTRDP: 1,5,\"a\",\"32.1.0.0.0.0.0.0.0.0.0.0.0.0.0.1.255.255.255.255.255.255.255.255.0.0.0.0.0.0.0.0\",\"254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1\"",
        );
        assert_eq!(found.local_addr_and_subnet_mask.unwrap().prefix_len(), Some(64));
        assert!(found.gw_addr.unwrap().0.is_ipv6());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            cid: u8,
            apn in prop::option::of("[ -~]{0,20}"),
            local: Option<(u32, u32)>,
            gateway in prop::option::of(0x0100_0000..0xe000_0000_u32),
            dns: Option<u128>,
            flag: Option<bool>,
            others in "([0-9]{1,3}(,[0-9]{1,3}){0,3})?",
        ) {
            let dotted = |address: u32| Dotted(IpAddr::V4(address.into()));
            let answer = Answer {
                cid,
                bearer_id: None,
                apn: apn.as_deref().map(Str::from),
                local_addr_and_subnet_mask: local.map(|(address, mask)| IpMask {
                    address: IpAddr::V4(address.into()),
                    mask: Some(IpAddr::V4(mask.into())),
                }),
                gw_addr: gateway.map(dotted),
                dns_prim_addr: dns.map(|address| Dotted(IpAddr::V6(address.into()))),
                dns_sec_addr: None,
                p_cscf_prim_addr: None,
                p_cscf_sec_addr: None,
                im_cn_signalling_flag: flag,
                others: Rest(others.as_str().into()),
            };
            let mut buffer = [0; 400];
            let len = answer.write_line(&mut buffer).unwrap();
            prop_assert_eq!(Answer::parse(Line::new(&buffer[..len])), Ok(answer));
        }
    }
}
