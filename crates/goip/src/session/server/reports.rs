use alloc::boxed::Box;
use alloc::collections::VecDeque;

use cellwire_codec::Instant;

use super::super::ids::SmsId;
use super::super::state::ReportState;
use crate::Text;
use crate::message::DeliveryState;

/// The submissions of a line whose delivery report may come, oldest first.
#[derive(Debug, Default)]
pub(super) struct Reports(VecDeque<Submission>);

#[derive(Debug)]
struct Submission {
    sms_no: i64,
    sms: SmsId,
    recipient: usize,
    number: Box<str>,
    /// Until when.
    ends: Instant,
    /// That of the report that was told of it last, if the application is to acknowledge it; else 0.
    ticket: u64,
}

impl Reports {
    /// Remembers a submission until a time.
    pub(super) fn note(
        &mut self,
        sms_no: i64,
        (sms, recipient): (SmsId, usize),
        number: Box<str>,
        ends: Instant,
        limit: usize,
    ) {
        self.0.push_back(Submission { sms_no, sms, recipient, number, ends, ticket: 0 });
        while self.0.len() > limit {
            self.0.pop_front();
        }
    }

    /// The latest submission that the report may be about. A report after which no other comes
    /// takes it out, since the number will come again; but one with a ticket only keeps it for
    /// itself, as long as that is open, until [`take`](Self::take).
    pub(super) fn find(
        &mut self,
        now: Instant,
        (sms_no, state, num): (i64, DeliveryState, Option<Text<'_>>),
        ticket: u64,
        is_open: impl Fn(u64) -> bool,
    ) -> Option<(SmsId, usize)> {
        self.forget_old(now);
        if sms_no < 0 {
            return None;
        }
        let fits = |submission: &Submission| {
            submission.sms_no == sms_no
                && (submission.ticket == 0 || !is_open(submission.ticket))
                && num.is_none_or(|num| is_same(num.as_bytes(), submission.number.as_bytes()))
        };
        let at = self.0.iter().rposition(fits)?;
        let found = (self.0[at].sms, self.0[at].recipient);
        if !state.is_pending() {
            self.0[at].ticket = ticket;
            if ticket == 0 {
                self.0.remove(at);
            }
        }
        Some(found)
    }

    /// The application has stored the report with this ticket.
    pub(super) fn take(&mut self, ticket: u64) {
        self.0.retain(|submission| submission.ticket != ticket);
    }

    pub(super) fn forget_old(&mut self, now: Instant) {
        self.0.retain(|submission| now < submission.ends);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn export(&self, now: Instant) -> impl Iterator<Item = ReportState> + '_ {
        self.0.iter().map(move |submission| ReportState {
            sms_no: submission.sms_no,
            sms: submission.sms,
            recipient: submission.recipient,
            number: submission.number.clone(),
            rest: submission.ends - now,
        })
    }

    /// Puts what has survived in front.
    pub(super) fn restore(&mut self, state: Box<[ReportState]>, now: Instant, limit: usize) {
        let room = limit.saturating_sub(self.0.len());
        for report in state.into_iter().rev().take(room) {
            let ReportState { sms_no, sms, recipient, number, rest } = report;
            let ends = now + rest;
            self.0.push_front(Submission { sms_no, sms, recipient, number, ends, ticket: 0 });
        }
    }
}

fn digits(number: &[u8]) -> &[u8] {
    number.strip_prefix(b"+").unwrap_or(number)
}

/// Whether two ways to write a number mean the same: one may have a prefix, such as `+86`.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    /// As many as a number has at least, without any prefix.
    const LEAST: usize = 7;
    let (one, other) = (digits(one), digits(other));
    one == other
        || (one.len().min(other.len()) >= LEAST && (one.ends_with(other) || other.ends_with(one)))
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant::from_origin(Duration::from_secs(seconds))
    }

    fn reports(numbers: &[(i64, &str)]) -> Reports {
        let mut reports = Reports::default();
        for (place, (sms_no, number)) in numbers.iter().enumerate() {
            reports.note(*sms_no, (SmsId(1), place), (*number).into(), at(100), 3);
        }
        reports
    }

    fn find(reports: &mut Reports, sms_no: i64, num: Option<&str>) -> Option<usize> {
        let about = (sms_no, DeliveryState::DELIVERED, num.map(Text::from));
        let found = reports.find(at(0), about, 0, |_| false);
        found.map(|(_, recipient)| recipient)
    }

    #[test]
    fn the_latest_that_fits_is_meant_and_only_once() {
        let mut reports = reports(&[(7, "+8613800138000"), (7, "+8613800138001"), (8, "10086")]);
        assert_eq!(find(&mut reports, 7, Some("13800138000")), Some(0));
        assert_eq!(find(&mut reports, 7, Some("13800138000")), None);
        assert_eq!(find(&mut reports, 8, Some("0086")), None, "too short to be a part");
        assert_eq!(find(&mut reports, 8, Some("+10086")), Some(2));
        assert_eq!(find(&mut reports, 7, None), Some(1));
        assert_eq!(find(&mut reports, -1, None), None);
    }

    #[test]
    fn a_pending_report_is_followed_by_another() {
        let mut reports = reports(&[(7, "1")]);
        let pending = DeliveryState::TRYING_BUSY;
        assert!(reports.find(at(1), (7, pending, None), 0, |_| false).is_some());
        assert!(reports.find(at(2), (7, pending, None), 0, |_| false).is_some());
        assert!(reports.find(at(101), (7, pending, None), 0, |_| false).is_none(), "too old");
    }

    #[test]
    fn the_oldest_go_first() {
        let mut reports = reports(&[(1, "a"), (2, "b"), (3, "c"), (4, "d")]);
        assert_eq!(find(&mut reports, 1, None), None);
        assert_eq!(find(&mut reports, 2, None), Some(1));
    }
}
