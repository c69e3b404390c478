use cellwire_cityeasy::message::{Button, Phone};
use cellwire_cityeasy::report::Alarm;

use crate::cityeasy::button;

/// Something for a simulated tracker to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Report an alarm.
    Alarm(Alarm),
    /// Press a button, and let go of it after a while.
    Press(Button),
    /// Ask for the address of where it is, to be sent to a number.
    Address(Phone),
    /// Ask for the address of the server.
    Ip,
    /// Lose the connection.
    Drop,
    /// Report where it is.
    Report,
    /// Say how it is.
    Status,
    /// Say what can be typed.
    Help,
    /// End.
    Quit,
}

/// What can be typed.
pub const HELP: &str = "\
sos              press the SOS button
press BUTTON     press a button: sos, button1, button2, button3
alarm HEX        report an alarm: 10 is a low battery
report           report where it is
address NUMBER   ask for the address of where it is, to be sent to a phone
ip               ask for the address of the server
drop             lose the connection
status           how it is
help             this
quit             end";

impl Order {
    /// Reads a line; `None` if it is blank.
    ///
    /// # Errors
    ///
    /// It is no order, or a part of it is missing or wrong; the text says which.
    pub fn parse(line: &str) -> Result<Option<Self>, String> {
        let mut words = line.split_whitespace();
        let Some(word) = words.next() else { return Ok(None) };
        let mut next =
            |name: &str| words.next().ok_or_else(|| format!("{name} is missing; type help"));
        let order = match word {
            "sos" => Self::Press(Button::SOS),
            "press" => {
                let word = next("BUTTON")?;
                let button = button(word).filter(|button| (1..=4).contains(&button.0));
                Self::Press(button.ok_or_else(|| format!("BUTTON: {word:?} is no button"))?)
            }
            "alarm" => {
                let word = next("HEX")?;
                let alarm = u8::from_str_radix(word.trim_start_matches("0x"), 16);
                Self::Alarm(Alarm(alarm.map_err(|_| format!("HEX: {word:?} is no alarm"))?))
            }
            "address" => {
                let number = next("NUMBER")?.parse();
                Self::Address(number.map_err(|error| format!("NUMBER: {error}"))?)
            }
            "report" => Self::Report,
            "ip" => Self::Ip,
            "drop" => Self::Drop,
            "status" => Self::Status,
            "help" | "?" => Self::Help,
            "quit" | "exit" => Self::Quit,
            other => return Err(format!("{other:?} is no order; type help")),
        };
        match words.next() {
            Some(word) => Err(format!("{word:?} is left over; type help")),
            None => Ok(Some(order)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_typed_and_what_is_wrong() {
        assert_eq!(Order::parse("  "), Ok(None));
        assert_eq!(Order::parse(" sos "), Ok(Some(Order::Press(Button::SOS))));
        assert_eq!(Order::parse("alarm 0x10"), Ok(Some(Order::Alarm(Alarm::LOW_BATTERY))));
        for (line, error) in [
            ("x", "\"x\" is no order; type help"),
            ("press all", "BUTTON: \"all\" is no button"),
            ("alarm", "HEX is missing; type help"),
            ("alarm 100", "HEX: \"100\" is no alarm"),
            ("ip now", "\"now\" is left over; type help"),
        ] {
            assert_eq!(Order::parse(line), Err(error.into()));
        }
    }
}
