use crate::command::named;
use crate::params::{Number, ParamError, Params, ParamsWriter, Peek, Str, WriteError};
use crate::{Belongs, Line};

use super::AccessTechnology;

named! {
    /// `<stat>`: whether the phone is registered.
    Status(u8) {
        /// It is not, and does not look for a network.
        NOT_REGISTERED = 0, "not registered, not searching";
        /// It is, at home.
        HOME = 1, "registered, home network";
        /// It looks for a network.
        SEARCHING = 2, "not registered, searching";
        /// A network refused it.
        DENIED = 3, "registration denied";
        /// It does not know, as out of coverage.
        UNKNOWN = 4, "unknown";
        /// It is, abroad.
        ROAMING = 5, "registered, roaming";
        /// At home, for short messages only.
        HOME_SMS_ONLY = 6, "registered for SMS only, home network";
        /// Abroad, for short messages only.
        ROAMING_SMS_ONLY = 7, "registered for SMS only, roaming";
        /// For emergency calls only.
        EMERGENCY_ONLY = 8, "attached for emergency bearer services only";
        /// At home; calls by CSFB are better not made.
        HOME_CSFB_NOT_PREFERRED = 9, "registered for CSFB not preferred, home network";
        /// Abroad; calls by CSFB are better not made.
        ROAMING_CSFB_NOT_PREFERRED = 10, "registered for CSFB not preferred, roaming";
        /// To a network for local services with restrictions.
        ATTACHED_RLOS = 11, "attached for access to RLOS";
    }
}

impl Status {
    /// Whether the phone is registered for more than short messages and emergency calls.
    pub const fn is_registered(self) -> bool {
        matches!(self.0, 1 | 5 | 9 | 10)
    }
}

named! {
    /// `<n>`: what is told unsolicited.
    Mode(u8) {
        /// Nothing.
        DISABLED = 0, "disabled";
        /// Whether the phone is registered.
        STATUS = 1, "status";
        /// Where it is, too.
        LOCATION = 2, "status and location";
        /// Why it is not, too.
        CAUSE = 3, "status, location and cause";
        /// The timers of the power saving mode, too.
        PSM = 4, "status, location and PSM timers";
        /// All of that.
        PSM_CAUSE = 5, "status, location, cause and PSM timers";
    }
}

named! {
    /// `<cause_type>`: what a `<reject_cause>` means.
    CauseType(u8) {
        /// It is a cause of the network's mobility management: MM (3GPP TS 24.008 annex G), GMM, EMM (TS
        /// 24.301 annex A), or 5GMM (TS 24.501 annex A).
        STANDARD = 0, "cause of the mobility management";
        /// It is one of the maker.
        MANUFACTURER = 1, "manufacturer-specific cause";
    }
}

/// Whether the phone is registered, and where: what all four commands say.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Registration<'a> {
    /// Whether it is registered.
    pub stat: Status,
    /// Where it is: the location area, of two bytes. Of `+CEREG`, it is the tracking area `<tac>`, of two
    /// bytes, and of `+C5GREG`, of three.
    #[doc(alias = "tac")]
    pub lac: Option<u32>,
    /// Which cell: 28 bits; of `+C5GREG`, 36 bits.
    pub ci: Option<u64>,
    /// How it is connected.
    #[doc(alias = "AcT")]
    pub act: Option<AccessTechnology>,
    /// The routing area, of `+CGREG`. Some modems have it for `+CEREG`, too.
    pub rac: Option<u8>,
    /// How long the allowed NSSAI is, in bytes; of `+C5GREG`.
    #[doc(alias = "Allowed_NSSAI_length")]
    pub allowed_nssai_length: Option<u16>,
    /// Which slices are allowed, as `"01.000001:02"`; of `+C5GREG`.
    #[doc(alias = "Allowed_NSSAI")]
    pub allowed_nssai: Option<Str<'a>>,
    /// What the cause means.
    pub cause_type: Option<CauseType>,
    /// Why it is not registered.
    pub reject_cause: Option<u16>,
    /// For how long it can be reached, timer T3324: 8 bits, as `"00100001"` (3GPP TS 24.008, 10.5.7.4); of
    /// `+CEREG` and `+CGREG`.
    #[doc(alias = "Active-Time")]
    pub active_time: Option<Str<'a>>,
    /// How often it comes back, timer T3412 or T3312: 8 bits (3GPP TS 24.008, 10.5.7.4a); of `+CEREG` and
    /// `+CGREG`.
    #[doc(alias = "Periodic-TAU")]
    #[doc(alias = "Periodic-RAU")]
    pub periodic_tau: Option<Str<'a>>,
}

/// Which of the four commands it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Register {
    Creg,
    Cgreg,
    Cereg,
    C5greg,
}

impl Register {
    /// The highest `<n>`.
    const fn highest_mode(self) -> u8 {
        match self {
            Self::Creg | Self::C5greg => 3,
            Self::Cgreg | Self::Cereg => 5,
        }
    }

    /// How many digits an area and a cell have.
    const fn widths(self) -> (usize, usize) {
        if matches!(self, Self::C5greg) { (6, 10) } else { (4, 8) }
    }
}

/// What stands behind `<n>`. An area or a number that is none is left out, since a phone that prints it
/// is registered nonetheless.
impl<'a> Registration<'a> {
    fn read(params: &mut Params<'a>, register: Register) -> Result<Self, ParamError> {
        let stat = params.number().map(Status)?;
        let lac = hex(params);
        let mut rac =
            if register == Register::Cereg { routing_area_in_front(params) } else { None };
        let ci = hex(params);
        let act = decimal(params).map(AccessTechnology);
        if register == Register::Cgreg {
            rac = hex(params);
        }
        let (mut allowed_nssai_length, mut allowed_nssai) = (None, None);
        if register == Register::C5greg {
            allowed_nssai_length = decimal(params);
            allowed_nssai = params.opt_str()?;
        }
        let cause_type = decimal(params).map(CauseType);
        let reject_cause = decimal(params);
        let (mut active_time, mut periodic_tau) = (None, None);
        if matches!(register, Register::Cereg | Register::Cgreg) {
            (active_time, periodic_tau) = (params.opt_str()?, params.opt_str()?);
        }
        Ok(Self {
            stat,
            lac,
            ci,
            act,
            rac,
            allowed_nssai_length,
            allowed_nssai,
            cause_type,
            reject_cause,
            active_time,
            periodic_tau,
        })
    }

    /// What another register has is left out.
    fn write(
        &self,
        params: &mut ParamsWriter<'_, '_>,
        register: Register,
    ) -> Result<(), WriteError> {
        let (lac_width, ci_width) = register.widths();
        params.number(self.stat.0);
        put_hex(self.lac, lac_width, params);
        if register == Register::Cereg && self.rac.is_some() {
            put_hex(self.rac, 2, params);
        }
        put_hex(self.ci, ci_width, params);
        params.opt_number(self.act.map(|act| act.0));
        if register == Register::Cgreg {
            put_hex(self.rac, 2, params);
        }
        if register == Register::C5greg {
            params.opt_number(self.allowed_nssai_length);
            params.opt_string(self.allowed_nssai)?;
        }
        params.opt_number(self.cause_type.map(|cause_type| cause_type.0));
        params.opt_number(self.reject_cause);
        if matches!(register, Register::Cereg | Register::Cgreg) {
            params.opt_string(self.active_time)?;
            params.opt_string(self.periodic_tau)?;
        }
        Ok(())
    }
}

fn put_hex<T: Number>(value: Option<T>, width: usize, params: &mut ParamsWriter<'_, '_>) {
    match value {
        Some(value) => params.hex_string(value, width),
        None => params.empty(),
    }
}

/// The highest `<stat>` there is.
const HIGHEST_STAT: u8 = 11;

/// Whether the next parameter is `<stat>`: a small decimal number without quotes, perhaps with zeros in
/// front. An area may look alike if it has four digits and no quotes.
fn is_stat(params: Params<'_>) -> Belongs {
    let (mut number, mut text) = (params, params);
    let is_small = params.peek() == Peek::Integer
        && params.peek_byte().is_some_and(|byte| byte.is_ascii_digit())
        && number.u8().is_ok_and(|number| number <= HIGHEST_STAT);
    // Behind <stat> there is an area, and behind an area a cell; both have quotes or none has.
    let is_clear = text.word().is_ok_and(|digits| digits.len() < 4) || text.peek() == Peek::Quoted;
    match (is_small, is_clear) {
        (false, _) => Belongs::No,
        (true, true) => Belongs::Yes,
        (true, false) => Belongs::Unclear,
    }
}

/// Which line is the answer to the read form, and which is an unsolicited code: they have the same name
/// and are alike.
///
/// The answer has `<n>` in front of `<stat>`, so its second parameter is a small number; that of a code
/// is an area, in quotes or with letters in it. An area of digits only, as in `1,0001,0010,0`, could be
/// either.
fn belongs_to_read(line: Line<'_>, before: u16) -> Belongs {
    let Some((_, mut params)) = Params::split(line.as_bytes()) else { return Belongs::No };
    let is_mode = params.u8().is_ok_and(|mode| mode <= Mode::PSM_CAUSE.0);
    if is_mode && before == 0 { is_stat(params) } else { Belongs::No }
}

/// The answer to the test form has a list.
fn belongs_to_test(line: Line<'_>, before: u16) -> Belongs {
    let is_list =
        Params::split(line.as_bytes()).is_some_and(|(_, params)| params.peek() == Peek::List);
    if is_list && before == 0 { Belongs::Yes } else { Belongs::No }
}

/// Skips `<n>` if an unsolicited code has it, as that of some phones has: `2,1,81ED,1A9CEB`.
///
/// It has if `<n>` is one that comes with an area, and a small number follows, and then an area. With
/// an area of one digit, which no modem should print, this may err.
fn skip_mode(params: &mut Params<'_>, register: Register) {
    let mut ahead = *params;
    let Ok(first) = ahead.u8() else { return };
    if is_stat(ahead) != Belongs::Yes {
        return;
    }
    let mut behind = ahead;
    behind.skip();
    let (area, mut fourth) = (behind.peek(), behind);
    fourth.skip();
    // Then 1 would be <stat>, and the fourth parameter <AcT>.
    let is_access = fourth.word().is_ok_and(|text| text.len() < 3 && !text.is_quoted());
    let is_mode = match first {
        0 => area == Peek::Missing,
        1 => area == Peek::Missing || (area != Peek::Empty && !is_access),
        _ => first <= register.highest_mode() && area != Peek::Empty,
    };
    if is_mode {
        *params = ahead;
    }
}

/// A hexadecimal number if there is one; nothing if there is something else.
fn hex<T: Number>(params: &mut Params<'_>) -> Option<T> {
    match params.opt_hex() {
        Ok(number) => number,
        Err(_) => {
            params.skip();
            None
        }
    }
}

/// A decimal number if there is one; nothing if there is something else, such as the further areas of
/// a Samsung Wave.
fn decimal<T: Number>(params: &mut Params<'_>) -> Option<T> {
    match params.opt_number() {
        Ok(number) => number,
        Err(_) => {
            params.skip();
            None
        }
    }
}

/// The routing area in front of the cell, as Novatel's LTE modems print it: `1F00,20,79D903,7`. Both it
/// and the cell are told by their lengths.
fn routing_area_in_front(params: &mut Params<'_>) -> Option<u8> {
    let mut ahead = *params;
    let len = |params: &mut Params<'_>| params.word().map_or(0, Str::len);
    let (area, cell) = (len(&mut ahead), len(&mut ahead));
    if matches!(area, 1..=2) && cell > 2 { hex(params) } else { None }
}

macro_rules! registers {
    ($($(#[$meta:meta])* $module:ident $at:literal $register:ident;)*) => {$(
        $(#[$meta])*
        pub mod $module {
            use super::{Mode, Register, Registration};
            use crate::Lines;
            use crate::command::{Fields, Information, commands};
            use crate::params::{ParamError, Params, ParamsWriter, WriteError};

            commands! { $at:
                /// Which modes there are.
                Test -> Supported,
                    |plan| plan.with_lines(Lines::Chosen(super::belongs_to_test));
                /// Whether the phone is registered. An unsolicited code that comes in between is told
                /// from the answer, as far as it can be.
                Read -> Answer<'l>,
                    |plan| plan.with_lines(Lines::Chosen(super::belongs_to_read));
                /// Sets what is told unsolicited.
                Set {
                    /// What is told.
                    n: Mode,
                };
            }

            /// Whether the phone is registered, as an answer.
            #[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            #[cfg_attr(feature = "serde", derive(serde::Serialize))]
            pub struct Answer<'a> {
                /// What is told unsolicited.
                pub n: Mode,
                /// Whether it is registered, and where.
                pub registration: Registration<'a>,
            }

            impl<'a> Fields<'a> for Answer<'a> {
                fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
                    let n = params.number().map(Mode)?;
                    let registration = Registration::read(params, Register::$register)?;
                    Ok(Self { n, registration })
                }

                fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
                    params.number(self.n.0);
                    self.registration.write(params, Register::$register)
                }
            }

            impl<'a> Information<'a> for Answer<'a> {
                const NAME: &'static str = $at;
            }

            /// Whether the phone is registered, as an unsolicited code. Some phones print `<n>` in it,
            /// too, which is left out.
            #[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            #[cfg_attr(feature = "serde", derive(serde::Serialize))]
            pub struct Urc<'a> {
                /// Whether it is registered, and where.
                pub registration: Registration<'a>,
            }

            impl<'a> Fields<'a> for Urc<'a> {
                fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
                    super::skip_mode(params, Register::$register);
                    let registration = Registration::read(params, Register::$register)?;
                    Ok(Self { registration })
                }

                fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
                    self.registration.write(params, Register::$register)
                }
            }

            impl<'a> Information<'a> for Urc<'a> {
                const NAME: &'static str = $at;
            }
        }
    )*};
}

registers! {
    /// `+CREG`: whether the phone is registered for calls (3GPP TS 27.007, 7.2).
    ///
    /// ```
    /// use cellwire_at::command::{Command, Information};
    /// use cellwire_at::network::creg::{Read, Urc};
    /// use cellwire_at::network::{AccessTechnology, Mode, Status};
    /// use cellwire_at::Line;
    ///
    /// let answer = Read::answer(Line::new(br#"+CREG: 2,1,"81ED","1A9CEB",7"#))?;
    /// assert_eq!(answer.n, Mode::LOCATION);
    /// assert_eq!(answer.registration.stat, Status::HOME);
    /// assert_eq!(answer.registration.lac, Some(0x81ed));
    ///
    /// let urc = Urc::parse(Line::new(br#"+CREG: 5,"81ED","1A9CEB",7"#))?;
    /// assert_eq!(urc.registration.stat, Status::ROAMING);
    /// assert_eq!(urc.registration.act, Some(AccessTechnology::E_UTRAN));
    /// # Ok::<(), cellwire_at::params::ParamError>(())
    /// ```
    creg "+CREG" Creg;
    /// `+CGREG`: whether the phone is registered for packet data of GSM and UMTS (3GPP TS 27.007, 10.1.20);
    /// as [`creg`].
    cgreg "+CGREG" Cgreg;
    /// `+CEREG`: whether the phone is registered in LTE (3GPP TS 27.007, 10.1.22); as [`creg`].
    cereg "+CEREG" Cereg;
    /// `+C5GREG`: whether the phone is registered in 5G (3GPP TS 27.007, 10.1.47); as [`creg`].
    c5greg "+C5GREG" C5greg;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Plan;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::command::{Command, Information};

    const HOME: Registration<'_> = Registration {
        stat: Status::HOME,
        lac: Some(0x81ed),
        ci: Some(0x1a_9ceb),
        act: Some(AccessTechnology::E_UTRAN),
        rac: None,
        allowed_nssai_length: None,
        allowed_nssai: None,
        cause_type: None,
        reject_cause: None,
        active_time: None,
        periodic_tau: None,
    };

    #[test]
    fn forms() {
        assert_command("+CREG=?", creg::Test {});
        assert_command("+CREG?", creg::Read {});
        assert_command("+CREG=2", creg::Set { n: Mode::LOCATION });
        assert_command("+CGREG=?", cgreg::Test {});
        assert_command("+CGREG?", cgreg::Read {});
        assert_command("+CGREG=0", cgreg::Set { n: Mode::DISABLED });
        assert_command("+CEREG=?", cereg::Test {});
        assert_command("+CEREG?", cereg::Read {});
        assert_command("+CEREG=4", cereg::Set { n: Mode::PSM });
        assert_command("+C5GREG=?", c5greg::Test {});
        assert_command("+C5GREG?", c5greg::Read {});
        assert_command("+C5GREG=3", c5greg::Set { n: Mode::CAUSE });
    }

    #[test]
    fn lines() {
        let idle = Registration { stat: Status::NOT_REGISTERED, ..Registration::default() };
        assert_line("+CREG: 0,0", creg::Answer { n: Mode::DISABLED, registration: idle });
        assert_line("+CREG: 0", creg::Urc { registration: idle });
        let answer = creg::Answer { n: Mode::LOCATION, registration: HOME };
        assert_line("+CREG: 2,1,\"81ED\",\"001A9CEB\",7", answer);
        assert_line("+CREG: 1,\"81ED\",\"001A9CEB\",7", creg::Urc { registration: HOME });

        let registration = Registration { rac: Some(0x1f), ..HOME };
        let line = "+CGREG: 1,\"81ED\",\"001A9CEB\",7,\"1F\"";
        assert_line(line, cgreg::Urc { registration });
        let line = "+CEREG: 1,\"81ED\",\"1F\",\"001A9CEB\",7";
        assert_line(line, cereg::Urc { registration });

        let registration = Registration {
            active_time: Some("00100001".into()),
            periodic_tau: Some("00000110".into()),
            ..HOME
        };
        let line = "+CEREG: 4,1,\"81ED\",\"001A9CEB\",7,,,\"00100001\",\"00000110\"";
        assert_line(line, cereg::Answer { n: Mode::PSM, registration });
        let registration = Registration {
            stat: Status::DENIED,
            cause_type: Some(CauseType::STANDARD),
            reject_cause: Some(15),
            ..Registration::default()
        };
        assert_line("+CEREG: 3,,,,0,15", cereg::Urc { registration });

        let registration = Registration {
            lac: Some(0xab_cdef),
            ci: Some(0x12_3456_789a),
            act: Some(AccessTechnology::NR_5GCN),
            allowed_nssai_length: Some(4),
            allowed_nssai: Some("01.000001".into()),
            ..HOME
        };
        let line = "+C5GREG: 1,\"ABCDEF\",\"123456789A\",11,4,\"01.000001\"";
        assert_line(line, c5greg::Urc { registration });
    }

    #[track_caller]
    fn assert_belongs(line: &str, expected: Belongs) {
        let line = Line::new(line.as_bytes());
        let plan = creg::Read {}.plan();
        assert_eq!(plan.belongs(line, 0, |_| true), expected, "{line}");
        assert_eq!(plan.belongs(line, 1, |_| true), Belongs::No);
    }

    /// 3.3 of the wire facts.
    #[test]
    fn answer_or_unsolicited() {
        assert_belongs("+CREG: 2,5,\"9E9A\",\"019624BD\",2", Belongs::Yes);
        assert_belongs("+CREG: 5,\"9E9A\",\"0196BDB0\",2", Belongs::No);
        assert_belongs("+CREG:002,001,\"18d8\",\"ffff\"", Belongs::Yes);
        assert_belongs("+CREG:002,0011,\"0f0d\",\"14c3\"", Belongs::Yes);
        assert_belongs("+CREG: 1,0001,0010,0", Belongs::Unclear);
        assert_belongs("+CREG: 10,0001,0010,0", Belongs::No);
        assert_belongs("+CREG: 11", Belongs::No);
        assert_belongs("+CREG: 2,,", Belongs::No);
        assert_belongs("+CREG: 1,1422,142,3", Belongs::No);
        assert_belongs("+CREG: 1, 1F00, 79D903 ,7", Belongs::No);
        assert_belongs("+CREG: 2,1,\"\",\"605F\"", Belongs::Yes);
        let plan: Plan = creg::Test {}.plan();
        for (line, belongs) in [("+CREG: (0-2)", Belongs::Yes), ("+CREG: 1", Belongs::No)] {
            assert_eq!(plan.belongs(Line::new(line.as_bytes()), 0, |_| false), belongs);
        }
        let plan = creg::Set { n: Mode::STATUS }.plan();
        assert_eq!(plan.belongs(Line::new(b"+CREG: 1"), 0, |_| true), Belongs::No);
    }

    /// Sony-Ericsson MD400, Alcatel X220, Samsung Wave S8500.
    #[test]
    fn codes_with_the_mode() {
        for (line, stat, lac, ci) in [
            ("+CGREG: 2,5,\"0502\",\"0404736D\"", 5, 0x502, 0x404_736d),
            ("+CGREG: 2,1, 81ED, 1A9CEB", 1, 0x81ed, 0x1a_9ceb),
            ("+CGREG: 1,1,84CD,00D30173", 1, 0x84cd, 0xd3_0173),
            ("+CGREG: 1,0001,0010,0", 1, 1, 0x10),
            ("+CGREG: 1,5,1234,7", 1, 5, 0x1234),
        ] {
            let registration = cgreg::Urc::parse(Line::new(line.as_bytes())).unwrap().registration;
            let found = (registration.stat.0, registration.lac, registration.ci);
            assert_eq!(found, (stat, Some(lac), Some(ci)), "{line}");
        }
        let line = Line::new(b"+CREG: 1,3");
        assert_eq!(creg::Urc::parse(line).unwrap().registration.stat, Status::DENIED);
    }

    /// Corners of gammu.
    #[test]
    fn odd_ones() {
        let of = |line| answer::<creg::Read>(line).registration;
        let found = of("+CREG: 2,1,\"\",\"605F\"");
        assert_eq!((found.lac, found.ci), (None, Some(0x605f)));
        let found = of("+CREG: 2,1,\"0B,\"0100701\",7");
        assert_eq!(
            (found.lac, found.ci, found.act.map(|act| act.0)),
            (Some(0xb), Some(0x10_0701), Some(7))
        );
        let found = of("+CREG: 2,1,4CA,81DE445");
        assert_eq!((found.lac, found.ci), (Some(0x4ca), Some(0x81d_e445)));
        assert_eq!(of("+CREG: 0,17").stat.name(), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            stat in 0..=11_u8,
            lac: Option<u16>,
            ci in prop::option::of(0..1_u64 << 28),
            act in prop::option::of(0..=16_u8),
            rac: Option<u8>,
            cause: Option<u16>,
            n in 0..=5_u8,
        ) {
            let registration = Registration {
                stat: Status(stat),
                lac: lac.map(u32::from),
                ci,
                act: act.map(AccessTechnology),
                rac,
                reject_cause: cause,
                ..Registration::default()
            };
            let mut buffer = [0; 100];
            let answer = cgreg::Answer { n: Mode(n), registration };
            let len = answer.write_line(&mut buffer).unwrap();
            let line = Line::new(&buffer[..len]);
            prop_assert_eq!(cgreg::Answer::parse(line), Ok(answer));
            prop_assert_eq!(belongs_to_read(line, 0), Belongs::Yes);

            let urc = cgreg::Urc { registration };
            let len = urc.write_line(&mut buffer).unwrap();
            let line = Line::new(&buffer[..len]);
            prop_assert_eq!(cgreg::Urc::parse(line), Ok(urc));
            prop_assert_eq!(belongs_to_read(line, 0), Belongs::No);
        }
    }
}
