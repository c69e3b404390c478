//! `+CGEREP`, `+CGEV`: what happens to packet data (3GPP TS 27.007, 10.1.19).
//!
//! ```
//! use cellwire_at::command::Information;
//! use cellwire_at::network::cgerep::{By, Event, Urc};
//! use cellwire_at::Line;
//!
//! let urc = Urc::parse(Line::new(b"+CGEV: NW PDN DEACT 1"))?;
//! assert_eq!(urc.event, Event::PdnDeactivated { by: By::Network, cid: 1 });
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use cellwire_codec::Writer;

use crate::command::{Fields, Information, OtherWord, commands, information, named};
use crate::params::{ParamError, Params, ParamsWriter, Str, WriteError};

named! {
    /// What happens to events.
    Mode(u8) {
        /// They are kept.
        BUFFER = 0, "kept";
        /// They are sent, or discarded while there is data on the line.
        DISCARD = 1, "discarded while in data state";
        /// They are sent, or kept while there is data on the line.
        FORWARD = 2, "kept while in data state";
    }
}

commands! { "+CGEREP":
    /// Which values there are.
    Test -> Supported;
    /// What is in force.
    Read -> Answer;
    /// Sets it; without anything, nothing is told.
    Set {
        /// What happens to events.
        mode: Option<Mode>,
        /// What was kept is discarded (0) or sent (1) now.
        bfr: Option<u8>,
    };
}

information! {
    /// What is in force.
    Answer = "+CGEREP" {
        /// What happens to events.
        mode: Mode,
        /// What happens to those that were kept.
        bfr: Option<u8>,
    }
}

/// Something has happened to packet data: the unsolicited `+CGEV`.
#[expect(clippy::exhaustive_structs, reason = "it is no more than its event")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Urc<'a> {
    /// What has happened.
    pub event: Event<'a>,
}

/// Who did it.
#[expect(clippy::exhaustive_enums, reason = "there are two sides")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum By {
    /// `NW`: the network.
    Network,
    /// `ME`: the phone.
    Phone,
}

/// What has happened to packet data. `cid` is the context, as of `+CGDCONT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Event<'a> {
    /// `DETACH`: the phone has left packet data, and all contexts are gone.
    Detached {
        /// Who did it.
        by: By,
    },
    /// `CLASS`: the class of the phone has changed.
    Class {
        /// Who did it.
        by: By,
        /// `A`, `B`, `CG`, `CC` (3GPP TS 22.060).
        class: Str<'a>,
    },
    /// `PDN ACT`: a connection to a packet data network is there.
    PdnActivated {
        /// Who did it.
        by: By,
        /// Which context.
        cid: u8,
        /// Why it has other addresses than those that were asked for: 0 only IPv4 is allowed, 1 only
        /// IPv6, 2 only one address at a time, 3 as 2, and the second context failed.
        reason: Option<u8>,
        /// The second context, of the other address.
        cid_other: Option<u8>,
    },
    /// `ACT`: a further bearer of a connection is there.
    Activated {
        /// Who did it.
        by: By,
        /// The context of the connection.
        p_cid: u8,
        /// That of the bearer.
        cid: u8,
        /// 0 if the host has to be told, 1 if it asked for it.
        event_type: u8,
    },
    /// `DEACT` with an address: a context is gone.
    Deactivated {
        /// Who did it.
        by: By,
        /// `IP`, `IPV6`.
        pdp_type: Str<'a>,
        /// Which address.
        pdp_addr: Str<'a>,
        /// Which context, if that is known.
        cid: Option<u8>,
    },
    /// `PDN DEACT`: a connection to a packet data network is gone.
    PdnDeactivated {
        /// Who did it.
        by: By,
        /// Which context.
        cid: u8,
    },
    /// `DEACT` with contexts: a further bearer of a connection is gone.
    BearerDeactivated {
        /// Who did it.
        by: By,
        /// The context of the connection.
        p_cid: u8,
        /// That of the bearer.
        cid: u8,
        /// 0 if the host has to be told, 1 if it asked for it.
        event_type: u8,
    },
    /// `MODIFY`: a context has changed.
    Modified {
        /// Who did it.
        by: By,
        /// Which context.
        cid: u8,
        /// What: 1 the filters, 2 the quality, 3 both.
        change_reason: u8,
        /// 0 if the host has to be told, 1 if it asked for it.
        event_type: u8,
    },
    /// `REJECT`: the network asked for a context, and the phone refused.
    Rejected {
        /// `IP`, `IPV6`.
        pdp_type: Str<'a>,
        /// Which address.
        pdp_addr: Str<'a>,
    },
    /// `NW REACT`: the network has made a context anew.
    Reactivated {
        /// `IP`, `IPV6`.
        pdp_type: Str<'a>,
        /// Which address.
        pdp_addr: Str<'a>,
        /// Which context, if that is known.
        cid: Option<u8>,
    },
    /// Something else, as it stands in the line.
    Other(OtherWord<'a>),
}

/// The words in front, and what is behind them.
fn after<'a>(text: &'a [u8], words: &str) -> Option<&'a [u8]> {
    let (front, behind) = text.split_at_checked(words.len())?;
    let ends = behind.first().is_none_or(|byte| matches!(byte, b' ' | b','));
    let is_it = ends && front.eq_ignore_ascii_case(words.as_bytes());
    is_it.then(|| behind.strip_prefix(b",").unwrap_or(behind).trim_ascii_start())
}

impl<'a> Event<'a> {
    /// `None` if it is none of those that are known.
    fn known(text: &'a [u8]) -> Option<Self> {
        if let Some(behind) = after(text, "REJECT") {
            let mut params = Params::new(behind);
            let (pdp_type, pdp_addr) = (params.word().ok()?, params.word().ok()?);
            return Some(Self::Rejected { pdp_type, pdp_addr });
        }
        let (by, text) = match (after(text, "NW"), after(text, "ME")) {
            (Some(text), _) => (By::Network, text),
            (_, Some(text)) => (By::Phone, text),
            _ => return None,
        };
        let of = |words| after(text, words).map(Params::new);
        if after(text, "DETACH").is_some() {
            return Some(Self::Detached { by });
        }
        if let Some(mut params) = of("CLASS") {
            return Some(Self::Class { by, class: params.word().ok()? });
        }
        if let Some(mut params) = of("PDN ACT") {
            let cid = params.u8().ok()?;
            let (reason, cid_other) = (params.opt_u8().ok()?, params.opt_u8().ok()?);
            return Some(Self::PdnActivated { by, cid, reason, cid_other });
        }
        if let Some(mut params) = of("PDN DEACT") {
            return Some(Self::PdnDeactivated { by, cid: params.u8().ok()? });
        }
        if let Some(params) = of("ACT") {
            let [p_cid, cid, event_type] = three(params)?;
            return Some(Self::Activated { by, p_cid, cid, event_type });
        }
        if let Some(mut params) = of("DEACT") {
            if let Some([p_cid, cid, event_type]) = three(params) {
                return Some(Self::BearerDeactivated { by, p_cid, cid, event_type });
            }
            let (pdp_type, pdp_addr) = (params.word().ok()?, params.word().ok()?);
            return Some(Self::Deactivated { by, pdp_type, pdp_addr, cid: params.opt_u8().ok()? });
        }
        if let Some(params) = of("MODIFY") {
            let [cid, change_reason, event_type] = three(params)?;
            return Some(Self::Modified { by, cid, change_reason, event_type });
        }
        let mut params = of("REACT").filter(|_| by == By::Network)?;
        let (pdp_type, pdp_addr) = (params.word().ok()?, params.word().ok()?);
        Some(Self::Reactivated { pdp_type, pdp_addr, cid: params.opt_u8().ok()? })
    }

    /// The words, and the parameters behind them.
    fn parts(&self) -> (Option<By>, &'static str, [Part<'a>; 3]) {
        use Part::{Nothing, Number, Text};
        let opt = |number: Option<u8>| number.map_or(Nothing, Number);
        match *self {
            Self::Detached { by } => (Some(by), "DETACH", [Nothing; 3]),
            Self::Class { by, class } => (Some(by), "CLASS", [Text(class), Nothing, Nothing]),
            Self::PdnActivated { by, cid, reason, cid_other } => {
                (Some(by), "PDN ACT", [Number(cid), opt(reason), opt(cid_other)])
            }
            Self::Activated { by, p_cid, cid, event_type } => {
                (Some(by), "ACT", [Number(p_cid), Number(cid), Number(event_type)])
            }
            Self::Deactivated { by, pdp_type, pdp_addr, cid } => {
                (Some(by), "DEACT", [Text(pdp_type), Text(pdp_addr), opt(cid)])
            }
            Self::PdnDeactivated { by, cid } => {
                (Some(by), "PDN DEACT", [Number(cid), Nothing, Nothing])
            }
            Self::BearerDeactivated { by, p_cid, cid, event_type } => {
                (Some(by), "DEACT", [Number(p_cid), Number(cid), Number(event_type)])
            }
            Self::Modified { by, cid, change_reason, event_type } => {
                (Some(by), "MODIFY", [Number(cid), Number(change_reason), Number(event_type)])
            }
            Self::Rejected { pdp_type, pdp_addr } => {
                (None, "REJECT", [Text(pdp_type), Text(pdp_addr), Nothing])
            }
            Self::Reactivated { pdp_type, pdp_addr, cid } => {
                (Some(By::Network), "REACT", [Text(pdp_type), Text(pdp_addr), opt(cid)])
            }
            Self::Other(_) => (None, "", [Nothing; 3]),
        }
    }
}

/// A parameter of an event.
#[derive(Clone, Copy)]
enum Part<'a> {
    Nothing,
    Number(u8),
    Text(Str<'a>),
}

fn three(mut params: Params<'_>) -> Option<[u8; 3]> {
    Some([params.u8().ok()?, params.u8().ok()?, params.u8().ok()?])
}

impl<'a> Fields<'a> for Urc<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let mut ahead = *params;
        let text = ahead.rest();
        if text.is_empty() {
            return Err(ParamError::Missing { index: params.taken().saturating_add(1) });
        }
        *params = ahead;
        let other = || Event::Other(OtherWord::new(text.into()));
        Ok(Self { event: Event::known(text).unwrap_or_else(other) })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        if let Event::Other(other) = self.event {
            return params.raw(other.text().as_raw());
        }
        let (by, words, parts) = self.event.parts();
        // What cannot be written is found out before anything is.
        let mut measure = Writer::measuring();
        put_parts(&parts, &mut measure)?;
        let mut result = Ok(());
        params.parts(|to| {
            if let Some(by) = by {
                to.bytes(if by == By::Network { b"NW " } else { b"ME " });
            }
            to.bytes(words.as_bytes());
            if measure.written() > 0 {
                to.u8(b' ');
                result = put_parts(&parts, to);
            }
        });
        result
    }
}

fn put_parts(parts: &[Part<'_>], to: &mut Writer<'_>) -> Result<(), WriteError> {
    let mut params = ParamsWriter::new(to).omitting_last();
    for part in parts {
        match part {
            Part::Nothing => params.empty(),
            Part::Number(number) => params.number(*number),
            Part::Text(text) => params.word(*text)?,
        }
    }
    Ok(())
}

impl<'a> Information<'a> for Urc<'a> {
    const NAME: &'static str = "+CGEV";
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Line;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CGEREP=?", Test {});
        assert_command("+CGEREP?", Read {});
        assert_command("+CGEREP=2,1", Set { mode: Some(Mode::FORWARD), bfr: Some(1) });
        assert_command("+CGEREP=", Set { mode: None, bfr: None });
        assert_line("+CGEREP: 2,0", Answer { mode: Mode::FORWARD, bfr: Some(0) });
    }

    #[test]
    fn events() {
        let (by, event_type) = (By::Phone, 1);
        let (pdp_type, pdp_addr) = (Str::from("IP"), Str::from("10.0.0.1"));
        let line = |wire, event| assert_line(wire, Urc { event });
        line("+CGEV: NW DETACH", Event::Detached { by: By::Network });
        line("+CGEV: ME CLASS CG", Event::Class { by, class: "CG".into() });
        let event = Event::PdnActivated { by, cid: 1, reason: None, cid_other: None };
        line("+CGEV: ME PDN ACT 1", event);
        let event = Event::PdnActivated { by, cid: 1, reason: Some(3), cid_other: Some(2) };
        line("+CGEV: ME PDN ACT 1,3,2", event);
        let event = Event::Activated { by: By::Network, p_cid: 1, cid: 5, event_type };
        line("+CGEV: NW ACT 1,5,1", event);
        line("+CGEV: ME PDN DEACT 4", Event::PdnDeactivated { by, cid: 4 });
        line(
            "+CGEV: ME DEACT IP,10.0.0.1",
            Event::Deactivated { by, pdp_type, pdp_addr, cid: None },
        );
        line(
            "+CGEV: ME DEACT 1,5,1",
            Event::BearerDeactivated { by, p_cid: 1, cid: 5, event_type },
        );
        line(
            "+CGEV: ME MODIFY 1,2,1",
            Event::Modified { by, cid: 1, change_reason: 2, event_type },
        );
        line("+CGEV: REJECT IP,10.0.0.1", Event::Rejected { pdp_type, pdp_addr });
        let event = Event::Reactivated { pdp_type, pdp_addr, cid: Some(1) };
        line("+CGEV: NW REACT IP,10.0.0.1,1", event);
        let other = |text: &'static str| Event::Other(OtherWord::new(text.into()));
        line("+CGEV: EPS PDN ACT 1", other("EPS PDN ACT 1"));
        line("+CGEV: NW PDN ACTED", other("NW PDN ACTED"));
        line("+CGEV: ME REACT IP,1", other("ME REACT IP,1"));
    }

    /// The family 27007-cgev.
    #[test]
    fn vectors() {
        let values = answer::<Test>("+CGEREP: (0,1),(0)");
        assert!(values.allows(0, 1) && !values.allows(1, 1));
        let values = answer::<Test>("+CGEREP: (0-2),(0,1)");
        assert!(values.allows(0, 2) && values.allows(1, 1));
        let line = Line::new(b"+CGEV: NW DEACT IP, 123.123.123.123, 1");
        let expected = Event::Deactivated {
            by: By::Network,
            pdp_type: "IP".into(),
            pdp_addr: "123.123.123.123".into(),
            cid: Some(1),
        };
        assert_eq!(Urc::parse(line).unwrap().event, expected);
    }

    #[test]
    fn nothing_gets_out_of_an_event() {
        let mut buffer = [0; 64];
        let class = "A\r\nOK".into();
        let urc = Urc { event: Event::Class { by: By::Network, class } };
        assert!(urc.write_line(&mut buffer).is_err());
    }

    proptest! {
        #[test]
        fn any_event_is_kept(words in "(NW|ME|REJECT) (PDN )?(ACT|DEACT|MODIFY|X)( [0-9A-Z.]{1,4}(,[0-9A-Z.]{1,4}){0,3})?") {
            let mut buffer = [0; 100];
            let line = alloc::format!("+CGEV: {words}");
            let urc = Urc::parse(Line::new(line.as_bytes())).unwrap();
            let len = urc.write_line(&mut buffer).unwrap();
            prop_assert_eq!(Urc::parse(Line::new(&buffer[..len])).unwrap(), urc);
        }
    }
}
