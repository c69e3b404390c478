use cellwire_cityeasy::message::{Button, DownlinkBuf, Phone, Text};
use cellwire_cityeasy::{Command, Downlink, TrackerId};

use crate::cityeasy::button;
use crate::console::Words;
use crate::hex;

/// What was typed.
#[derive(Clone, Debug)]
pub enum Order {
    /// Send something to a tracker.
    Send {
        /// The tracker.
        id: TrackerId,
        /// The message.
        message: DownlinkBuf,
        /// What was typed, to be printed with the answer.
        label: String,
    },
    /// Say which trackers there are.
    List,
    /// Say what can be typed.
    Help,
    /// End.
    Quit,
    /// The line was blank.
    Nothing,
}

/// What can be typed.
pub const HELP: &str = "\
locate ID                     where is it now
interval ID SECONDS           report every so many seconds; 0 stops it
phone ID BUTTON SMS CALL      set the numbers of a button; - for none
phones ID [BUTTON|all]        read the numbers of a button, or of all
wiretap ID NUMBER             set the number that may listen in
sms ID NUMBER TEXT            have it send an SMS
address ID NUMBER TEXT        send an address in words
raw ID COMMAND-HEX DATA-HEX   send any frame, without waiting for an answer
list                          which trackers have been heard of
help                          this
quit                          end
BUTTON is sos, button1, button2, button3, or its number on the wire";

impl Order {
    /// Reads a line.
    ///
    /// # Errors
    ///
    /// It is no order, or a part of it is missing or cannot be sent; the text says which.
    pub fn parse(line: &str) -> Result<Self, String> {
        let line = line.trim();
        let mut words = Words::new(line);
        let word = words.word();
        match word {
            "" => return Ok(Self::Nothing),
            "list" => return Ok(Self::List),
            "help" | "?" => return Ok(Self::Help),
            "quit" | "exit" => return Ok(Self::Quit),
            _ => {}
        }
        let owned;
        let (id, message) = match word {
            "locate" => (tracker(&mut words)?, Downlink::RequestLocation),
            "interval" => {
                let id = tracker(&mut words)?;
                let seconds = words.next("SECONDS")?;
                let interval = seconds
                    .parse()
                    .map_err(|_| format!("SECONDS: {seconds:?} is no number up to {}", u16::MAX))?;
                (id, Downlink::SetInterval(interval))
            }
            "phone" => {
                let (id, button) = (tracker(&mut words)?, some_button(&mut words)?);
                let (sms, call) = (number(&mut words, "SMS")?, number(&mut words, "CALL")?);
                (id, Downlink::SetAuthorizedPhone { button, sms, call })
            }
            "phones" => {
                let id = tracker(&mut words)?;
                let button = if words.is_empty() { Button::ALL } else { some_button(&mut words)? };
                (id, Downlink::ReadAuthorizedPhone(button))
            }
            "wiretap" => {
                (tracker(&mut words)?, Downlink::SetWiretapPhone(number(&mut words, "NUMBER")?))
            }
            "sms" | "address" => {
                let (id, phone) = (tracker(&mut words)?, number(&mut words, "NUMBER")?);
                let text = Text::from(words.text("TEXT")?);
                match word {
                    "sms" => (id, Downlink::SendSms { phone, text }),
                    _ => (id, Downlink::Address { phone, text }),
                }
            }
            "raw" => {
                let id = tracker(&mut words)?;
                let command = words.next("COMMAND-HEX")?;
                let command = u16::from_str_radix(command.trim_start_matches("0x"), 16)
                    .map_err(|_| format!("COMMAND-HEX: {command:?} is no command of 4 digits"))?;
                let data = words.rest();
                owned = hex::parse_line(data).map_err(|error| format!("DATA-HEX: {error}"))?;
                (id, Downlink::Raw { command: Command(command), data: &owned })
            }
            other => return Err(format!("{other:?} is no order; type help")),
        };
        words.end()?;
        message.check().map_err(|error| error.to_string())?;
        Ok(Self::Send { id, message: message.into_owned(), label: line.into() })
    }
}

fn tracker(words: &mut Words<'_>) -> Result<TrackerId, String> {
    words.next("ID")?.parse().map_err(|error| format!("ID: {error}"))
}

fn number(words: &mut Words<'_>, name: &str) -> Result<Phone, String> {
    match words.next(name)? {
        "-" => Ok(Phone::EMPTY),
        number => number.parse().map_err(|error| format!("{name}: {error}")),
    }
}

fn some_button(words: &mut Words<'_>) -> Result<Button, String> {
    let word = words.next("BUTTON")?;
    button(word).ok_or_else(|| format!("BUTTON: {word:?} is no button; type help"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_typed() {
        for (line, expected) in [
            ("locate 123", Downlink::RequestLocation),
            (" interval  123 60 ", Downlink::SetInterval(60)),
            ("phones 123", Downlink::ReadAuthorizedPhone(Button::ALL)),
            ("phones 123 sos", Downlink::ReadAuthorizedPhone(Button::SOS)),
            (
                "phone 123 button1 - +49123",
                Downlink::SetAuthorizedPhone {
                    button: Button::BUTTON_1,
                    sms: Phone::EMPTY,
                    call: Phone::new("+49123").unwrap(),
                },
            ),
            ("wiretap 123 456", Downlink::SetWiretapPhone(Phone::new("456").unwrap())),
            (
                "sms 123 456 Hello,  world",
                Downlink::SendSms {
                    phone: Phone::new("456").unwrap(),
                    text: Text::from("Hello,  world"),
                },
            ),
            ("raw 123 4105 0b 0c", Downlink::Raw { command: Command(0x4105), data: &[11, 12] }),
            ("raw 123 0x4110", Downlink::Raw { command: Command(0x4110), data: &[] }),
        ] {
            let Ok(Order::Send { id, message, label }) = Order::parse(line) else {
                panic!("{line}: {:?}", Order::parse(line))
            };
            assert_eq!((id.to_string().as_str(), message.as_message()), ("123", expected));
            assert_eq!(label, line.trim());
        }
    }

    #[test]
    fn what_is_wrong_with_it() {
        for (line, error) in [
            ("dance", "\"dance\" is no order; type help"),
            ("locate", "ID is missing; type help"),
            ("locate x", "ID: tracker id: 'x' at position 0 is not a digit"),
            ("locate 1 2", "\"2\" is left over; type help"),
            ("interval 1 65536", "SECONDS: \"65536\" is no number up to 65535"),
            ("phone 1 x - -", "BUTTON: \"x\" is no button; type help"),
            ("wiretap 1 -", "phone: there is no digit"),
            ("sms 1 2", "TEXT is missing; type help"),
            (
                "sms 1 12x hi",
                "NUMBER: \"12x\" holds a character that is neither a digit nor a leading +",
            ),
            ("raw 1 41050 00", "COMMAND-HEX: \"41050\" is no command of 4 digits"),
            ("raw 1 4105 0", "DATA-HEX: the number of hex digits is odd: 1"),
        ] {
            assert_eq!(Order::parse(line).unwrap_err(), error, "{line}");
        }
        let long = format!("sms 1 2 {}", "x".repeat(281));
        assert_eq!(Order::parse(&long).unwrap_err(), "text: 281 UTF-16 units are more than 280");
    }
}
