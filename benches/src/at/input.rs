use crate::{Rng, Scale};

/// The command that is in flight all the time, and whose echo may come.
pub(super) const SENT: &[u8] = b"AT+CREG?\r";

/// Everything that the cases read, made once.
#[derive(Debug)]
#[non_exhaustive]
pub struct Inputs {
    /// How long they are.
    pub scale: Scale,
    /// What modems send: answers, unsolicited lines, results, echoes and prompts.
    pub stream: Vec<u8>,
    /// How many of them there are.
    pub events: usize,
    /// Lines with fields, without their line ends.
    pub lines: Vec<Vec<u8>>,
    /// What modems say of sockets, without their line ends.
    pub vendor_lines: Vec<Vec<u8>>,
    /// What an A76XX sends that receives a lot: `+IPD<n>` and so many bytes.
    pub received: Vec<u8>,
    /// What an L610 sends: `+MIPRTCP: 1,<n>,` and so many bytes.
    pub inline: Vec<u8>,
    /// How many bytes of payload are in each of the two.
    pub payload: usize,
    /// Strings of 64 hexadecimal digits.
    pub digits: Vec<Vec<u8>>,
}

impl Inputs {
    /// The same each time.
    pub fn new(scale: Scale) -> Self {
        let mut rng = Rng::new(0xa7);
        let (stream, events) = stream(&mut rng, scale.pick(10 << 20, 64 << 10));
        let lines = (0..scale.pick(4096, 512)).map(|_| typed_line(&mut rng).into()).collect();
        let vendor_lines =
            (0..scale.pick(4096, 512)).map(|_| vendor_line(&mut rng).into()).collect();
        let mut received = Vec::new();
        let mut inline = Vec::new();
        let mut payload = 0;
        while payload < scale.pick(10 << 20, 64 << 10) {
            let len = 1 + rng.below(1460) as usize;
            let data = rng.bytes(len);
            received.extend_from_slice(format!("\r\n+IPD{len}\r\n").as_bytes());
            received.extend_from_slice(&data);
            inline.extend_from_slice(format!("\r\n+MIPRTCP: 1,{len},").as_bytes());
            inline.extend_from_slice(&data);
            payload += len;
        }
        let digits = (0..scale.pick(1024, 128)).map(|_| digits(&mut rng)).collect();
        Self { scale, stream, events, lines, vendor_lines, received, inline, payload, digits }
    }
}

fn digits(rng: &mut Rng) -> Vec<u8> {
    (0..64).map(|_| rng.pick(b"0123456789ABCDEF")).collect()
}

/// Lines of 21.5 bytes on average, with their line ends.
fn stream(rng: &mut Rng, len: usize) -> (Vec<u8>, usize) {
    let mut stream = Vec::with_capacity(len + 128);
    let mut events = 0;
    while stream.len() < len {
        let (count, text) = exchange(rng);
        stream.extend_from_slice(text.as_bytes());
        events += count;
    }
    (stream, events)
}

/// What comes at once, and how many events that is.
fn exchange(rng: &mut Rng) -> (usize, String) {
    let number = rng.below(100);
    match rng.below(46) {
        0 | 1 => (3, format!("AT+CREG?\r{}\r\nOK\r\n", line(&registration(rng, "+CREG: 2,")))),
        2 => (3, format!("\r\n> \r\n+CMGS: {number}\r\n\r\nOK\r\n")),
        3..=5 => (1, line(&registration(rng, "+CGREG: "))),
        6 | 7 => (1, line(&registration(rng, "+CEREG: "))),
        8 | 9 => (1, format!("\r\n+CMTI: \"{}\",{number}\r\n", rng.pick(&["SM", "ME"]))),
        10 => (2, String::from("\r\nRING\r\n\r\n+CLIP: \"+436641234567\",145,\"\",0,\"\",0\r\n")),
        11 | 12 => (1, format!("\r\n+CIEV: {},{}\r\n", 1 + rng.below(8), rng.below(6))),
        13 => (1, String::from("\r\n+CGEV: NW PDN DEACT 1\r\n")),
        14 | 15 => (1, String::from("\r\nERROR\r\n")),
        16 => (1, format!("\r\n+CME ERROR: {number}\r\n")),
        17 => (1, String::from("\r\nNO CARRIER\r\n")),
        18 => (1, format!("\r\n+CIPOPEN: {},0\r\n", rng.below(10))),
        19..=27 => (2, format!("{}\r\nOK\r\n", line(&typed_line(rng)))),
        _ => (1, line(&registration(rng, "+CEREG: "))),
    }
}

fn line(text: &str) -> String {
    format!("\r\n{text}\r\n")
}

fn registration(rng: &mut Rng, front: &str) -> String {
    let stat = rng.below(6);
    let (area, cell) = (rng.below(1 << 16), rng.below(1 << 28));
    format!("{front}{stat},\"{area:04X}\",\"{cell:08X}\",7")
}

fn typed_line(rng: &mut Rng) -> String {
    match rng.below(4) {
        0 => format!("+CSQ: {},{}", rng.below(32), rng.pick(&[0, 1, 99])),
        1 => registration(rng, "+CREG: 2,"),
        2 => format!("+CMTI: \"{}\",{}", rng.pick(&["SM", "ME"]), rng.below(255)),
        _ => {
            let operator = rng.pick(&["A1", "Vodafone.de", "Telekom.de", "T-Mobile A"]);
            format!("+COPS: 0,0,\"{operator}\",{}", rng.below(8))
        }
    }
}

fn vendor_line(rng: &mut Rng) -> String {
    let (id, len) = (rng.below(8), 1 + rng.below(1460));
    match rng.below(6) {
        0 => format!("+CIPOPEN: {id},{}", rng.pick(&[0, 2, 4, 10])),
        1 => format!("+CIPSEND: {id},{len},{}", rng.pick(&[len, len / 2])),
        2 => format!("+IPCLOSE: {id},{}", rng.below(4)),
        3 => format!("+MIPPUSH: {id},{}", rng.below(3)),
        4 => format!("+MIPSEND: {id},0,{}", 2048 - len),
        _ => format!("+MIPSTAT: {id},{}", rng.below(3)),
    }
}
