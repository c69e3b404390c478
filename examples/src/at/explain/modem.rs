//! What a modem says, and what it belongs to.

use cellwire_at::lexer::{FinalResult, Held, LexError, Lexer};
use cellwire_at::reader::{Reader, Response};
use cellwire_at::{CommandLine, Dialect, Line, Plan, Prompt, Verdict};
use cellwire_codec::{Decoded, Decoder, Outcome};

use super::Texts;
use super::secrets::offset_in;
use super::shared::{Mode, Sent, Shared, announced_len};

/// The longest line that is taken.
const MAX_LINE: usize = 16 * 1024;

/// Commands whose result is a line of its own, before the `OK` or behind it, and whose plan does not say
/// so.
const WITH_RESULT: &[&str] = &[
    "+CASEND",
    "+CCHCLOSE",
    "+CCHOPEN",
    "+CCHSTART",
    "+CCHSTOP",
    "+CDNSGIP",
    "+MIPDNS",
    "+MIPPUSH",
    "+MIPSEND",
];

/// Reads what a modem says.
#[derive(Clone, Debug)]
pub struct ModemDecoder {
    reader: Reader,
    shared: Shared,
    /// The line in flight, or that which was in flight last.
    line: Vec<u8>,
    /// The line that something stands behind.
    header: Vec<u8>,
    /// Whether digits are to come up to the line end.
    rest: bool,
    /// The name of a command that is over, and whose result may still come.
    awaited: Option<&'static str>,
}

/// Something that a modem has said.
#[derive(Clone, Debug)]
pub struct ModemSaid<'a> {
    /// What it is.
    pub what: Response<'a>,
    /// The bytes, without line ends.
    pub bytes: &'a [u8],
    /// How many bytes were taken behind it.
    pub behind: usize,
    /// The command line in flight, if there is one.
    pub line: Option<Vec<u8>>,
    /// What may come of it.
    pub plan: Option<Plan>,
    /// The line that it stands behind, if it stands behind one.
    pub header: Vec<u8>,
    /// Whether it is the result of a command.
    pub is_result: bool,
    /// How texts are written.
    pub texts: Texts,
}

impl ModemDecoder {
    /// Reads the modem's side of a line.
    pub fn new(dialect: Dialect, shared: Shared) -> Self {
        Self {
            reader: Reader::with_lexer(Lexer::new(dialect).with_max_line(MAX_LINE)),
            shared,
            line: Vec::new(),
            header: Vec::new(),
            rest: false,
            awaited: None,
        }
    }

    /// A command line is in flight.
    pub fn begin(&mut self, line: &[u8]) {
        let text = line.trim_ascii();
        if !text.eq_ignore_ascii_case(b"A/") {
            self.line = text.to_vec();
        }
        self.awaited = None;
        self.reader.begin(&Plan::of_line(&self.line), line);
    }

    /// Takes to heart what was sent.
    fn hear(&mut self) {
        let mut state = self.shared.lock();
        let sent = core::mem::take(&mut state.sent);
        self.reader.lexer_mut().expect_escape(state.escaped);
        drop(state);
        for sent in sent {
            match sent {
                Sent::Line(line) => self.begin(&line),
                Sent::Text(text) => self.reader.answered_prompt(&text),
            }
        }
    }

    /// How many bytes make the next frame whole, as far as that is known: a payload is one, however it
    /// was cut.
    fn wants(&self, src: &[u8]) -> Option<usize> {
        let left = self.reader.lexer().payload_left();
        if left > 0 {
            // What is left of the line end may stand in front.
            let ends = src.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count().min(2);
            let whole = (left + ends).min(MAX_LINE);
            return whole.checked_sub(src.len()).filter(|wanted| *wanted > 0);
        }
        let is_whole =
            src.len() >= MAX_LINE || src.iter().any(|byte| matches!(byte, b'\r' | b'\n'));
        (self.rest && !is_whole).then_some(1)
    }

    fn map<'a>(
        &mut self,
        src: &'a [u8],
        plan: Option<Plan>,
        decoded: Decoded<Response<'a>, LexError>,
    ) -> Decoded<ModemSaid<'a>, LexError> {
        let Decoded { consumed, outcome } = decoded;
        let outcome = match outcome {
            Outcome::Frame(what) => Outcome::Frame(self.said(src, consumed, plan, what)),
            Outcome::Incomplete { needed } => Outcome::Incomplete { needed },
            Outcome::Fault(fault) => Outcome::Fault(fault),
        };
        Decoded { consumed, outcome }
    }

    fn said<'a>(
        &mut self,
        src: &'a [u8],
        consumed: usize,
        plan: Option<Plan>,
        what: Response<'a>,
    ) -> ModemSaid<'a> {
        let taken = &src[..consumed];
        let slice = match what {
            Response::Echo(bytes)
            | Response::Message { text: bytes, .. }
            | Response::Payload { data: bytes, .. }
            | Response::Data(bytes) => Some(bytes),
            Response::Answer { line, .. }
            | Response::Unsolicited(line)
            | Response::Verdict { line, .. }
            | Response::PayloadHeader { line, .. } => Some(line.as_bytes()),
            Response::Prompt(_)
            | Response::DataEnd(_)
            | Response::Accepted(_)
            | Response::Final(_)
            | Response::Stray(_) => None,
        };
        let (bytes, behind) = match slice.and_then(|part| Some((part, offset_in(taken, part)?))) {
            Some((part, offset)) => (part, consumed - offset - part.len()),
            None => trimmed(taken),
        };
        let header = self.header.clone();
        let is_result = self.note(&what, plan.as_ref());
        let line = plan.map(|_| self.line.clone());
        let texts = self.shared.lock().texts;
        ModemSaid { what, bytes, behind, line, plan, header, is_result, texts }
    }

    /// Notes what matters for what follows. Says whether it is the result of a command.
    fn note(&mut self, what: &Response<'_>, plan: Option<&Plan>) -> bool {
        if let Response::Answer { line, .. } = *what {
            self.shared.lock().texts.answered(line);
        }
        match *what {
            Response::Answer { line, .. } | Response::Unsolicited(line) => {
                self.header = line.as_bytes().to_vec();
                return self.is_result(line, plan);
            }
            Response::Verdict { line, verdict } => {
                self.header = line.as_bytes().to_vec();
                self.awaited = None;
                if verdict == Verdict::Connect {
                    self.shared.lock().mode = Mode::Data;
                }
                return true;
            }
            Response::PayloadHeader { line, len, .. } => {
                self.header = line.as_bytes().to_vec();
                self.rest = len.is_none();
            }
            Response::Payload { remaining, .. } => self.rest = remaining.is_none(),
            Response::Prompt(_) => {
                let mut state = self.shared.lock();
                // A modem asks for each line of a text.
                if state.mode == Mode::Commands {
                    state.mode = Mode::Text(announced_len(&self.line));
                }
            }
            Response::Accepted(result) | Response::Final(result) => {
                self.awaited = plan.and_then(|_| awaited_name(&self.line));
                let is_data = matches!(result, FinalResult::Connect(_));
                let mut state = self.shared.lock();
                state.mode = if is_data { Mode::Data } else { Mode::Commands };
                if plan.is_some() && result.is_success() {
                    state.texts.accepted(&self.line);
                }
                state.escaped = false;
            }
            Response::DataEnd(_) => {
                let mut state = self.shared.lock();
                state.mode = Mode::Commands;
                state.escaped = false;
            }
            Response::Stray(result) if plan.is_none() && result.begins_data() => {
                self.reader.lexer_mut().set_data_mode(true);
                self.shared.lock().mode = Mode::Data;
            }
            Response::Echo(_)
            | Response::Message { .. }
            | Response::Data(_)
            | Response::Stray(_) => {}
        }
        false
    }

    fn is_result(&mut self, line: Line<'_>, plan: Option<&Plan>) -> bool {
        if plan.is_some_and(|plan| plan.verdict(line) != Verdict::No) {
            return true;
        }
        let name = match plan {
            Some(_) => awaited_name(&self.line),
            None => self.awaited,
        };
        let is_it = name.is_some_and(|name| line.is(name));
        if is_it {
            self.awaited = None;
        }
        is_it
    }
}

/// The name of a command that was sent, if its result is a line of its own.
fn awaited_name(line: &[u8]) -> Option<&'static str> {
    let requests = CommandLine::new(line.get(2..)?).flatten();
    let request = requests.last().filter(|request| {
        !matches!(request.form, cellwire_at::Form::Read | cellwire_at::Form::Test)
    })?;
    WITH_RESULT.iter().copied().find(|name| request.name == *name)
}

/// What stands between line ends, and how many bytes stand behind it.
fn trimmed(bytes: &[u8]) -> (&[u8], usize) {
    let is_text = |byte: &u8| !matches!(byte, b'\r' | b'\n' | 0 | 0x11 | 0x13 | b' ');
    let start = bytes.iter().position(is_text).unwrap_or(0);
    let end = bytes.iter().rposition(is_text).map_or(bytes.len(), |last| last + 1);
    (&bytes[start..end], bytes.len() - end)
}

/// What a prompt looks like.
pub(super) const fn prompt(prompt: Prompt) -> &'static str {
    match prompt {
        Prompt::Greater => ">",
        Prompt::At => "@",
    }
}

impl Decoder for ModemDecoder {
    type Frame<'a> = ModemSaid<'a>;
    type Error = LexError;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<ModemSaid<'a>, LexError> {
        self.hear();
        if let Some(wanted) = self.wants(src) {
            return Decoded::incomplete(wanted);
        }
        let plan = self.reader.in_flight().copied();
        let mut decoded = self.reader.decode(src);
        // Nobody knows how long the silence behind them was.
        if decoded.consumed == 0 && matches!(self.reader.lexer().held(), Held::Words(_)) {
            decoded = self.reader.finish(src);
        }
        self.map(src, plan, decoded)
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<ModemSaid<'a>, LexError> {
        self.hear();
        let plan = self.reader.in_flight().copied();
        let decoded = self.reader.finish(src);
        self.map(src, plan, decoded)
    }

    fn max_frame_len(&self) -> usize {
        self.reader.max_frame_len() + 2
    }
}
