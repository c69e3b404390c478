use alloc::vec::Vec;

use super::line::Run;
use super::news::News;
use super::{Gateway, Timer, debug};

impl Gateway {
    /// Switches the gateway off and on: sessions and events are forgotten, counts begin anew.
    ///
    /// Until [`GatewayConfig::reboot_time`](super::GatewayConfig::reboot_time) is over, no line says
    /// or hears anything.
    pub fn reboot(&mut self) {
        for line in 0..self.lines.len() {
            self.forget(line);
        }
        self.switch_on(self.now + self.config.reboot_time);
    }

    pub(super) fn reboot_line(&mut self, line: usize) {
        self.forget(line);
        self.timers.set(Timer::Keepalive(line), self.now + self.config.reboot_time);
    }

    fn forget(&mut self, line: usize) {
        debug!("line {line} reboots");
        self.end_trace(line);
        self.forget_reports(line);
        let sessions: Vec<_> =
            self.sessions.keys().filter(|key| key.line == line).copied().collect();
        for key in sessions {
            self.close_session(&key);
        }
        for timer in [
            Timer::Keepalive(line),
            Timer::Submission(line),
            Timer::Delivery(line),
            Timer::Ussd(line),
            Timer::Answer(line),
            Timer::HangUp(line),
        ] {
            self.timers.cancel(&timer);
        }
        let run = Run::new(self.config.first_event, self.now);
        self.lines[line].run = Run { is_off: true, ..run };
        self.feed.push(line, News::Rebooting);
    }
}
