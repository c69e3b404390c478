use core::fmt;

/// The inputs and outputs of a tracker (annex 1, item 6): four hexadecimal digits on the wire.
///
/// Bits 0 to 7, 14 and 15 are reserved, and kept as they are.
///
/// ```
/// use cellwire_cityeasy::report::{Input, State};
///
/// let state = State(0x0900);
/// assert!(state.is_active(Input::Sos));
/// assert_eq!(state.active().collect::<Vec<_>>(), [Input::Sos, Input::Button3]);
/// ```
#[expect(clippy::exhaustive_structs, reason = "any bits may stand on the wire")]
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct State(pub u16);

impl State {
    /// Whether an input is active.
    #[inline]
    pub const fn is_active(self, input: Input) -> bool {
        self.0 & input.mask() != 0
    }

    /// The active inputs, lowest bit first.
    pub fn active(self) -> impl Iterator<Item = Input> {
        Input::ALL.iter().copied().filter(move |input| self.is_active(*input))
    }

    /// The same with one input active or not.
    #[must_use]
    pub const fn with(self, input: Input, active: bool) -> Self {
        match active {
            true => Self(self.0 | input.mask()),
            false => Self(self.0 & !input.mask()),
        }
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "State({:#06x})", self.0)
    }
}

/// An input of a tracker, bits 8 to 13 of its [`State`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Input {
    /// Input 1: the SOS button is pressed.
    Sos,
    /// Input 2: button 1 is pressed.
    Button1,
    /// Input 3: button 2 is pressed.
    Button2,
    /// Input 4: button 3 is pressed.
    Button3,
    /// Input 5: the answer button is pressed.
    Answer,
    /// Input 6: the hang up or power key is pressed.
    HangUp,
}

impl Input {
    /// The six inputs, lowest bit first.
    pub const ALL: &'static [Self] =
        &[Self::Sos, Self::Button1, Self::Button2, Self::Button3, Self::Answer, Self::HangUp];

    const fn mask(self) -> u16 {
        0x0100 << self as u16
    }

    /// A name in lower case, such as `button_1`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sos => "sos",
            Self::Button1 => "button_1",
            Self::Button2 => "button_2",
            Self::Button3 => "button_3",
            Self::Answer => "answer",
            Self::HangUp => "hang_up",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_8_to_13() {
        for (bit, input) in (8..).zip(Input::ALL) {
            assert_eq!(State::default().with(*input, true), State(1 << bit));
            assert_eq!(State(0xffff).with(*input, false), State(!(1 << bit)));
        }
        assert_eq!(State(0xc0ff).active().count(), 0);
    }
}
