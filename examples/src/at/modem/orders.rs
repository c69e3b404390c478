use cellwire_at::modem::Modem;
use cellwire_codec::Instant;

use super::faults::Fault;
use super::model::Model;
use crate::console::{Words, unescaped};

/// Something for a simulated modem to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// An SMS comes in.
    Sms {
        /// From whom: a number, or a name.
        from: String,
        /// The text.
        text: String,
    },
    /// Somebody calls.
    Ring {
        /// Who.
        number: String,
    },
    /// The other end of the last call hangs up.
    Hangup,
    /// The network says something.
    Ussd {
        /// What.
        text: String,
    },
    /// The modem is registered in another way.
    Registration(u8),
    /// The signal is another.
    Signal(u8),
    /// The network is lost, and all sockets with it.
    DropNetwork,
    /// The modem starts anew by itself.
    Reboot,
    /// Something goes wrong from now on, or nothing any more.
    Fault(Option<Fault>),
    /// The host switches its line DTR.
    Dtr(bool),
    /// Say what can be typed.
    Help,
    /// End.
    Quit,
}

/// What can be typed.
pub const HELP: &str =
    "  sms FROM TEXT       an SMS comes in, from a number or a name; \\n in it is a line end
  ring NUMBER         somebody calls
  hangup              the other end of the last call hangs up
  ussd TEXT           the network says something by USSD
  reg N               the registration is another, as in +CREG: 0 none, 1 home, 2 searching,
                      3 denied, 5 roaming
  signal N            the signal is another: 0 to 31, or 99 for none
  drop-network        the network is lost, and all sockets with it
  reboot              the modem starts anew by itself
  fault FAULT         something goes wrong from now on, as in --fault; none ends it
  dtr on|off          the host switches its line DTR, which a pseudo-terminal does not have
  help                say this
  quit                end";

impl Order {
    /// Reads what was typed; nothing is no order.
    ///
    /// # Errors
    ///
    /// It is no order; the text says why.
    pub fn parse(line: &str) -> Result<Option<Self>, String> {
        let mut words = Words::new(line);
        let order = match words.word() {
            "" => return Ok(None),
            "sms" => {
                Self::Sms { from: words.next("FROM")?.into(), text: unescaped(words.text("TEXT")?) }
            }
            "ring" => Self::Ring { number: words.next("NUMBER")?.into() },
            "hangup" => Self::Hangup,
            "ussd" => Self::Ussd { text: unescaped(words.text("TEXT")?) },
            "reg" => Self::Registration(number(words.next("N")?)?),
            "signal" => Self::Signal(number(words.next("N")?)?),
            "drop-network" => Self::DropNetwork,
            "reboot" => Self::Reboot,
            "fault" => match words.next("FAULT")? {
                "none" => Self::Fault(None),
                fault => Self::Fault(Some(fault.parse()?)),
            },
            "dtr" => match words.next("on or off")? {
                "on" => Self::Dtr(true),
                "off" => Self::Dtr(false),
                word => return Err(format!("{word:?} is neither on nor off")),
            },
            "help" => Self::Help,
            "quit" => Self::Quit,
            word => return Err(format!("{word:?} is no command; type help")),
        };
        words.end()?;
        Ok(Some(order))
    }

    /// Does it, but for those that are for the program: [`Reboot`](Self::Reboot),
    /// [`Fault`](Self::Fault), [`Help`](Self::Help) and [`Quit`](Self::Quit).
    pub(super) fn perform<M: Model>(
        &self,
        session: &mut Modem<M>,
        now: Instant,
    ) -> Result<(), String> {
        let modem = session.handler_mut().as_mut();
        match self {
            Self::Sms { from, text } => modem.sms(from, text),
            Self::Ring { number } => modem.ring(number),
            Self::Hangup => modem.hang_up_remotely(),
            Self::Ussd { text } => {
                modem.ussd(text);
                Ok(())
            }
            Self::Registration(stat) => modem.register(*stat),
            Self::Signal(signal) => modem.signal(*signal),
            Self::DropNetwork => M::drop_network(session, now),
            Self::Dtr(on) => {
                session.set_dtr(now, *on);
                Ok(())
            }
            Self::Reboot | Self::Fault(_) | Self::Help | Self::Quit => Ok(()),
        }
    }
}

fn number(word: &str) -> Result<u8, String> {
    word.parse().map_err(|_| format!("{word:?} is no number from 0 to 255"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed() {
        let sms = Order::Sms { from: "Bank".into(), text: "a  b\nc".into() };
        assert_eq!(Order::parse(" sms Bank a  b\\nc "), Ok(Some(sms)));
        assert_eq!(Order::parse("signal 99"), Ok(Some(Order::Signal(99))));
        assert_eq!(Order::parse("  "), Ok(None));
        for (line, error) in [
            ("sms 123", "TEXT is missing; type help"),
            ("ring", "NUMBER is missing; type help"),
            ("reg x", "\"x\" is no number from 0 to 255"),
            ("hangup now", "\"now\" is left over; type help"),
            ("dial 1", "\"dial\" is no command; type help"),
            ("fault fly", "\"fly\" is no fault"),
            ("dtr", "on or off is missing; type help"),
        ] {
            assert_eq!(Order::parse(line), Err(error.into()), "{line}");
        }
        for line in HELP.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
            let word = Words::new(line).word();
            assert_ne!(Order::parse(word), Err(format!("{word:?} is no command; type help")));
        }
    }
}
