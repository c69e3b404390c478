use cellwire_goip::message::{
    Command, ForwardMode, ForwardReason, ModuleSwitch, Msg, Request, Submit,
};
use cellwire_goip::{ServerMessage, Text};

use crate::console::{Words, unescaped};

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Send an SMS.
    Send {
        /// The line.
        line: String,
        /// To whom.
        numbers: Vec<String>,
        /// The text.
        text: String,
        /// What was typed.
        label: String,
    },
    /// Send a command, or a USSD code.
    Command {
        /// The line.
        line: String,
        /// What is asked of it.
        asked: Asked,
        /// What was typed.
        label: String,
    },
    /// Say which lines there are.
    Lines,
    /// Say what can be typed.
    Help,
    /// End.
    Quit,
    /// The line was blank.
    Nothing,
}

/// A request that was typed, and has been found good: its word, and what stands behind the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    verb: String,
    arguments: String,
}

/// What can be typed.
pub const HELP: &str = "\
send LINE NUMBER[,NUMBER...] TEXT   send an SMS
ussd LINE CODE                      send a USSD code, or an answer in a dialogue
ussd-exit LINE                      end the dialogue
VERB LINE                           get_gsm_num get_exp_time get_remain_time reset_remain_time
                                    get_gsm_state get_imei get_out_call_interval get_cells_list
                                    svr_drop_call svr_reboot_module svr_reboot_dev
                                    CURCELL GSM ATSTART ATALIVE
VERB LINE VALUE                     set_gsm_num set_exp_time set_imei set_out_call_interval
                                    module_ctl_i module_ctl set_base_cell netselect
CF LINE REASON MODE [NUM [SECONDS]] call forwarding; reason 0 to 5; mode 3 enables, 4 disables,
                                    2 asks
CW LINE MODE                        call waiting; mode 1 enables, 0 disables, 2 asks
DIAL LINE NUMBER SECONDS            call a number
raw LINE VERB [WORDS]               any other command: VERB NUMBER WORDS PASSWORD is sent, or
                                    with *** among the words the password in its place:
                                    raw goip1 CW *** 1
lines                               which lines there are, and how they are
help                                this
quit                                finish what is under way, and end
In TEXT, \\n is a line end and \\\\ a backslash. Commands may be in small letters or capitals";

impl Order {
    /// Reads a line.
    ///
    /// # Errors
    ///
    /// It is no order, or a part of it is missing or cannot be sent; the text says which.
    pub fn parse(line: &str) -> Result<Self, String> {
        let mut words = Words::new(line);
        let label = line.trim().to_owned();
        let word = words.word();
        let small = word.to_ascii_lowercase();
        let alone = match &*small {
            "" => Some(Self::Nothing),
            "lines" | "list" => Some(Self::Lines),
            "help" | "?" => Some(Self::Help),
            "quit" | "exit" => Some(Self::Quit),
            _ => None,
        };
        if let Some(order) = alone {
            words.end()?;
            return Ok(order);
        }
        if !is_verb(word) {
            return Err(format!("{word:?} is no order; type help"));
        }
        let line = words.next("LINE")?.to_owned();
        if small == "send" {
            let numbers: Vec<_> = words.next("NUMBER")?.split(',').map(str::to_owned).collect();
            let text = unescaped(words.text("TEXT")?);
            check(&ServerMessage::Msg(Msg { sendid: 1, msg: text.as_str().into() }))?;
            for number in &numbers {
                let telnum = number.as_str().into();
                check(&ServerMessage::Submit(Submit { sendid: 1, telid: 1, telnum }))?;
                if number.is_empty() {
                    return Err("NUMBER is empty".into());
                }
            }
            return Ok(Self::Send { line, numbers, text, label });
        }
        let asked = Asked { verb: word.into(), arguments: words.rest().into() };
        let request = asked.request()?;
        check(&ServerMessage::Command(Command { sendid: 1, password: "x".into(), request }))?;
        Ok(Self::Command { line, asked, label })
    }
}

fn check(message: &ServerMessage<'_>) -> Result<(), String> {
    message.encoded_len().map(|_| ()).map_err(|error| error.to_string())
}

/// Words without a value, by their spelling on the wire.
const WITHOUT_VALUE: &[(&str, Request<'_>)] = &[
    ("get_gsm_num", Request::GetGsmNum),
    ("get_exp_time", Request::GetExpTime),
    ("get_remain_time", Request::GetRemainTime),
    ("reset_remain_time", Request::ResetRemainTime),
    ("get_gsm_state", Request::GetGsmState),
    ("svr_drop_call", Request::DropCall),
    ("svr_reboot_module", Request::RebootModule),
    ("svr_reboot_dev", Request::RebootDevice),
    ("get_imei", Request::GetImei),
    ("get_out_call_interval", Request::GetOutCallInterval),
    ("get_cells_list", Request::GetCellsList),
    ("CURCELL", Request::GetCurrentCell),
    ("GSM", Request::Gsm),
    ("ATSTART", Request::AtStart),
    ("ATALIVE", Request::AtAlive),
    ("USSDEXIT", Request::UssdExit),
    ("ussd-exit", Request::UssdExit),
];

/// Words with a value.
const WITH_VALUE: &[&str] = &[
    "set_gsm_num",
    "set_exp_time",
    "set_imei",
    "set_out_call_interval",
    "module_ctl_i",
    "module_ctl",
    "set_base_cell",
    "netselect",
    "USSD",
    "CF",
    "CW",
    "DIAL",
    "raw",
    "send",
];

fn is_verb(word: &str) -> bool {
    let mut verbs = WITHOUT_VALUE.iter().map(|(verb, _)| verb).chain(WITH_VALUE);
    verbs.any(|verb| verb.eq_ignore_ascii_case(word))
}

impl Asked {
    /// What is asked.
    ///
    /// # Errors
    ///
    /// A part of it is missing or wrong; the text says which.
    pub fn request(&self) -> Result<Request<'_>, String> {
        let without = WITHOUT_VALUE.iter().find(|(verb, _)| verb.eq_ignore_ascii_case(&self.verb));
        let mut words = Words::new(&self.arguments);
        if let Some((_, request)) = without {
            words.end()?;
            return Ok(*request);
        }
        let request = match &*self.verb.to_ascii_lowercase() {
            "ussd" => return Ok(Request::Ussd(words.text("CODE")?.into())),
            "raw" => return raw(&mut words),
            "set_gsm_num" => Request::SetGsmNum(words.next("NUMBER")?.into()),
            "set_imei" => Request::SetImei(words.next("IMEI")?.into()),
            "set_base_cell" => Request::SetBaseCell(words.next("CELL")?.into()),
            "module_ctl" => Request::ModulesControl(words.next("DIGITS")?.into()),
            "set_exp_time" => Request::SetExpTime(number(&mut words, "MINUTES")?),
            "set_out_call_interval" => Request::SetOutCallInterval(number(&mut words, "SECONDS")?),
            "netselect" => Request::NetSelect(number(&mut words, "NETWORK")?),
            "module_ctl_i" => Request::ModuleControl(ModuleSwitch(number(&mut words, "VALUE")?)),
            "cw" => Request::CallWaiting(ForwardMode(number(&mut words, "MODE")?)),
            "cf" => {
                let reason = ForwardReason(number(&mut words, "REASON")?);
                let mode = ForwardMode(number(&mut words, "MODE")?);
                let num = words.word().into();
                let seconds = if words.is_empty() { 0 } else { number(&mut words, "SECONDS")? };
                Request::CallForward { reason, mode, num, seconds }
            }
            "dial" => {
                let num = words.next("NUMBER")?.into();
                Request::Dial { num, seconds: number(&mut words, "SECONDS")? }
            }
            other => return Err(format!("{other:?} is no order; type help")),
        };
        words.end()?;
        Ok(request)
    }
}

/// `VERB [BEFORE] [*** [AFTER]]`.
fn raw<'a>(words: &mut Words<'a>) -> Result<Request<'a>, String> {
    let missing = |_| "VERB is missing: raw LINE VERB [WORDS]; type help".to_owned();
    let verb = words.next("VERB").map_err(missing)?.into();
    let rest = words.rest();
    let (before, after) = match rest.strip_prefix("***") {
        Some(after) => ("", after),
        None => rest.split_once(" ***").unwrap_or((rest, "")),
    };
    let text = |text: &'a str| Text::from(text.trim());
    Ok(Request::Raw { verb, before: text(before), after: text(after) })
}

fn number<T: core::str::FromStr>(words: &mut Words<'_>, name: &str) -> Result<T, String> {
    let word = words.next(name)?;
    word.parse().map_err(|_| format!("{name}: {word:?} is no number that fits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(line: &str, with: impl FnOnce(Request<'_>)) {
        let Ok(Order::Command { line: id, asked, label }) = Order::parse(line) else {
            panic!("{line}: {:?}", Order::parse(line))
        };
        assert_eq!((id.as_str(), label.as_str()), ("goip1", line.trim()));
        with(asked.request().unwrap());
    }

    #[test]
    fn what_can_be_typed() {
        for (line, expected) in [
            ("get_gsm_num goip1", Request::GetGsmNum),
            (" set_exp_time  goip1 60 ", Request::SetExpTime(60)),
            ("ussd goip1 *100#", Request::Ussd("*100#".into())),
            ("USSD goip1 1", Request::Ussd("1".into())),
            ("ussd-exit goip1", Request::UssdExit),
            ("curcell goip1", Request::GetCurrentCell),
            ("module_ctl goip1 1012", Request::ModulesControl("1012".into())),
            ("netselect goip1 -1", Request::NetSelect(-1)),
            ("CW goip1 2", Request::CallWaiting(ForwardMode::QUERY)),
            (
                "CF goip1 2 3 +49123 20",
                Request::CallForward {
                    reason: ForwardReason::NO_REPLY,
                    mode: ForwardMode::REGISTER,
                    num: "+49123".into(),
                    seconds: 20,
                },
            ),
            (
                "CF goip1 0 2",
                Request::CallForward {
                    reason: ForwardReason::UNCONDITIONAL,
                    mode: ForwardMode::QUERY,
                    num: "".into(),
                    seconds: 0,
                },
            ),
            ("DIAL goip1 10086 30", Request::Dial { num: "10086".into(), seconds: 30 }),
            (
                "raw goip1 status_flag 1",
                Request::Raw { verb: "status_flag".into(), before: "1".into(), after: "".into() },
            ),
            (
                "raw goip1 XX *** 1 2",
                Request::Raw { verb: "XX".into(), before: "".into(), after: "1 2".into() },
            ),
            (
                "raw goip1 XX a *** 1",
                Request::Raw { verb: "XX".into(), before: "a".into(), after: "1".into() },
            ),
        ] {
            request(line, |found| assert_eq!(found, expected, "{line}"));
        }
        let sms = Order::parse("SEND goip1 1 a\\nb\\\\n").unwrap();
        assert!(matches!(sms, Order::Send { text, .. } if text == "a\nb\\n"));
        assert_eq!(Order::parse("Lines"), Ok(Order::Lines));
        let sms = Order::parse("send goip1 123,+456 Grüße,  *** Köln").unwrap();
        let Order::Send { numbers, text, .. } = sms else { panic!("{sms:?}") };
        assert_eq!((numbers.join(" ").as_str(), text.as_str()), ("123 +456", "Grüße,  *** Köln"));
    }

    #[test]
    fn what_is_wrong_with_it() {
        for (line, error) in [
            ("dance", "\"dance\" is no order; type help"),
            ("quit now", "\"now\" is left over; type help"),
            ("raw goip1", "VERB is missing: raw LINE VERB [WORDS]; type help"),
            ("raw goip1 1x", "verb cannot be written: does not begin with a letter"),
            ("send", "LINE is missing; type help"),
            ("send goip1", "NUMBER is missing; type help"),
            ("send goip1 123", "TEXT is missing; type help"),
            ("get_imei goip1 5", "\"5\" is left over; type help"),
            ("set_exp_time goip1 x", "MINUTES: \"x\" is no number that fits"),
            ("CF goip1 1", "MODE is missing; type help"),
        ] {
            assert_eq!(Order::parse(line).unwrap_err(), error, "{line}");
        }
        for line in [
            "send goip1 1,,2 hi",
            "send goip1 1\u{1}2 hi",
            "ussd goip1 *1 00#",
            "DIAL goip1 1 4000",
        ] {
            Order::parse(line).unwrap_err();
        }
        Order::parse(&format!("send goip1 1 {}", "x".repeat(3001))).unwrap_err();
    }
}
