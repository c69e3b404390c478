//! The CityEasy part of the programs.

pub mod explain;
pub mod json;
pub mod server;
pub mod tracker;
pub mod words;

use cellwire_cityeasy::CrcPolicy;
use cellwire_cityeasy::message::Button;
use clap::ValueEnum;

/// Which checksums are accepted.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Crc {
    /// That of the protocol.
    #[default]
    Strict,
    /// Any that was seen on a cousin.
    Any,
    /// Whatever stands there.
    Ignore,
}

impl Crc {
    /// The same for a decoder.
    pub const fn policy(self) -> CrcPolicy {
        match self {
            Self::Strict => CrcPolicy::STRICT,
            Self::Any => CrcPolicy::ANY,
            Self::Ignore => CrcPolicy::IGNORE,
        }
    }
}

/// The button that a word names: `sos`, `button1`, `all`, or its number on the wire.
pub fn button(word: &str) -> Option<Button> {
    match word {
        "sos" => Some(Button::SOS),
        "button1" => Some(Button::BUTTON_1),
        "button2" => Some(Button::BUTTON_2),
        "button3" => Some(Button::BUTTON_3),
        "all" => Some(Button::ALL),
        number => number.parse().map(Button).ok(),
    }
}
