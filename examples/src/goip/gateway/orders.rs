use core::time::Duration;

use cellwire_goip::message::CmsError;
use cellwire_goip::session::Faults;

use crate::console::{Words, unescaped};
use crate::text::count;

/// Something for a simulated gateway to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// An SMS has come in.
    Sms {
        /// The line.
        line: String,
        /// From whom.
        from: String,
        /// The text.
        text: String,
    },
    /// Somebody calls.
    Call {
        /// The line.
        line: String,
        /// Who.
        number: String,
    },
    /// The call is answered.
    Answer {
        /// The line.
        line: String,
    },
    /// The call ends.
    Hangup {
        /// The line.
        line: String,
    },
    /// The network says something that nobody has asked for.
    Ussn {
        /// The line.
        line: String,
        /// What it says.
        text: String,
    },
    /// The network answers a USSD code.
    UssdReply {
        /// The line.
        line: String,
        /// What it says; nothing ends the dialogue.
        text: Option<String>,
    },
    /// The line is registered with the mobile network, or not.
    Registered {
        /// The line.
        line: String,
        /// Whether it is.
        registered: bool,
    },
    /// The signal is another.
    Signal {
        /// The line.
        line: String,
        /// The signal: 0 to 31, or 99 for unknown.
        signal: u8,
    },
    /// Something goes wrong from now on.
    Fault(Fault),
    /// The gateway is switched off and on.
    Reboot,
    /// Say how the lines are.
    State,
    /// Say what can be typed.
    Help,
    /// End.
    Quit,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answers come late.
    Slow(Duration),
    /// SMS are refused, since the line is not registered.
    GsmLogout,
    /// SMS are refused, since there are too many.
    TooManySends,
    /// The network refuses SMS.
    ErrorStatus(i64),
    /// There are no answers.
    Mute,
    /// Nothing more.
    None,
}

impl Fault {
    /// Adds this to what goes wrong.
    pub(super) const fn apply(self, faults: &mut Faults) {
        match self {
            Self::Slow(slow) => faults.slow = slow,
            Self::GsmLogout => faults.gsm_logout = true,
            Self::TooManySends => faults.too_many_sends = true,
            Self::ErrorStatus(status) => faults.errorstatus = Some(CmsError(status)),
            Self::Mute => faults.mute = true,
            Self::None => {
                *faults = Faults {
                    slow: Duration::ZERO,
                    gsm_logout: false,
                    too_many_sends: false,
                    errorstatus: None,
                    mute: false,
                }
            }
        }
    }
}

/// What goes wrong, in words.
pub(super) fn faults_in_words(faults: &Faults) -> String {
    let Faults { slow, gsm_logout, too_many_sends, errorstatus, mute } = *faults;
    let slow = (!slow.is_zero()).then(|| match slow.subsec_nanos() {
        0 => format!("answers come {} late", count(slow.as_secs(), "second")),
        _ => format!("answers come {} seconds late", slow.as_secs_f32()),
    });
    let words = [
        slow,
        gsm_logout.then(|| "SMS are refused: not registered".into()),
        too_many_sends.then(|| "SMS are refused: too many".into()),
        errorstatus.map(|status| format!("the network refuses SMS with {}", status.0)),
        mute.then(|| "no answers".into()),
    ];
    let words: Vec<_> = words.into_iter().flatten().collect();
    if words.is_empty() { "none".into() } else { words.join("; ") }
}

/// What can be typed.
pub const HELP: &str = "\
sms LINE FROM TEXT       an SMS comes in
call LINE NUMBER         somebody calls
answer LINE              the call is answered
hangup LINE              the call ends
ussn LINE TEXT           the network says something by USSD that nobody has asked for
ussd-reply LINE [TEXT]   the network answers a USSD code, or ends the dialogue (with --ussd manual)
logout LINE              the line is not registered with the mobile network any more
login LINE               it is again
signal LINE N            its signal is N: 0 to 31, or 99 for unknown
fault slow [SECONDS]     answers come late
fault gsm_logout         SMS are refused: not registered
fault too_many_sends     SMS are refused: too many
fault errorstatus N      the network refuses SMS
fault mute               no answers
fault none               all is well again
reboot                   the gateway is switched off and on
state                    how the lines are
help                     this
quit                     end
LINE is the id of a line, or its number, from 1 on. In TEXT, \\n is a line end and \\\\ a backslash.
Commands may be in small letters or capitals";

impl Order {
    /// The line that it is for.
    pub(super) fn line(&self) -> Option<&str> {
        match self {
            Self::Sms { line, .. }
            | Self::Call { line, .. }
            | Self::Answer { line }
            | Self::Hangup { line }
            | Self::Ussn { line, .. }
            | Self::UssdReply { line, .. }
            | Self::Registered { line, .. }
            | Self::Signal { line, .. } => Some(line),
            _ => None,
        }
    }

    /// Reads a line; `None` if it is blank.
    ///
    /// # Errors
    ///
    /// It is no order, or a part of it is missing or wrong; the text says which.
    pub fn parse(line: &str) -> Result<Option<Self>, String> {
        let mut words = Words::new(line);
        let word = words.word().to_ascii_lowercase();
        let mut next = |name: &str| words.next(name).map(str::to_owned);
        let order = match &*word {
            "" => return Ok(None),
            "sms" => {
                let (line, from) = (next("LINE")?, next("FROM")?);
                Self::Sms { line, from, text: unescaped(words.text("TEXT")?) }
            }
            "call" => Self::Call { line: next("LINE")?, number: next("NUMBER")? },
            "answer" => Self::Answer { line: next("LINE")? },
            "hangup" => Self::Hangup { line: next("LINE")? },
            "ussn" => Self::Ussn { line: next("LINE")?, text: unescaped(words.text("TEXT")?) },
            "ussd-reply" => {
                let line = next("LINE")?;
                let text = Some(words.rest()).filter(|text| !text.is_empty());
                Self::UssdReply { line, text: text.map(unescaped) }
            }
            "logout" => Self::Registered { line: next("LINE")?, registered: false },
            "login" => Self::Registered { line: next("LINE")?, registered: true },
            "signal" => {
                let (line, signal) = (next("LINE")?, next("N")?);
                let read = signal.parse().ok().filter(|signal| matches!(signal, 0..=31 | 99));
                let signal = read.ok_or_else(|| format!("N: {signal:?} is not 0 to 31, or 99"))?;
                Self::Signal { line, signal }
            }
            "fault" => Self::Fault(fault(&mut words)?),
            "reboot" => Self::Reboot,
            "state" | "status" => Self::State,
            "help" | "?" => Self::Help,
            "quit" | "exit" => Self::Quit,
            other => return Err(format!("{other:?} is no order; type help")),
        };
        words.end()?;
        Ok(Some(order))
    }
}

fn fault(words: &mut Words<'_>) -> Result<Fault, String> {
    Ok(match &*words.next("FAULT")?.to_ascii_lowercase() {
        "slow" => match words.word() {
            "" => Fault::Slow(Duration::from_secs(5)),
            seconds => {
                let read = seconds.parse().ok().and_then(|s| Duration::try_from_secs_f32(s).ok());
                Fault::Slow(read.ok_or_else(|| format!("SECONDS: {seconds:?} is no number"))?)
            }
        },
        "gsm_logout" => Fault::GsmLogout,
        "too_many_sends" => Fault::TooManySends,
        "errorstatus" => {
            let status = words.next("N")?;
            Fault::ErrorStatus(status.parse().map_err(|_| format!("N: {status:?} is no number"))?)
        }
        "mute" => Fault::Mute,
        "none" => Fault::None,
        other => return Err(format!("{other:?} is no fault; type help")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_typed_and_what_is_wrong() {
        assert_eq!(Order::parse("  "), Ok(None));
        let sms = Order::Sms { line: "1".into(), from: "+49".into(), text: "a;  b:c".into() };
        assert_eq!(Order::parse(" sms 1 +49 a;  b:c "), Ok(Some(sms)));
        let sms = Order::Sms { line: "A".into(), from: "B".into(), text: "c\nd\\n".into() };
        assert_eq!(Order::parse("SMS A B c\\nd\\\\n"), Ok(Some(sms)));
        let signal = Order::Signal { line: "1".into(), signal: 99 };
        assert_eq!(Order::parse("Signal 1 99"), Ok(Some(signal)));
        assert_eq!(Order::parse("FAULT Mute"), Ok(Some(Order::Fault(Fault::Mute))));
        let slow = Order::Fault(Fault::Slow(Duration::from_millis(1500)));
        assert_eq!(Order::parse("fault slow 1.5"), Ok(Some(slow)));
        for (line, error) in [
            ("x", "\"x\" is no order; type help"),
            ("signal 1 32", "N: \"32\" is not 0 to 31, or 99"),
            ("quit now", "\"now\" is left over; type help"),
            ("sms 1 +49", "TEXT is missing; type help"),
            ("fault odd", "\"odd\" is no fault; type help"),
            ("fault slow -1", "SECONDS: \"-1\" is no number"),
            ("fault errorstatus x", "N: \"x\" is no number"),
            ("reboot now", "\"now\" is left over; type help"),
        ] {
            assert_eq!(Order::parse(line), Err(error.into()));
        }
    }

    #[test]
    fn faults_are_told_in_words() {
        let mut faults = Faults::default();
        assert_eq!(faults_in_words(&faults), "none");
        Fault::Slow(Duration::from_secs(1)).apply(&mut faults);
        Fault::ErrorStatus(38).apply(&mut faults);
        assert_eq!(
            faults_in_words(&faults),
            "answers come 1 second late; the network refuses SMS with 38"
        );
    }
}
