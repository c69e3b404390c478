//! Messages that are read, listed and deleted.

use cellwire_at::Form;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::sms::{Stat, TextStat};

use super::super::{BasicModem, Done};
use super::{INVALID_INDEX, INVALID_PDU_PARAMETER, INVALID_TEXT_PARAMETER};

impl BasicModem {
    pub(in super::super) fn stored_sms_command(
        &mut self,
        request: &Request<'_>,
        reply: &mut Reply<'_>,
    ) -> Done {
        let mut params = request.params;
        let memory = self.sms.memories[0];
        match (request.name.as_str(), request.form) {
            ("+CMGR", Form::Set) => {
                let index = params.u16()?;
                let stored = self.sms.storages.get(memory, index).ok_or(INVALID_INDEX)?;
                let shown = stored.clone();
                stored.stat = read(stored.stat);
                self.print(None, &shown, reply);
            }
            ("+CMGL", Form::Action | Form::Set) => {
                let stat = self.wanted(request)?;
                let is = |found| stat == Stat::ALL || stat == found;
                let found: Vec<_> = self
                    .sms
                    .storages
                    .all(memory)
                    .filter(|(_, stored)| is(stored.stat))
                    .map(|(index, stored)| (index, stored.clone()))
                    .collect();
                for (index, stored) in &found {
                    self.print(Some(*index), stored, reply);
                    if let Some(stored) = self.sms.storages.get(memory, *index) {
                        stored.stat = read(stored.stat);
                    }
                }
            }
            ("+CMGL", Form::Test) if self.is_text_mode() => reply
                .line("+CMGL: (\"REC UNREAD\",\"REC READ\",\"STO UNSENT\",\"STO SENT\",\"ALL\")"),
            ("+CMGD", Form::Test) => {
                let all = self.sms.storages.all(memory);
                let indices: Vec<_> = all.map(|(index, _)| index.to_string()).collect();
                reply.line(format_args!("+CMGD: ({}),(0-4)", indices.join(",")));
            }
            ("+CMGD", Form::Set) => {
                let index = params.opt_u16()?.unwrap_or_default();
                self.delete(index, params.opt_u8()?.unwrap_or(0))?;
                self.deliver_waiting();
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    /// Which messages are to be listed.
    fn wanted(&self, request: &Request<'_>) -> Result<Stat, Answer> {
        let mut params = request.params;
        if self.is_text_mode() {
            let Some(name) = params.opt_str()? else { return Ok(Stat::RECEIVED_UNREAD) };
            // The name is a text, too.
            let decoded = self.decoded(name);
            let stat = TextStat::of(name).stat();
            return stat
                .or_else(|| TextStat::of(decoded.as_str().into()).stat())
                .ok_or(INVALID_TEXT_PARAMETER);
        }
        match params.opt_u8()? {
            None => Ok(Stat::RECEIVED_UNREAD),
            Some(stat @ 0..=4) => Ok(Stat(stat)),
            Some(_) => Err(INVALID_PDU_PARAMETER),
        }
    }

    fn delete(&mut self, index: u16, flag: u8) -> Result<(), Answer> {
        let memory = self.sms.memories[0];
        let keeps: &[Stat] = match flag {
            0 => {
                let place = self.sms.storages.place(memory, index).ok_or(INVALID_INDEX)?;
                *place = None;
                return Ok(());
            }
            1 => &[Stat::RECEIVED_UNREAD, Stat::STORED_UNSENT, Stat::STORED_SENT],
            2 => &[Stat::RECEIVED_UNREAD, Stat::STORED_UNSENT],
            3 => &[Stat::RECEIVED_UNREAD],
            4 => &[],
            _ => return Err(INVALID_TEXT_PARAMETER),
        };
        self.sms.storages.retain(memory, |stored| keeps.contains(&stored.stat));
        Ok(())
    }
}

/// What becomes of a message that is read.
const fn read(stat: Stat) -> Stat {
    match stat {
        Stat::RECEIVED_UNREAD => Stat::RECEIVED_READ,
        stat => stat,
    }
}
