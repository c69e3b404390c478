//! `+CGPADDR`: the addresses of the contexts (3GPP TS 27.007, 10.1.14).
//!
//! ```
//! use cellwire_at::command::{Command, Dotted};
//! use cellwire_at::packet::cgpaddr::Set;
//! use cellwire_at::Line;
//!
//! let answer = Set::answer(Line::new(b"+CGPADDR: 1,\"10.1.2.3\""))?;
//! assert_eq!(answer.pdp_addr_1, Some(Dotted([10, 1, 2, 3].into())));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::{Dotted, Numbers, commands, information};

commands! { "+CGPADDR":
    /// Which contexts there are.
    Test -> Supported;
    /// The addresses of all contexts, a line for each.
    Action -> Answer;
    /// The addresses of some contexts, a line for each.
    Set<'a> {
        /// Which ones; all of them if there are none.
        cids: Numbers<'a>,
    } -> Answer;
}

information! {
    /// The addresses of a context.
    Answer = "+CGPADDR" {
        /// Which one.
        cid: u8,
        /// Its address, if it has one; some modems say 0.0.0.0 if it has none.
        pdp_addr_1: Option<Dotted>,
        /// Its other address, as a rule IPv6.
        pdp_addr_2: Option<Dotted>,
    }
}

#[cfg(test)]
mod tests {
    use core::net::IpAddr;

    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CGPADDR=?", Test {});
        assert_command("+CGPADDR", Action {});
        assert_command("+CGPADDR=1", Set { cids: Numbers::new(&[1]) });
        assert_command("+CGPADDR=1,2", Set { cids: Numbers::new(&[1, 2]) });
        assert_line("+CGPADDR: 1", Answer { cid: 1, pdp_addr_1: None, pdp_addr_2: None });
        let both = Answer {
            cid: 1,
            pdp_addr_1: Some(Dotted([10, 1, 2, 3].into())),
            pdp_addr_2: Some(Dotted(IpAddr::from([0xfe80, 0, 0, 0, 0, 0, 0, 1_u16]))),
        };
        assert_line("+CGPADDR: 1,\"10.1.2.3\",\"254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1\"", both);
        assert_eq!(answer::<Action>("+CGPADDR: 1,10.1.2.3,fe80::1"), both);
        assert_eq!(answer::<Action>("+CGPADDR: 2,\"\"").pdp_addr_1, None);
    }
}
