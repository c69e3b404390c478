//! `+CIPRXGET`, and what is pushed.

use cellwire_at::Form;
use cellwire_at::command::Command;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::vendor::a76xx::cipccfg::HeaderType;
use cellwire_at::vendor::a76xx::ciprxget::{self, Arrived, Data, HexData, Unread};
use cellwire_at::vendor::a76xx::error::ErrInfo;
use cellwire_at::vendor::a76xx::receive::{Ipd, Receive, RecvFrom};
use cellwire_at::vendor::a76xx::{ciphead, cipsrip};

use super::{A76xx, Done, Piece, Refusal, line_of};

/// How much is fetched at once at most, and in digits.
const MOST: u16 = 1500;
const MOST_HEX: u16 = 750;
/// How much is pushed at once.
const PUSHED: usize = 1460;

const NO_DATA: Refusal = Refusal::Info(ErrInfo::NO_DATA);

impl A76xx {
    pub(super) fn receive_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        if request.name.as_str() != "+CIPRXGET" {
            return Ok(Answer::Pass);
        }
        let params = request.params;
        match (request.form, { params }.u8()) {
            (Form::Read, _) => {
                reply.information(&ciprxget::ReadAnswer { mode: self.settings.receive });
            }
            (Form::Set, Ok(2)) => {
                let get = ciprxget::Get::parse(params)?;
                let bytes = self.fetch(get.link_num, get.len.unwrap_or(MOST))?;
                let rest_len = self.unread(get.link_num)?;
                let read_len = bytes.len() as u16;
                reply.information(&Data { link_num: get.link_num, read_len, rest_len });
                reply.raw(&bytes);
            }
            (Form::Set, Ok(3)) => {
                let get = ciprxget::GetHex::parse(params)?;
                let bytes = self.fetch(get.link_num, get.len.unwrap_or(MOST_HEX))?;
                let rest_len = self.unread(get.link_num)?;
                let read_len = bytes.len() as u16;
                reply.information(&HexData { link_num: get.link_num, read_len, rest_len });
                let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
                reply.line(digits);
            }
            (Form::Set, Ok(4)) => {
                let link_num = ciprxget::Count::parse(params)?.link_num;
                let rest_len = self.unread(link_num)?;
                reply.information(&Unread { link_num, rest_len });
            }
            (Form::Set, _) => {
                self.settings.receive = ciprxget::SetMode::parse(params)?.mode;
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    /// How much there is to be fetched.
    fn unread(&self, link_num: u8) -> Result<u32, Refusal> {
        if self.settings.receive != ciprxget::Mode::BUFFER {
            return Err(Refusal::Info(ErrInfo::NOT_SUPPORTED));
        }
        let link = self.link(link_num).filter(|link| !link.is_transparent).ok_or(NO_DATA)?;
        Ok(self.network.available(self.now, link.socket) as u32)
    }

    fn fetch(&mut self, link_num: u8, most: u16) -> Result<Vec<u8>, Refusal> {
        if self.unread(link_num)? == 0 {
            return Err(NO_DATA);
        }
        let socket = self.link(link_num).ok_or(NO_DATA)?.socket;
        let received = self.network.receive(self.now, socket, most.into());
        let (_, bytes) = received.ok_or(NO_DATA)?;
        if self.network.available(self.now, socket) == 0
            && let Some(link) = &mut self.links[usize::from(link_num)]
        {
            link.is_told = false;
        }
        Ok(bytes)
    }

    /// What a connection has to tell: received data, or that there is some.
    pub(super) fn arrived(&mut self, link_num: usize) -> Option<Vec<Piece>> {
        let link = self.links.get_mut(link_num)?.as_mut()?;
        if !link.is_open || link.is_transparent {
            return None;
        }
        if self.settings.receive == ciprxget::Mode::BUFFER {
            if link.is_told || self.network.available(self.now, link.socket) == 0 {
                return None;
            }
            link.is_told = true;
            return Some(vec![Piece::Line(line_of(&Arrived { link_num: link_num as u8 }))]);
        }
        let (address, bytes) = self.network.receive(self.now, link.socket, PUSHED)?;
        link.is_told = false;
        let mut pieces = Vec::new();
        if self.settings.srip == cipsrip::Mode::SHOWN {
            pieces.push(Piece::Line(line_of(&RecvFrom { address })));
        }
        let len = bytes.len() as u16;
        match (self.settings.head, self.settings.header_type) {
            (ciphead::Mode::NONE, _) => {}
            (_, HeaderType::RECEIVE) => {
                let header = Receive { link_num: link_num as u8, len };
                pieces.push(Piece::Line(line_of(&header)));
            }
            _ => pieces.push(Piece::Line(line_of(&Ipd { len }))),
        }
        pieces.push(Piece::Raw(bytes));
        Some(pieces)
    }
}
