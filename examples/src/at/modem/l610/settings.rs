//! What is set.

use cellwire_at::Form;
use cellwire_at::error::CmeError;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::vendor::l610::gtset::{self, Feature, Format};
use cellwire_at::vendor::l610::mipkeepconf::{self, Mode};
use cellwire_at::vendor::l610::{PerSocket, mipconf, mipdsets, mipsets};

use super::socket::Connection;
use super::{Done, L610, parsed};

/// What is kept when the power is switched off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stored {
    /// `"IPRFMT"`
    pub(super) format: Format,
    /// `"SENDTIME"`, in seconds.
    pub(super) send_time: u8,
    keep: mipkeepconf::Set,
}

impl Default for Stored {
    fn default() -> Self {
        let keep = mipkeepconf::Set { mode: Mode::OFF, ..mipkeepconf::Set::on(7200, 65, 9) };
        Self { format: Format::HEX, send_time: 12, keep }
    }
}

impl L610 {
    pub(super) fn setting_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+MIPSETS", Form::Read) => self.per_socket(reply, |socket_id, settings| {
                let timeout = Some(settings.timeout);
                mipsets::Settings { socket_id, size: settings.watermark, timeout }
            }),
            ("+MIPSETS", Form::Set) => {
                let set: mipsets::Set = parsed(request)?;
                let socket = self.socket_mut(set.socket_id);
                let is_empty = |connection: &Connection| connection.buffer.is_empty();
                let status = if socket.connection.as_ref().is_none_or(is_empty) {
                    socket.settings.watermark = set.size;
                    socket.settings.timeout = set.timeout.unwrap_or(0);
                    mipsets::Status::SUCCESS
                } else {
                    mipsets::Status::NOT_ALLOWED
                };
                reply.information(&mipsets::Outcome { status });
            }
            ("+MIPDSETS", Form::Read) => self.per_socket(reply, |socket_id, settings| {
                let time_span = Some(settings.time_span);
                mipdsets::Settings { socket_id, size: settings.size, time_span }
            }),
            ("+MIPDSETS", Form::Set) => {
                let set: mipdsets::Set = parsed(request)?;
                let settings = &mut self.socket_mut(set.socket_id).settings;
                settings.size = set.size;
                settings.time_span = set.time_span.unwrap_or(0);
                reply.information(&mipdsets::Outcome { status: mipdsets::Status::SUCCESS });
            }
            ("+MIPCONF", Form::Read) => {
                for socket_id in self.ids() {
                    let settings = self.socket(socket_id).settings;
                    reply.information(&mipconf::Answer {
                        socket_id,
                        retr_num: Some(settings.retr_num),
                        min_to: Some(settings.min_to),
                        max_to: Some(settings.max_to),
                        max_close_delay: Some(settings.max_close_delay),
                        is_nack_ind_req: Some(settings.indication),
                    });
                }
            }
            ("+MIPCONF", Form::Set) => {
                let set: mipconf::Set = parsed(request)?;
                self.needs_link()?;
                let settings = &mut self.socket_mut(set.socket_id).settings;
                settings.retr_num = set.retr_num.unwrap_or(settings.retr_num);
                settings.min_to = set.min_to.unwrap_or(settings.min_to);
                settings.max_to = set.max_to.unwrap_or(settings.max_to);
                settings.max_close_delay = set.max_close_delay.unwrap_or(settings.max_close_delay);
                settings.indication = set.is_nack_ind_req.unwrap_or(settings.indication);
            }
            ("+MIPKEEPCONF", Form::Read) => {
                let mipkeepconf::Set { mode, keepidle, keepintvl, keepcnt } = self.stored.keep;
                reply.information(&mipkeepconf::Answer { mode, keepidle, keepintvl, keepcnt });
            }
            ("+MIPKEEPCONF", Form::Set) => {
                let set: mipkeepconf::Set = parsed(request)?;
                self.stored.keep = match set.keepidle {
                    Some(_) => set,
                    None => mipkeepconf::Set { mode: set.mode, ..self.stored.keep },
                };
            }
            ("+GTSET", Form::Set) => {
                let set: gtset::Set<'_> = parsed(request)?;
                // They are in their ranges.
                let value = u8::try_from(set.value).unwrap_or_default();
                match set.feature {
                    Feature::SendTime => self.stored.send_time = value,
                    Feature::ReceiveFormat => self.stored.format = Format(value),
                    _ => return Err(CmeError::OPERATION_NOT_SUPPORTED.into()),
                }
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    /// A line for each active socket, or one with a `0`.
    fn per_socket<'a, T>(
        &self,
        reply: &mut Reply<'_>,
        line: impl Fn(u8, super::socket::Settings) -> T,
    ) where
        PerSocket<T>: cellwire_at::command::Information<'a>,
    {
        let active = self.socket_ids(false);
        for id in &active {
            reply.information(&PerSocket::Socket(line(*id, self.socket(*id).settings)));
        }
        if active.is_empty() {
            reply.information(&PerSocket::NoSocket);
        }
    }
}
