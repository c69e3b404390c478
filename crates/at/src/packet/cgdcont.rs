//! `+CGDCONT`: which contexts there are (3GPP TS 27.007, 10.1.1).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::packet::PdpType;
//! use cellwire_at::packet::cgdcont::{Read, Set};
//! use cellwire_at::Line;
//!
//! let mut buffer = [0; 64];
//! let len = Set::new(1, PdpType::Ipv4v6, "internet").write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CGDCONT=1,\"IPV4V6\",\"internet\"\r");
//!
//! let line = br#"+CGDCONT: 2,"IP","epc.tmobile.com","",0,0"#;
//! let context = Read::answer(Line::new(line))?;
//! assert_eq!((context.cid, context.apn), (2, Some("epc.tmobile.com".into())));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::PdpType;
use crate::command::{Rest, commands, information, named};
use crate::params::Str;

named! {
    /// `<d_comp>`, `<h_comp>`: whether data or headers are compressed.
    Compression(u8) {
        /// They are not.
        OFF = 0, "off";
        /// As the maker prefers.
        ON = 1, "on";
        /// Data by V.42 bis, headers by RFC 1144.
        V42BIS_OR_RFC1144 = 2, "V.42 bis (data) or RFC 1144 (headers)";
        /// Data by V.44, headers by RFC 2507.
        V44_OR_RFC2507 = 3, "V.44 (data) or RFC 2507 (headers)";
        /// Headers by RFC 3095.
        RFC3095 = 4, "RFC 3095 (headers)";
    }
}

commands! { "+CGDCONT":
    /// Which values there are, a line for each type of packets.
    Test -> Supported;
    /// The contexts, a line for each.
    Read -> Answer<'l>;
    /// Defines a context. With nothing but its number it is gone.
    Set<'a> {
        /// Which one; in the range that the test form tells.
        cid: u8,
        /// Which packets it carries.
        pdp_type: Option<PdpType<'a>>,
        /// The access point name; the network chooses if it is empty or not there.
        apn: Option<Str<'a>>,
        /// The address of the phone. It is no longer asked for, and should be left out.
        pdp_addr: Option<Str<'a>>,
        /// Whether data is compressed.
        d_comp: Option<Compression>,
        /// Whether headers are compressed.
        h_comp: Option<Compression>,
        /// `<IPv4AddrAlloc>` and all behind it, with commas between.
        others: Rest<'a>,
    };
}

information! {
    /// A context.
    Answer<'a> = "+CGDCONT" {
        /// Which one.
        cid: u8,
        /// Which packets it carries.
        pdp_type: PdpType<'a>,
        /// The access point name.
        apn: Option<Str<'a>>,
        /// The address that it was defined with; that in use is told by [`+CGPADDR`](super::cgpaddr).
        pdp_addr: Option<Str<'a>>,
        /// Whether data is compressed.
        d_comp: Option<Compression>,
        /// Whether headers are compressed.
        h_comp: Option<Compression>,
        /// `<IPv4AddrAlloc>` and all behind it, with commas between.
        others: Rest<'a>,
    }
}

impl<'a> Set<'a> {
    /// A context with this access point name.
    pub fn new(cid: u8, pdp_type: PdpType<'a>, apn: &'a str) -> Self {
        Self { pdp_type: Some(pdp_type), apn: Some(apn.into()), ..Self::undefine(cid) }
    }

    /// The context is gone.
    pub fn undefine(cid: u8) -> Self {
        Self {
            cid,
            pdp_type: None,
            apn: None,
            pdp_addr: None,
            d_comp: None,
            h_comp: None,
            others: Rest::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use proptest::prelude::*;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::params::Params;

    #[test]
    fn forms() {
        assert_command("+CGDCONT=?", Test {});
        assert_command("+CGDCONT?", Read {});
        assert_command("+CGDCONT=3", Set::undefine(3));
        assert_command("+CGDCONT=1,\"IP\",\"\"", Set::new(1, PdpType::Ip, ""));
        let set = Set {
            h_comp: Some(Compression::RFC3095),
            others: Rest("0,1,,1".into()),
            ..Set::new(1, PdpType::NonIp, "a")
        };
        assert_command("+CGDCONT=1,\"Non-IP\",\"a\",,,4,0,1,,1", set);
        let other = Set::new(1, PdpType::of("OSPIH".into()), "a");
        assert_command("+CGDCONT=1,\"OSPIH\",\"a\"", other);
    }

    /// The family 27007-cgdcont.
    #[test]
    fn vectors() {
        let values = answer::<Test>("+CGDCONT: (1),\"IPV6\",,,(0),(0)");
        assert!(values.allows(0, 1) && values.allows_str(1, "IPV6") && values.allows(5, 0));
        let values = answer::<Test>("+CGDCONT: ( 1 ) , \"IP\" ,,, (0-2),(0-3)");
        assert!(values.allows(0, 1) && values.allows_str(1, "IP") && values.allows(5, 3));
        let values = answer::<Test>("+CGDCONT: , \"PPP\" ,,, (0-2),(0-3)");
        assert!(values.list(0).unwrap().is_none() && values.allows_str(1, "PPP"));
        let values = answer::<Test>("+CGDCONT: (1-17,101-116),\"IP\",,,(0),(0-4)");
        assert!(values.allows(0, 17) && values.allows(0, 101) && !values.allows(0, 18));

        let context = answer::<Read>("+CGDCONT: 1,\"IP\",,,0,0");
        assert_eq!((context.cid, context.pdp_type, context.apn), (1, PdpType::Ip, None));
        assert_line("+CGDCONT: 1,\"IP\",,,0,0", context);
        let line = "+CGDCONT: 1,\"IP\",\"nate.sktelecom.com\",\"\",0,0";
        let context = answer::<Read>(line);
        assert_eq!(context.apn, Some("nate.sktelecom.com".into()));
        assert_eq!(context.pdp_addr, Some("".into()));
        assert_line(line, context);
        assert_eq!(answer::<Read>("+CGDCONT: 3,\"ip\",\"MAXROAM.com\",\"\",0,0").cid, 3);
    }

    proptest! {
        #[test]
        fn any_name_is_kept(cid: u8, apn: String, pdp_type in "[!-~]{0,8}", d_comp: Option<u8>) {
            let set = Set {
                d_comp: d_comp.map(Compression),
                ..Set::new(cid, PdpType::of(pdp_type.as_str().into()), &apn)
            };
            let mut buffer = [0; 4096];
            let len = set.write_line(&mut buffer).unwrap();
            let fields = &buffer["AT+CGDCONT=".len()..len - 1];
            prop_assert_eq!(Set::parse(Params::strict(fields)), Ok(set));
        }
    }
}
