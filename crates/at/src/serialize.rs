//! How parameters are written by serde: numbers as numbers, everything else as texts. Commands and lines
//! are maps of them, by the names of their fields.

use core::fmt;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::Line;
use crate::charset::Charset;
use crate::command::{Numbers, Supported};
use crate::network::cgerep::{self, By, Event};
use crate::network::cops::Networks;
use crate::params::{IpMask, Str};
use crate::sms::{PduBody, TextBody, Time};
use crate::status::{cclk, cind};
use crate::v250::dial::{Clir, Target};

/// A text without the escapes of V.250, where a byte that is not UTF-8 is `\xNN`.
struct Lossless<'a>(Str<'a>);

impl fmt::Display for Lossless<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw = self.0.as_raw();
        if !self.0.is_escaped() {
            return put(raw, f);
        }
        let mut rest = raw;
        while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
            put(&rest[..at], f)?;
            rest = &rest[at..];
            let len = rest.len().min(3);
            let escape = Str::of_escaped(&rest[..len]);
            let mut bytes = escape.bytes();
            match (bytes.next(), bytes.next()) {
                (Some(byte), None) => {
                    put(&[byte], f)?;
                    rest = &rest[len..];
                }
                _ => {
                    f.write_str("\\")?;
                    rest = &rest[1..];
                }
            }
        }
        put(rest, f)
    }
}

fn put(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for chunk in bytes.utf8_chunks() {
        f.write_str(chunk.valid())?;
        chunk.invalid().iter().try_for_each(|byte| write!(f, "\\x{byte:02x}"))?;
    }
    Ok(())
}

/// The text without escapes; a byte that is not UTF-8 is `\xNN`.
impl Serialize for Str<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.to_str() {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => serializer.collect_str(&Lossless(*self)),
        }
    }
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text().serialize(serializer)
    }
}

/// As it stands in the line.
impl Serialize for Supported<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text().serialize(serializer)
    }
}

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// The address, and behind a slash how long the mask is, or the mask.
impl Serialize for IpMask {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.prefix_len(), self.mask) {
            (Some(len), _) => serializer.collect_str(&format_args!("{}/{len}", self.address)),
            (None, Some(mask)) => serializer.collect_str(&format_args!("{}/{mask}", self.address)),
            (None, None) => self.address.serialize(serializer),
        }
    }
}

/// Its name.
impl Serialize for Charset<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Str::from(self.name()).serialize(serializer)
    }
}

/// Its length, which is what stands in the line.
impl Serialize for PduBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.length().serialize(serializer)
    }
}

/// Nothing, as in the line.
impl Serialize for TextBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

/// As RFC 3339 has it, if it is a time; without a zone if there is none.
impl Serialize for cclk::Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { year, month, day, hour, minute, second, zone } = self;
        let mark = if zone.is_some_and(|zone| zone < 0) { '-' } else { '+' };
        let time = format_args!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        match zone.map(|zone| u16::from(zone.unsigned_abs())) {
            Some(zone) => serializer.collect_str(&format_args!(
                "{time}{mark}{:02}:{:02}",
                zone / 4,
                zone % 4 * 15
            )),
            None => serializer.collect_str(&time),
        }
    }
}

/// As RFC 3339 has it, if it is a time.
impl Serialize for Time<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let time = match (self.date_time(), self) {
            (Some(time), _) => time,
            (None, Self::DateTime(time)) => *time,
            (None, Self::Text(text)) => return text.serialize(serializer),
        };
        cclk::Time {
            year: time.full_year(),
            month: time.month,
            day: time.day,
            hour: time.hour,
            minute: time.minute,
            second: time.second,
            zone: Some(time.quarter_hours),
        }
        .serialize(serializer)
    }
}

impl Serialize for Networks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("operators", &Operators(*self))?;
        map.end()
    }
}

struct Operators<'a>(Networks<'a>);

impl Serialize for Operators<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        self.0.iter().try_for_each(|operator| seq.serialize_element(&operator))?;
        seq.end()
    }
}

/// A map of the names of indicators to their numbers.
impl Serialize for cind::Indicators<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (number, (name, _)) in (1_u16..).zip(self.iter()) {
            map.serialize_entry(&name, &number)?;
        }
        map.end()
    }
}

/// `event`, who did it as `by`, and the fields of the event.
impl Serialize for cgerep::Urc<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let (name, by) = match self.event {
            Event::Detached { by } => ("DETACH", Some(by)),
            Event::Class { by, .. } => ("CLASS", Some(by)),
            Event::PdnActivated { by, .. } => ("PDN ACT", Some(by)),
            Event::Activated { by, .. } => ("ACT", Some(by)),
            Event::PdnDeactivated { by, .. } => ("PDN DEACT", Some(by)),
            Event::Deactivated { by, .. } | Event::BearerDeactivated { by, .. } => {
                ("DEACT", Some(by))
            }
            Event::Modified { by, .. } => ("MODIFY", Some(by)),
            Event::Rejected { .. } => ("REJECT", None),
            Event::Reactivated { .. } => ("REACT", Some(By::Network)),
            Event::Other(other) => {
                map.serialize_entry("event", &other.text())?;
                return map.end();
            }
        };
        map.serialize_entry("event", name)?;
        if let Some(by) = by {
            map.serialize_entry("by", if by == By::Network { "NW" } else { "ME" })?;
        }
        match self.event {
            Event::Class { class, .. } => map.serialize_entry("class", &class)?,
            Event::PdnActivated { cid, reason, cid_other, .. } => {
                map.serialize_entry("cid", &cid)?;
                map.serialize_entry("reason", &reason)?;
                map.serialize_entry("cid_other", &cid_other)?;
            }
            Event::Activated { p_cid, cid, event_type, .. }
            | Event::BearerDeactivated { p_cid, cid, event_type, .. } => {
                map.serialize_entry("p_cid", &p_cid)?;
                map.serialize_entry("cid", &cid)?;
                map.serialize_entry("event_type", &event_type)?;
            }
            Event::Deactivated { pdp_type, pdp_addr, cid, .. }
            | Event::Reactivated { pdp_type, pdp_addr, cid } => {
                map.serialize_entry("pdp_type", &pdp_type)?;
                map.serialize_entry("pdp_addr", &pdp_addr)?;
                map.serialize_entry("cid", &cid)?;
            }
            Event::PdnDeactivated { cid, .. } => map.serialize_entry("cid", &cid)?,
            Event::Modified { cid, change_reason, event_type, .. } => {
                map.serialize_entry("cid", &cid)?;
                map.serialize_entry("change_reason", &change_reason)?;
                map.serialize_entry("event_type", &event_type)?;
            }
            Event::Rejected { pdp_type, pdp_addr } => {
                map.serialize_entry("pdp_type", &pdp_type)?;
                map.serialize_entry("pdp_addr", &pdp_addr)?;
            }
            Event::Detached { .. } | Event::Other(_) => {}
        }
        map.end()
    }
}

/// As it stands in the line.
impl Serialize for Target<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Number(number) => number.serialize(serializer),
            Self::Entry { memory, index } => {
                let memory = memory.unwrap_or_default();
                serializer.collect_str(&format_args!(">{memory}{index}"))
            }
            Self::Name(name) => serializer.collect_str(&format_args!(">{}", Lossless(name))),
            Self::Last => serializer.serialize_str("L"),
        }
    }
}

impl Serialize for Clir {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if *self == Self::Invocation { "I" } else { "i" })
    }
}
