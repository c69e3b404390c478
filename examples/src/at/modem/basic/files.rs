//! The files of the SIM that hosts read (3GPP TS 51.011, 9 and 10).

use cellwire_at::Form;
use cellwire_at::charset::{Charset, hex};
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::sim::StatusWord;
use cellwire_at::sim::crsm::{self, Instruction};

use super::status::parse;
use super::{BasicConfig, BasicModem, Done};

const ICCID: u16 = 0x2fe2;
const IMSI: u16 = 0x6f07;
const MSISDN: u16 = 0x6f40;
const SPN: u16 = 0x6f46;
const AD: u16 = 0x6fad;

/// What stands where nothing does.
const EMPTY: u8 = 0xff;

const UNKNOWN_FILE: StatusWord = StatusWord(0x9404);
const NO_SUCH_RECORD: StatusWord = StatusWord(0x9402);
const NOT_ALLOWED: StatusWord = StatusWord(0x9804);
const WRONG_LENGTH: StatusWord = StatusWord(0x6700);
const UNKNOWN_INSTRUCTION: StatusWord = StatusWord(0x6d00);

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct File {
    octets: Vec<u8>,
    /// Whether they are a record, the only one.
    is_record: bool,
}

impl File {
    fn of(config: &BasicConfig, id: u16) -> Option<Self> {
        let octets = match id {
            ICCID => swapped(digits(&config.iccid), 10),
            IMSI => imsi(&config.imsi),
            AD => vec![0, 0, 0, if config.operator_number.len() > 5 { 3 } else { 2 }],
            // The network may be shown, too.
            SPN => [&[1][..], &name(&config.operator, 16)].concat(),
            MSISDN => own_number(&config.number),
            _ => return None,
        };
        Some(Self { octets, is_record: id == MSISDN })
    }

    /// What GET RESPONSE says of it.
    fn description(&self, id: u16) -> Vec<u8> {
        let [high, low] = id.to_be_bytes();
        let len = u8::try_from(self.octets.len()).unwrap_or(u8::MAX);
        let (structure, record) = if self.is_record { (1, len) } else { (0, 0) };
        // An elementary file that only the network may write, and the SIM is in order.
        vec![0, 0, 0, len, high, low, 4, 0, 0x1b, EMPTY, EMPTY, 1, 2, structure, record]
    }

    fn read(&self, set: &crsm::Set<'_>) -> Result<&[u8], StatusWord> {
        let [p1, p2, p3] = [set.p1, set.p2, set.p3].map(Option::unwrap_or_default);
        let start = match (set.command, self.is_record) {
            (Instruction::READ_BINARY, false) => usize::from(u16::from_be_bytes([p1, p2])),
            (Instruction::READ_RECORD, true) if p1 == 1 => 0,
            (Instruction::READ_RECORD, true) => return Err(NO_SUCH_RECORD),
            _ => return Err(NOT_ALLOWED),
        };
        let rest = self.octets.get(start..).ok_or(WRONG_LENGTH)?;
        match p3 {
            0 => Ok(rest),
            len => rest.get(..len.into()).ok_or(WRONG_LENGTH),
        }
    }
}

impl BasicModem {
    pub(super) fn file_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+CRSM", Form::Set) => {}
            _ => return Ok(Answer::Pass),
        }
        let set: crsm::Set<'_> = parse(request)?;
        let (status, octets) = match self.file(&set) {
            Ok(octets) => (StatusWord::OK, octets),
            Err(status) => (status, Vec::new()),
        };
        let mut digits = [0; 512];
        let digits = hex::encode(&octets, &mut digits).unwrap_or_default();
        reply.information(&crsm::Answer {
            sw1: status.sw1(),
            sw2: status.sw2(),
            response: (!digits.is_empty()).then(|| digits.into()),
        });
        Ok(Answer::Ok)
    }

    fn file(&self, set: &crsm::Set<'_>) -> Result<Vec<u8>, StatusWord> {
        if set.command == Instruction::STATUS {
            return Ok(Vec::new());
        }
        let id = set.fileid.unwrap_or_default();
        let file = File::of(&self.config, id).ok_or(UNKNOWN_FILE)?;
        match set.command {
            Instruction::GET_RESPONSE => Ok(file.description(id)),
            // The number of the card is there without a PIN.
            _ if self.sim.is_locked() && id != ICCID => Err(NOT_ALLOWED),
            Instruction::READ_BINARY | Instruction::READ_RECORD => {
                file.read(set).map(<[u8]>::to_vec)
            }
            Instruction::UPDATE_BINARY | Instruction::UPDATE_RECORD => Err(NOT_ALLOWED),
            _ => Err(UNKNOWN_INSTRUCTION),
        }
    }
}

fn digits(text: &str) -> impl Iterator<Item = u8> {
    text.chars().filter_map(|char| char.to_digit(10)).map(|digit| digit as u8)
}

/// Digits, two in an octet, the first one in its low half.
fn swapped(digits: impl Iterator<Item = u8>, len: usize) -> Vec<u8> {
    let mut octets = vec![EMPTY; len];
    for (index, digit) in digits.take(2 * len).enumerate() {
        let octet = &mut octets[index / 2];
        *octet = if index % 2 == 0 { *octet & 0xf0 | digit } else { *octet & 0x0f | digit << 4 };
    }
    octets
}

fn imsi(imsi: &str) -> Vec<u8> {
    // In front of the digits stands whether they are odd in number (TS 24.008, 10.5.1.4).
    let front = if imsi.len() % 2 == 1 { 9 } else { 1 };
    let octets = swapped(core::iter::once(front).chain(digits(imsi)), 8);
    [&[(imsi.len() / 2 + 1) as u8][..], &octets].concat()
}

fn name(name: &str, len: usize) -> Vec<u8> {
    let mut octets = Charset::Gsm.encode_to_vec(name).unwrap_or_default();
    octets.resize(len, EMPTY);
    octets
}

fn own_number(number: &str) -> Vec<u8> {
    let kind = if number.starts_with('+') { 0x91 } else { 0x81 };
    let count = digits(number).count().min(20);
    let len = 1 + count.div_ceil(2) as u8;
    // No name in front, and nothing behind.
    [&[EMPTY; 14][..], &[len, kind], &swapped(digits(number), 10), &[EMPTY; 2]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_them() {
        let config = BasicConfig { operator_number: "001001".into(), ..BasicConfig::default() };
        let hex = |id| {
            let file = File::of(&config, id).unwrap();
            file.octets.iter().map(|octet| format!("{octet:02X}")).collect::<String>()
        };
        assert_eq!(hex(ICCID), "980001012143658709F5");
        assert_eq!(hex(IMSI), "080910101032547698");
        assert_eq!(hex(AD), "00000003");
        assert_eq!(hex(SPN), "0143656C6C776972652054657374FFFFFF");
        let number = format!("{}07915155674523F1{}", "FF".repeat(14), "FF".repeat(6));
        assert_eq!(hex(MSISDN), number);
        assert_eq!(File::of(&config, 0x6f05), None);
    }
}
