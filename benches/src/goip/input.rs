use crate::{Rng, Scale};

/// How long the keepalive is that everybody is measured with.
pub(super) const KEEPALIVE: usize = 163;
/// How long the `RECEIVE` is.
pub(super) const RECEIVE: usize = 117;

/// Messages, one behind the other.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Messages {
    fn push(&mut self, message: &[u8]) {
        self.bytes.extend_from_slice(message);
        self.ends.push(self.bytes.len());
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The messages.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> + Clone {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let message = &self.bytes[start..*end];
            start = *end;
            message
        })
    }
}

impl<'a> FromIterator<&'a [u8]> for Messages {
    fn from_iter<I: IntoIterator<Item = &'a [u8]>>(messages: I) -> Self {
        let mut all = Self::default();
        messages.into_iter().for_each(|message| all.push(message));
        all
    }
}

/// Everything that the cases read, made once.
#[derive(Debug)]
#[non_exhaustive]
pub struct Inputs {
    /// How long they are.
    pub scale: Scale,
    /// Keepalives of 163 bytes with the ten fields of the specification, in its order.
    pub keepalives: Messages,
    /// The same, each in an order of its own.
    pub shuffled: Messages,
    /// Keepalives with the 19 fields that devices send.
    pub full: Messages,
    /// `RECEIVE` events of 117 bytes.
    pub receives: Messages,
    /// What a gateway says in a bulk SMS session.
    pub replies: Messages,
}

impl Inputs {
    /// The same each time.
    pub fn new(scale: Scale) -> Self {
        let mut rng = Rng::new(0x601f);
        let count = scale.pick(4096, 256);
        let mut inputs = Self {
            scale,
            keepalives: Messages::default(),
            shuffled: Messages::default(),
            full: Messages::default(),
            receives: Messages::default(),
            replies: Messages::default(),
        };
        for _ in 0..count {
            let fields = keepalive_fields(&mut rng);
            inputs.keepalives.push(joined(&fields).as_bytes());
            let mut fields = fields;
            // What it begins with has to stay.
            for at in (2..fields.len()).rev() {
                fields.swap(at, 1 + rng.below(at as u64) as usize);
            }
            inputs.shuffled.push(joined(&fields).as_bytes());
            let full = joined(&full_fields(&mut rng));
            inputs.full.push(full.as_bytes());
            let receive = receive(&mut rng);
            inputs.receives.push(receive.as_bytes());
            let reply = reply(&mut rng);
            inputs.replies.push(reply.as_bytes());
        }
        inputs
    }
}

type Pairs = Vec<(&'static str, String)>;

fn joined(fields: &[(&str, String)]) -> String {
    fields.iter().map(|(key, value)| format!("{key}:{value};")).collect()
}

fn digits(rng: &mut Rng, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + rng.below(10) as u8)).collect()
}

fn word(rng: &mut Rng, count: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    (0..count).map(|_| char::from(rng.pick(LETTERS))).collect()
}

fn number(rng: &mut Rng, most: u64) -> String {
    let width = 1 + rng.below(most) as u32;
    rng.below(10_u64.pow(width)).to_string()
}

fn phone(rng: &mut Rng) -> String {
    let count = 7 + rng.below(6) as usize;
    format!("{}{}", rng.pick(&["+", "+", ""]), 1 + rng.below(9)) + &digits(rng, count)
}

fn line_id(rng: &mut Rng) -> String {
    let count = 1 + rng.below(4) as usize;
    rng.pick(&["goip", "goip-", "gw", "line"]).to_owned() + &digits(rng, count)
}

fn password(rng: &mut Rng) -> String {
    let count = 6 + rng.below(7) as usize;
    word(rng, count)
}

fn login(rng: &mut Rng, percent: u64) -> String {
    if rng.percent(percent) { "LOGIN" } else { "LOGOUT" }.to_owned()
}

fn head(rng: &mut Rng) -> Pairs {
    vec![
        ("req", number(rng, 6)),
        ("id", line_id(rng)),
        ("pass", password(rng)),
        ("num", if rng.percent(60) { phone(rng) } else { String::new() }),
        ("signal", if rng.percent(95) { rng.below(32).to_string() } else { String::new() }),
        ("gsm_status", login(rng, 90)),
        ("voip_status", login(rng, 60)),
    ]
}

fn chips(rng: &mut Rng) -> Pairs {
    let iccid = if rng.percent(80) { digits(rng, 20) } else { digits(rng, 19) + "f" };
    vec![("imei", digits(rng, 15)), ("imsi", digits(rng, 15)), ("iccid", iccid)]
}

fn keepalive_fields(rng: &mut Rng) -> Pairs {
    loop {
        let mut fields = head(rng);
        fields.extend(chips(rng));
        if joined(&fields).len() == KEEPALIVE {
            return fields;
        }
    }
}

fn full_fields(rng: &mut Rng) -> Pairs {
    let mut fields = head(rng);
    fields.push(("voip_state", rng.pick(&["IDLE", "IDLE", "IDLE", "BUSY", "ACTIVE"]).into()));
    let remain = if rng.percent(70) { "-1".into() } else { number(rng, 4) };
    fields.push(("remain_time", remain));
    fields.extend(chips(rng));
    fields.extend([
        ("pro", rng.pick(&["CHINA UNICOM GSM", "POL", "dna", "Orange PL"]).into()),
        ("idle", number(rng, 4)),
        ("disable_status", rng.pick(&["0", "0", "0", "1"]).into()),
        ("SMS_LOGIN", rng.pick(&["Y", "N"]).into()),
        ("SMB_LOGIN", String::new()),
        ("CELLINFO", format!("LAC:{:X},CELL ID:{:X}", rng.below(65_536), rng.below(65_536))),
        ("CGATT", rng.pick(&["Y", "N"]).into()),
    ]);
    fields
}

fn receive(rng: &mut Rng) -> String {
    const PARTS: &[&str] = &[
        "Hello ",
        "the balance ",
        "is; ",
        "10.00 ",
        "EGP\n",
        "call: ",
        "Żółw ",
        "at 12:30 ",
        "OK ",
        "code ",
        "msg:",
        "please ",
        "5 € ",
    ];
    loop {
        let id = if rng.percent(60) {
            1_270_000_000 + rng.below(600_000_000)
        } else {
            1 + rng.below(100_000)
        };
        let mut message = format!(
            "RECEIVE:{id};id:{};password:{};srcnum:{};msg:",
            line_id(rng),
            password(rng),
            phone(rng)
        );
        let count = rng.below(6) as usize;
        while message.len() + count < RECEIVE {
            message.push_str(rng.pick(PARTS));
        }
        if message.len() <= RECEIVE {
            let count = RECEIVE - message.len();
            return message + &word(rng, count);
        }
    }
}

fn reply(rng: &mut Rng) -> String {
    let limit = if rng.percent(50) { 2_000_000_000 } else { 10_000 };
    let sendid = 1 + rng.below(limit);
    let telid = 1 + rng.below(200);
    match rng.below(8) {
        0 => format!("PASSWORD {sendid}\n"),
        1 => format!("SEND {sendid}\n"),
        2 | 3 => format!("WAIT {sendid} {telid}\n"),
        4 | 5 => format!("OK {sendid} {telid} {}\n", rng.below(256)),
        6 => format!("ERROR {sendid} {telid} errorstatus:{}\n", 1 + rng.below(500)),
        _ => format!("DONE {sendid}\n"),
    }
}
