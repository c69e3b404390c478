//! `+CNMA`: that the host has received a message (3GPP TS 27.005, 3.4.4 and 4.6).
//!
//! It is due within 15 seconds or so for each `+CMT` and `+CDS`, if [`+CSMS`](super::csms) has set
//! [`PHASE_2_PLUS`](super::csms::Service::PHASE_2_PLUS).

use super::PduBody;
use crate::command::{Body, Command, NoAnswer, commands, named, params};
use crate::params::ParamError;
use crate::{Form, Line, Plan, Prompt};

named! {
    /// `<n>`: what is to be told, in PDU mode.
    Acknowledge(u8) {
        /// That it has been received, as by the command without parameters.
        PLAIN = 0, "as in text mode";
        /// That it has been received, with a report.
        RECEIVED = 1, "positive acknowledgement";
        /// That something is wrong with it.
        FAILED = 2, "negative acknowledgement";
    }
}

commands! {
    "+CNMA":
    /// Which values of `<n>` there are, in PDU mode.
    Test -> Supported;

    /// It has been received.
    Action;
}

params! {
    /// `AT+CNMA=<n>[,<length>]`, in PDU mode. With a report, the modem asks for it by `> `.
    Set<'a> {
        /// What is to be told.
        n: Acknowledge,
        /// A [`DeliverReport`](crate::pdu::DeliverReport).
        report: Option<PduBody<'a>>,
    }
}

impl Command for Set<'_> {
    const NAME: &'static str = "+CNMA";
    const FORM: Form = Form::Set;
    type Answer<'l> = NoAnswer;

    fn usual_plan() -> Plan {
        Plan::new(Self::NAME, Self::FORM).without_answer()
    }

    fn plan(&self) -> Plan {
        let plan = Self::usual_plan();
        if self.report.is_some() { plan.with_prompt(Prompt::Greater) } else { plan }
    }

    fn body(&self) -> Option<Body<'_>> {
        self.report.map(|report| Body::text(report.as_bytes()))
    }

    fn answer(line: Line<'_>) -> Result<NoAnswer, ParamError> {
        Action::answer(line)
    }
}
