use alloc::collections::VecDeque;
use alloc::vec::Vec;

use cellwire_codec::SecretBuf;

use super::event::{GatewayEvent, GatewayEventKind, ReportId, SubmissionId};
use crate::message::{AckResult, KeepaliveStatus};
use crate::{ServerMessage, Text};

/// How much may wait to be told before no more input is taken.
const MAX_WAITING: usize = 256;
/// How much may wait when nobody asks. More is not told.
const MAX_KEPT: usize = 4096;

/// What the application is to be told.
#[derive(Clone, Debug, Default)]
pub(super) struct Feed {
    queue: VecDeque<(usize, News)>,
    /// What was told last, and is borrowed.
    told: Option<(usize, News)>,
}

#[derive(Clone, Debug)]
pub(super) enum News {
    Registered(KeepaliveStatus),
    Unregistered,
    Submit {
        submission: SubmissionId,
        sms_no: u8,
        number: Vec<u8>,
        text: Vec<u8>,
    },
    Ussd {
        code: Vec<u8>,
    },
    UssdExit,
    /// The datagram, which has a password in it.
    Command(SecretBuf),
    Rebooting,
    Acknowledged {
        report: ReportId,
        result: Ack,
    },
    NotAcknowledged {
        report: ReportId,
    },
}

#[derive(Clone, Debug)]
pub(super) enum Ack {
    Ok,
    Error(Vec<u8>),
    Disable,
}

impl From<AckResult<'_>> for Ack {
    fn from(result: AckResult<'_>) -> Self {
        match result {
            AckResult::Ok => Self::Ok,
            AckResult::Error(text) => Self::Error(text.as_bytes().to_vec()),
            AckResult::Disable => Self::Disable,
        }
    }
}

impl Ack {
    fn as_result(&self) -> AckResult<'_> {
        match self {
            Self::Ok => AckResult::Ok,
            Self::Error(text) => AckResult::Error(Text::new(text)),
            Self::Disable => AckResult::Disable,
        }
    }
}

impl News {
    fn kind(&self) -> Option<GatewayEventKind<'_>> {
        Some(match self {
            Self::Registered(status) => GatewayEventKind::Registered(*status),
            Self::Unregistered => GatewayEventKind::Unregistered,
            Self::Submit { submission, sms_no, number, text } => GatewayEventKind::Submit {
                submission: *submission,
                sms_no: *sms_no,
                number: Text::new(number),
                text: Text::new(text),
            },
            Self::Ussd { code } => GatewayEventKind::Ussd { code: Text::new(code) },
            Self::UssdExit => GatewayEventKind::UssdExit,
            Self::Command(datagram) => match ServerMessage::parse(datagram.expose()) {
                Ok(ServerMessage::Command(command)) => GatewayEventKind::Command(command.request),
                _ => return None,
            },
            Self::Rebooting => GatewayEventKind::Rebooting,
            Self::Acknowledged { report, result } => {
                GatewayEventKind::Acknowledged { report: *report, result: result.as_result() }
            }
            Self::NotAcknowledged { report } => {
                GatewayEventKind::NotAcknowledged { report: *report }
            }
        })
    }
}

impl Feed {
    pub(super) fn push(&mut self, line: usize, news: News) {
        // A line waits for the answer to what it submits, so that of this there is never much.
        if self.queue.len() < MAX_KEPT || matches!(news, News::Submit { .. } | News::Ussd { .. }) {
            self.queue.push_back((line, news));
        }
    }

    /// Whether no more requests are to be taken before something was told.
    pub(super) fn is_full(&self) -> bool {
        self.queue.len() >= MAX_WAITING
    }

    pub(super) fn poll(&mut self) -> Option<GatewayEvent<'_>> {
        let (line, news) = self.told.insert(self.queue.pop_front()?);
        Some(GatewayEvent { line: *line, kind: news.kind()? })
    }
}
