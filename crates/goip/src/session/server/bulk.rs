use core::time::Duration;

use cellwire_codec::{Instant, RetryPolicy, Secret};

use super::super::config::Polling;
use super::super::event::{SmsDoubt, SmsFailure, SmsOutcome};
use super::secrets::masked;
use crate::message::{BulkError, ErrorReply, SubmitOk};
use crate::{GatewayMessage, Text};

/// One bulk SMS session: `MSG`, `PASSWORD`, a `SEND` for each recipient, `DONE`. It knows neither the
/// text nor the numbers, only what is to be sent next, and what the answers mean.
#[derive(Debug)]
pub(super) struct Bulk {
    pub(super) sendid: i64,
    step: Step,
    /// How often the request of this step has been sent.
    attempts: u32,
    /// The request is to be sent, now.
    due: bool,
    /// When the request is to be sent again, or given up.
    deadline: Instant,
    last_sent: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The gateway is to take the text.
    Msg,
    /// It is to accept the password.
    Password,
    /// Nothing is asked until the next recipient has its turn.
    Rest,
    /// It is to send to a recipient.
    Submit {
        telid: i64,
        /// It has said so.
        waiting: bool,
        first_sent: Instant,
    },
    /// It is to forget the session.
    Done,
}

/// What is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    Msg,
    Password,
    Submit { telid: i64 },
    Done,
}

/// How requests are repeated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    pub(super) retry: RetryPolicy,
    pub(super) polling: Polling,
    pub(super) submit_timeout: Duration,
}

/// What an answer, or that there is none, means for the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is not an answer to what was asked.
    Stray,
    /// The session goes on.
    Goes,
    /// The recipient has its outcome, and the session goes on.
    Concluded { telid: i64, outcome: SmsOutcome },
    /// The gateway does not take the password, so no other session will do.
    WrongPassword,
    /// The session is over for now.
    Lost(Loss),
    /// The session is closed.
    Finished,
}

/// Why a session is over before its time, and what comes after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Loss {
    /// What became of the recipient under way.
    pub(super) doubt: Option<SmsDoubt>,
    /// Why the others are not sent to, should it come to that.
    pub(super) failure: SmsFailure,
    /// Whether the line is to rest before the next session.
    pub(super) back_off: bool,
    /// Whether the gateway may still have the session.
    pub(super) done: bool,
    /// Whether the gateway has not answered at all.
    pub(super) unanswered: bool,
}

/// A gateway forgets a session that is silent for 90 s.
const SILENCE: Duration = Duration::from_secs(80);

impl Bulk {
    pub(super) const fn new(sendid: i64, now: Instant) -> Self {
        Self { sendid, step: Step::Msg, attempts: 0, due: true, deadline: now, last_sent: now }
    }

    /// Whether the next recipient may have its turn.
    pub(super) fn is_resting(&self) -> bool {
        self.step == Step::Rest
    }

    /// Whether the gateway may know of it.
    pub(super) fn is_begun(&self) -> bool {
        self.step != Step::Msg || self.attempts > 0
    }

    /// Whether the gateway was asked to send to the recipient under way.
    pub(super) fn has_submitted(&self) -> bool {
        matches!(self.step, Step::Submit { .. }) && self.attempts > 0
    }

    /// The submission under way.
    pub(super) fn telid(&self) -> Option<i64> {
        match self.step {
            Step::Submit { telid, .. } => Some(telid),
            _ => None,
        }
    }

    /// Whether the gateway will have forgotten the session at a time, unless something is sent.
    pub(super) fn is_stale(&self, at: Instant) -> bool {
        at - self.last_sent > SILENCE
    }

    pub(super) fn submit(&mut self, telid: i64, now: Instant) {
        self.ask(Step::Submit { telid, waiting: false, first_sent: now });
    }

    pub(super) fn close(&mut self) {
        self.ask(Step::Done);
    }

    fn ask(&mut self, step: Step) {
        (self.step, self.attempts, self.due) = (step, 0, step != Step::Rest);
    }

    /// What is to be sent now.
    pub(super) fn due(&self) -> Option<Ask> {
        self.due.then_some(match self.step {
            Step::Msg => Ask::Msg,
            Step::Password => Ask::Password,
            Step::Submit { telid, .. } => Ask::Submit { telid },
            Step::Rest | Step::Done => Ask::Done,
        })
    }

    /// When something has to be done if no answer comes.
    pub(super) fn deadline(&self) -> Option<Instant> {
        (!self.due && self.step != Step::Rest).then_some(self.deadline)
    }

    /// What is due was handed out; says whether it was a repeat.
    pub(super) fn sent(&mut self, patience: &Patience, now: Instant) -> bool {
        (self.due, self.attempts) = (false, self.attempts.saturating_add(1));
        self.left(patience, now);
        self.attempts > 1
    }

    /// What was handed out has left: the wait counts from here.
    pub(super) fn left(&mut self, patience: &Patience, now: Instant) {
        if self.due || self.attempts == 0 {
            return;
        }
        if let Step::Submit { first_sent, .. } = &mut self.step
            && self.attempts == 1
        {
            *first_sent = now;
        }
        self.last_sent = now;
        self.wait(patience, now);
    }

    fn wait(&mut self, patience: &Patience, now: Instant) {
        self.deadline = match self.step {
            Step::Submit { waiting, first_sent, .. } => {
                let end = first_sent + patience.submit_timeout;
                let again = match patience.polling {
                    Polling::Repeat { waiting: wait, .. } if waiting => {
                        Some(wait.max(Duration::from_millis(1)))
                    }
                    Polling::Repeat { unanswered, .. } | Polling::UntilWait { unanswered }
                        if !waiting =>
                    {
                        Some(unanswered.wait(self.attempts))
                    }
                    _ => None,
                };
                again.map_or(end, |wait| end.min(now + wait))
            }
            _ => now + patience.retry.wait(self.attempts),
        };
    }

    /// Nothing has come in time, if the time is over.
    pub(super) fn handle_timeout(&mut self, patience: &Patience, now: Instant) -> Verdict {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return Verdict::Goes;
        }
        let attempts = self.attempts;
        let no_answer = |step| SmsFailure::NoAnswer { step, attempts };
        let (given_up, loss) = match self.step {
            Step::Rest => return Verdict::Goes,
            Step::Done if attempts >= patience.retry.attempts() => return Verdict::Finished,
            Step::Done => (false, None),
            Step::Msg => (attempts >= patience.retry.attempts(), Some(("MSG", None))),
            Step::Password => (attempts >= patience.retry.attempts(), Some(("PASSWORD", None))),
            Step::Submit { waiting, first_sent, .. } => {
                let given_up = now >= first_sent + patience.submit_timeout
                    || match patience.polling {
                        Polling::Repeat { unanswered, .. } | Polling::UntilWait { unanswered } => {
                            !waiting && attempts >= unanswered.attempts()
                        }
                        Polling::Never => true,
                    };
                (given_up, Some(("SEND", Some(SmsDoubt::NoAnswer))))
            }
        };
        match loss {
            Some((step, doubt)) if given_up => Verdict::Lost(Loss {
                doubt,
                failure: no_answer(step),
                back_off: doubt.is_none(),
                done: doubt.is_some(),
                unanswered: !matches!(self.step, Step::Submit { waiting: true, .. }),
            }),
            _ => {
                self.due = true;
                Verdict::Goes
            }
        }
    }

    /// A message with the number of this session. In the words of it the password is masked.
    pub(super) fn handle(
        &mut self,
        message: &GatewayMessage<'_>,
        password: Secret<'_>,
        patience: &Patience,
        now: Instant,
    ) -> Verdict {
        // What has not been asked cannot be answered.
        if self.attempts == 0 && self.step != Step::Rest {
            return Verdict::Stray;
        }
        match (message, self.step) {
            (GatewayMessage::PasswordRequest { .. }, Step::Msg) => {
                self.ask(Step::Password);
                Verdict::Goes
            }
            (GatewayMessage::Ready { .. }, Step::Password) => {
                self.ask(Step::Rest);
                Verdict::Goes
            }
            (
                GatewayMessage::Wait { telid, .. },
                Step::Submit { telid: asked, waiting, first_sent },
            ) if *telid == asked => {
                if !waiting {
                    self.step = Step::Submit { telid: asked, waiting: true, first_sent };
                    self.due = false;
                    self.wait(patience, now);
                }
                Verdict::Goes
            }
            (
                GatewayMessage::SubmitOk(SubmitOk { telid, sms_no, .. }),
                Step::Submit { telid: asked, .. },
            ) if *telid == asked => {
                self.ask(Step::Rest);
                let outcome = SmsOutcome::Sent { sms_no: *sms_no };
                Verdict::Concluded { telid: asked, outcome }
            }
            (GatewayMessage::Done { .. }, Step::Done) => Verdict::Finished,
            (GatewayMessage::Error(error), _) => self.handle_error(error, password),
            _ => Verdict::Stray,
        }
    }

    fn handle_error(&mut self, error: &ErrorReply<'_>, password: Secret<'_>) -> Verdict {
        let kind = error.bulk();
        let text = |words| text(words, password);
        let failure = |kind, words| match kind {
            BulkError::GsmLogout => SmsFailure::NotRegistered,
            BulkError::TooManySends => SmsFailure::TooManySessions,
            _ => text(words),
        };
        match (self.step, kind) {
            (Step::Done, BulkError::SendId) => Verdict::Finished,
            (Step::Done, _) => Verdict::Stray,
            // A late one that tells what is true: to ask for another recipient would be of no use.
            (Step::Rest, BulkError::SendId) => lost(None, text(error.tail), false, false),
            (Step::Rest, _) => Verdict::Stray,
            (Step::Submit { telid: asked, .. }, kind) => match kind {
                BulkError::Submission { telid, status } if telid == asked => {
                    self.ask(Step::Rest);
                    let outcome = SmsOutcome::Failed(SmsFailure::Network(status));
                    Verdict::Concluded { telid, outcome }
                }
                BulkError::SubmissionText { telid, reason } if telid == asked => {
                    self.ask(Step::Rest);
                    Verdict::Concluded { telid, outcome: SmsOutcome::Failed(text(reason)) }
                }
                BulkError::Submission { .. } | BulkError::SubmissionText { .. } => Verdict::Stray,
                BulkError::SendId => {
                    lost(Some(SmsDoubt::Forgotten), text(error.tail), false, false)
                }
                // It wants a password that it has accepted: another session, or a new gateway.
                BulkError::Password => {
                    lost(Some(SmsDoubt::Forgotten), text(error.tail), false, true)
                }
                kind => lost(Some(SmsDoubt::Refused), failure(kind, error.tail), true, true),
            },
            (Step::Password, BulkError::Password) => Verdict::WrongPassword,
            (Step::Password, BulkError::SendId) => lost(None, text(error.tail), false, false),
            (Step::Password, kind) => lost(None, failure(kind, error.tail), true, true),
            (Step::Msg, kind) => lost(None, failure(kind, error.tail), true, false),
        }
    }
}

fn lost(doubt: Option<SmsDoubt>, failure: SmsFailure, back_off: bool, done: bool) -> Verdict {
    Verdict::Lost(Loss { doubt, failure, back_off, done, unanswered: false })
}

fn text(words: Text<'_>, password: Secret<'_>) -> SmsFailure {
    /// As much as a reason is worth.
    const LONGEST: usize = 200;
    // Before anything is cut off or escaped, which would hide the password.
    let words = masked(words.as_bytes(), password.expose());
    let words = Text::new(&words[..words.len().min(LONGEST)]);
    SmsFailure::Gateway(alloc::format!("{words}"))
}
