use alloc::string::String;
use core::time::Duration;

use cellwire_codec::Instant;

use super::bulk::MAX_NUMBER_LEN;
use super::commands::NOT_REGISTERED;
use super::config::Network;
use super::event::{ReportError, ReportId};
use super::{Gateway, Timer};
use crate::Text;
use crate::message::{CallDirection, ChannelState, EventBody};

/// The call of a line.
#[derive(Clone, Debug)]
pub(super) struct Call {
    number: String,
    direction: CallDirection,
    connected_at: Option<Instant>,
}

/// # Calls
impl Gateway {
    /// Somebody calls a line: it tells the server with `STATE` and `RECORD`. Then follow
    /// [`answer_call`](Self::answer_call) and [`hang_up`](Self::hang_up).
    ///
    /// # Errors
    ///
    /// The line is in a call, or the number cannot stand in one of its events: `HANGUP` may hold no
    /// comma; else as for [`report`](Self::report).
    pub fn incoming_call(&mut self, line: usize, number: &str) -> Result<ReportId, ReportError> {
        let state = ChannelState::Incoming(number.into());
        self.begin_call(line, number, CallDirection::INCOMING, state)
    }

    fn begin_call(
        &mut self,
        line: usize,
        number: &str,
        direction: CallDirection,
        state: ChannelState<'_>,
    ) -> Result<ReportId, ReportError> {
        if self.lines.get(line).is_some_and(|line| line.run.call.is_some()) {
            return Err(ReportError::InCall);
        }
        // The call has to have an end, too: `HANGUP` cannot hold all that `STATE` and `RECORD` can.
        let hangup = EventBody::Hangup { num: number.into(), cause: Text::default() };
        self.check_report(line, hangup)?;
        let report = self.set_state(line, state)?;
        let call = Call { number: number.into(), direction, connected_at: None };
        self.lines[line].run.call = Some(call);
        self.tell_server(line, EventBody::Record { direction, num: number.into() });
        Ok(report)
    }

    /// The call of a line is answered, by whoever was called: `STATE` says so.
    ///
    /// # Errors
    ///
    /// There is no call that has not been answered; else as for [`report`](Self::report).
    pub fn answer_call(&mut self, line: usize) -> Result<ReportId, ReportError> {
        let call = self.lines.get(line).and_then(|line| line.run.call.as_ref());
        let unanswered = call.filter(|call| call.connected_at.is_none());
        let number = unanswered.ok_or(ReportError::NoCall)?.number.clone();
        self.timers.cancel(&Timer::Answer(line));
        let report = self.set_state(line, ChannelState::Connected(number.as_str().into()))?;
        if let Some(call) = &mut self.lines[line].run.call {
            call.connected_at = Some(self.now);
        }
        Ok(report)
    }

    /// The call of a line ends: it tells the server with `HANGUP`, `STATE` and `REMAIN`.
    ///
    /// # Errors
    ///
    /// There is no call; else as for [`report`](Self::report).
    pub fn hang_up(&mut self, line: usize, cause: &str) -> Result<ReportId, ReportError> {
        let call = self.lines.get(line).and_then(|line| line.run.call.clone());
        let call = call.ok_or(ReportError::NoCall)?;
        let num = call.number.as_str().into();
        let report = self.report(line, EventBody::Hangup { num, cause: cause.into() })?;
        self.forget_call(line, &call);
        Ok(report)
    }

    /// Ends a call, if there is one, whether or not the server can be told.
    pub(super) fn end_call(&mut self, line: usize, cause: &str) {
        let Some(call) = self.lines[line].run.call.clone() else { return };
        if self.hang_up(line, cause).is_err() {
            self.forget_call(line, &call);
        }
    }

    fn forget_call(&mut self, line: usize, call: &Call) {
        self.timers.cancel(&Timer::Answer(line));
        self.timers.cancel(&Timer::HangUp(line));
        let place = &mut self.lines[line];
        place.run.call = None;
        place.run.state = "IDLE".into();
        place.run.idle_since = self.now;
        if let (Some(at), CallDirection::OUTGOING) = (call.connected_at, call.direction)
            && place.remain_time > 0
        {
            let minutes = (self.now - at).as_secs().div_ceil(60);
            let minutes = i64::try_from(minutes).unwrap_or(i64::MAX);
            place.remain_time = place.remain_time.saturating_sub(minutes).max(0);
        }
        let minutes = place.remain_time;
        self.tell_server(line, EventBody::State(ChannelState::Idle));
        self.tell_server(line, EventBody::Remain { minutes });
    }

    pub(super) fn dial(
        &mut self,
        line: usize,
        number: Text<'_>,
        seconds: u32,
    ) -> Result<(), &'static str> {
        let place = &self.lines[line];
        if !place.is_registered() {
            return Err(NOT_REGISTERED);
        }
        if place.remain_time == 0 {
            return Err("no remain time");
        }
        if !(1..=3600).contains(&seconds) {
            return Err("invalid duration");
        }
        let number = number.to_str().ok().filter(|number| number.len() <= MAX_NUMBER_LEN);
        let number = number.ok_or("invalid number")?;
        let state = ChannelState::Dialing(number.into());
        self.begin_call(line, number, CallDirection::OUTGOING, state).map_err(
            |error| match error {
                ReportError::InCall => "busy",
                ReportError::Write(_) => "invalid number",
                _ => "too many events",
            },
        )?;
        if let Network::Automatic(time) = self.config.network {
            self.timers.set(Timer::Answer(line), self.now + time);
        }
        self.timers.set(Timer::HangUp(line), self.now + Duration::from_secs(seconds.into()));
        Ok(())
    }

    pub(super) fn serve_answer(&mut self, line: usize) {
        // Without room for an event the call goes on unanswered.
        let _ = self.answer_call(line);
    }

    pub(super) fn serve_hang_up(&mut self, line: usize) {
        self.end_call(line, "Normal call clearing");
    }
}
