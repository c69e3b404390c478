use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::message::{Answer, Event, EventBody, Request};
use crate::{GatewayMessage, Text};

/// A request that owns its texts.
pub(super) struct KeptRequest {
    /// With empty texts.
    request: Request<'static>,
    texts: Box<[u8]>,
    lens: [usize; 3],
}

impl KeptRequest {
    pub(super) fn new(request: &Request<'_>) -> Self {
        let (mut texts, mut lens, mut place) = (Vec::new(), [0; 3], 0);
        let request = with_texts(request, |text| {
            texts.extend_from_slice(text.as_bytes());
            lens[place] = text.len();
            place += 1;
            Text::default()
        });
        Self { request, texts: texts.into(), lens }
    }

    pub(super) fn request(&self) -> Request<'_> {
        let (mut rest, mut lens) = (&*self.texts, self.lens.iter());
        with_texts(&self.request, |_| {
            let (text, behind) = rest.split_at(lens.next().copied().unwrap_or_default());
            rest = behind;
            Text::new(text)
        })
    }
}

/// What a message says to a request, if it is an answer to it. A trace that has begun is one too,
/// since nothing is known of any other to [`Request::AtStart`].
pub(super) fn answer<'m>(
    request: &Request<'_>,
    message: &GatewayMessage<'m>,
) -> Option<Result<Answer<'m>, Text<'m>>> {
    match (request, message) {
        (Request::AtStart, GatewayMessage::Event(Event { body: EventBody::At { .. }, .. })) => {
            Some(Ok(Answer::Done))
        }
        _ => request.answer(message),
    }
}

/// The same request with other texts; each has three at most.
fn with_texts<'a, 'b>(
    request: &Request<'a>,
    mut text: impl FnMut(Text<'a>) -> Text<'b>,
) -> Request<'b> {
    match *request {
        Request::GetGsmNum => Request::GetGsmNum,
        Request::SetGsmNum(num) => Request::SetGsmNum(text(num)),
        Request::GetExpTime => Request::GetExpTime,
        Request::SetExpTime(minutes) => Request::SetExpTime(minutes),
        Request::GetRemainTime => Request::GetRemainTime,
        Request::ResetRemainTime => Request::ResetRemainTime,
        Request::GetGsmState => Request::GetGsmState,
        Request::DropCall => Request::DropCall,
        Request::RebootModule => Request::RebootModule,
        Request::RebootDevice => Request::RebootDevice,
        Request::CallForward { reason, mode, num, seconds } => {
            Request::CallForward { reason, mode, num: text(num), seconds }
        }
        Request::CallWaiting(mode) => Request::CallWaiting(mode),
        Request::Ussd(code) => Request::Ussd(text(code)),
        Request::UssdExit => Request::UssdExit,
        Request::GetImei => Request::GetImei,
        Request::SetImei(imei) => Request::SetImei(text(imei)),
        Request::GetOutCallInterval => Request::GetOutCallInterval,
        Request::SetOutCallInterval(seconds) => Request::SetOutCallInterval(seconds),
        Request::ModuleControl(switch) => Request::ModuleControl(switch),
        Request::ModulesControl(digits) => Request::ModulesControl(text(digits)),
        Request::SetBaseCell(cell) => Request::SetBaseCell(text(cell)),
        Request::GetCellsList => Request::GetCellsList,
        Request::GetCurrentCell => Request::GetCurrentCell,
        Request::Gsm => Request::Gsm,
        Request::AtStart => Request::AtStart,
        Request::AtAlive => Request::AtAlive,
        Request::Dial { num, seconds } => Request::Dial { num: text(num), seconds },
        Request::NetSelect(value) => Request::NetSelect(value),
        Request::Raw { verb, before, after } => {
            Request::Raw { verb: text(verb), before: text(before), after: text(after) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{ForwardMode, ForwardReason};

    #[test]
    fn keeps_every_text() {
        let num = Text::from("+8613800138000");
        let (reason, mode) = (ForwardReason::BUSY, ForwardMode::ENABLE);
        for request in [
            Request::GetGsmNum,
            Request::Ussd("*100#".into()),
            Request::CallForward { reason, mode, num, seconds: 20 },
            Request::Raw { verb: "netselect".into(), before: "".into(), after: "-1 x".into() },
            Request::Raw { verb: "a".into(), before: "b c".into(), after: "d".into() },
        ] {
            assert_eq!(KeptRequest::new(&request).request(), request);
        }
    }
}
