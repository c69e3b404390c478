//! Signal, clock, functionality, indicators.

use cellwire_at::Form;
use cellwire_at::error::CmeError;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::pdu::{DateTime, Timestamp};
use cellwire_at::status::cclk;

use super::clock::date_time;
use super::{BasicModem, Done, INCORRECT};

#[derive(Clone, Debug)]
pub(super) struct Status {
    /// The signal, 0 to 31, or 99.
    signal: u8,
    /// `+CFUN`: 1 if all is on, 0 and 4 if the radio is off.
    functionality: u8,
    /// What time it was at the start, in seconds since 1970.
    started: i64,
    /// The zone of the clock, in quarters of an hour.
    zone: i8,
    /// The indicators that were told last.
    told: [u8; 7],
}

impl Status {
    pub(super) fn new(unix_seconds: u64) -> Self {
        let started = unix_seconds.try_into().unwrap_or_default();
        Self { signal: 20, functionality: 1, started, zone: 0, told: [4, 3, 1, 0, 0, 0, 0] }
    }

    pub(super) const fn is_on(&self) -> bool {
        self.functionality == 1
    }
}

impl BasicModem {
    /// The signal is another: 0 to 31, or 99 for none.
    ///
    /// # Errors
    ///
    /// There is no such signal.
    pub fn signal(&mut self, signal: u8) -> Result<(), String> {
        if !matches!(signal, 0..=31 | 99) {
            return Err(format!("{signal} is no signal: there are 0 to 31, and 99"));
        }
        self.status.signal = signal;
        Ok(())
    }

    /// Sets the clock to so many seconds since 1970.
    pub fn set_time(&mut self, unix_seconds: i64) {
        let passed = self.now.since_origin().as_secs();
        self.status.started = unix_seconds.saturating_sub_unsigned(passed);
    }

    /// The local time of the network.
    pub(super) fn time(&self) -> DateTime {
        let seconds = self.unix_seconds() + i64::from(self.status.zone) * 900;
        DateTime { quarter_hours: self.status.zone, ..date_time(seconds) }
    }

    pub(super) fn timestamp(&self) -> Timestamp {
        Timestamp::new(self.time()).unwrap_or_else(|| Timestamp::from_wire([0; 7]))
    }

    fn unix_seconds(&self) -> i64 {
        let passed = self.now.since_origin().as_secs();
        self.status.started.saturating_add_unsigned(passed)
    }

    pub(super) fn status_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let mut params = request.params;
        match (request.name.as_str(), request.form) {
            ("+CSQ", Form::Action) => reply.line(format_args!("+CSQ: {},99", self.rssi())),
            ("+CESQ", Form::Action) => {
                // -113 dBm and up, in steps of 2 and of 1 (3GPP TS 27.007, 8.5 and 8.69).
                let (rxlev, rsrp) = match self.rssi() {
                    99 => (99, 255),
                    rssi => ((2 * rssi).saturating_sub(2).min(63), (2 * rssi + 27).min(97)),
                };
                let rsrq = if rsrp == 255 { 255 } else { 20 };
                reply.line(format_args!("+CESQ: {rxlev},99,255,255,{rsrq},{rsrp}"));
            }
            ("+CFUN", Form::Read) => {
                reply.line(format_args!("+CFUN: {}", self.status.functionality));
            }
            ("+CFUN", Form::Set) => {
                let functionality = params.opt_u8()?.unwrap_or(1);
                let resets = params.opt_u8()?.unwrap_or(0);
                if !matches!(functionality, 0 | 1 | 4) || resets > 1 {
                    return Err(INCORRECT);
                }
                self.status.functionality = functionality;
                if resets == 1 {
                    self.sim.restart();
                }
                if functionality != 1 || resets == 1 {
                    self.end_all_calls();
                }
                self.tell_registration();
            }
            ("+CPAS", Form::Action) => {
                reply.line(format_args!("+CPAS: {}", self.activity()));
            }
            ("+CIND", Form::Read) => {
                let values = self.indicators().map(|value| value.to_string());
                reply.line(format_args!("+CIND: {}", values.join(",")));
            }
            ("+CCLK", Form::Read) => {
                let time = self.time();
                let (year, zone) = (2000 + u16::from(time.year), Some(time.quarter_hours));
                let DateTime { month, day, hour, minute, second, .. } = time;
                let time = cclk::Time { year, month, day, hour, minute, second, zone };
                reply.information(&cclk::Answer { time });
            }
            ("+CCLK", Form::Set) => {
                let cclk::Set { time } = parse(request)?;
                let zone = time.zone.unwrap_or_default();
                let Some(seconds) = (cclk::Time { zone: Some(zone), ..time }).unix_seconds() else {
                    return Err(CmeError::INCORRECT_PARAMETERS.into());
                };
                self.status.started += seconds - self.unix_seconds();
                self.status.zone = zone;
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    fn rssi(&self) -> u8 {
        if self.status.is_on() { self.status.signal } else { 99 }
    }

    /// Battery, signal, service, call, roaming, messages full, call setup.
    fn indicators(&self) -> [u8; 7] {
        let bars = match self.rssi() {
            99 => 0,
            rssi => (rssi / 6).min(5) + u8::from(rssi > 0 && rssi < 6),
        };
        let (call, setup) = self.call_indicators();
        let service = u8::from(self.is_registered());
        let roam = u8::from(self.registration() == 5);
        [4, bars.min(5), service, call, roam, u8::from(self.is_full()), setup]
    }

    /// Tells the host what has changed, if it wants to know.
    pub(super) fn tell_indicators(&mut self) {
        let now = self.indicators();
        let before = core::mem::replace(&mut self.status.told, now);
        if self.settings.get("+CMER", 0) == 0 || self.settings.get("+CMER", 3) == 0 {
            return;
        }
        for ((number, now), before) in (1..).zip(now).zip(before) {
            if now != before {
                self.urc(format!("+CIEV: {number},{now}"));
            }
        }
    }
}

/// Reads the parameters of a command.
pub(super) fn parse<'a, C>(request: &Request<'a>) -> Result<C, Answer>
where
    C: cellwire_at::command::Command + cellwire_at::command::Fields<'a>,
{
    C::parse(request.params).map_err(Answer::from)
}
