use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use cellwire_codec::Instant;

use super::{Address, Concatenation, Dcs, Deliver, Pid, Ports, Reference, Timestamp};
use crate::charset::{Alphabet, ucs2};

/// Puts the parts of long messages together, in whatever order they come.
///
/// Parts belong together when their sender, their [`Reference`] and their total are the same. A part
/// that comes again is told and dropped, also after its message was complete. A part that has the
/// place of another one and says something else belongs to a new message for which the sender uses
/// the reference again; what there was of the old one is handed back.
///
/// Characters that a sender has cut in two (surrogate pairs, escapes) are made whole again.
///
/// Memory is bounded by the [configuration](ReassemblerConfig). A message that waits for a part for
/// too long is given up: when [`poll_timeout`](Self::poll_timeout) is due, call
/// [`poll_expired`](Self::poll_expired) until it has nothing.
///
/// ```
/// use cellwire_at::pdu::{
///     Address, Body, Deliver, Message, Progress, Reassembler, ReassemblerConfig, Timestamp,
/// };
/// use cellwire_codec::Instant;
///
/// let text = "All work and no play. ".repeat(10);
/// let from = Address::new("+49171")?;
/// let scts = Timestamp::default();
/// let parts: Vec<_> = Message::new(&text).parts()?.collect();
///
/// let mut reassembler = Reassembler::new(ReassemblerConfig::default());
/// let now = Instant::ORIGIN;
/// let second = reassembler.push(now, &Deliver::new(from, scts, &parts[1]))?;
/// assert_eq!(second, Progress::Waiting { received: 1, total: 2 });
/// let first = reassembler.push(now, &Deliver::new(from, scts, &parts[0]))?;
/// let Progress::Complete(message) = first else { panic!() };
/// assert_eq!((message.from, message.body), (from, Body::Text(text)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reassembler {
    config: ReassemblerConfig,
    entries: Vec<Entry>,
    /// How many parts wait in all.
    parts: usize,
}

/// The limits of a [`Reassembler`].
#[expect(clippy::exhaustive_structs, reason = "a literal names the limits")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReassemblerConfig {
    /// How many messages may wait for parts, and how many complete ones are remembered, to know
    /// their parts when they come again. 64 by default.
    pub max_messages: usize,
    /// How many parts may wait in all. Each takes up to 160 bytes and some more to keep. 512 by
    /// default.
    pub max_parts: usize,
    /// How long after its last part a message is given up, and for how long a complete one is
    /// remembered. A day by default, as long as some service centres try.
    pub timeout: Duration,
}

impl Default for ReassemblerConfig {
    fn default() -> Self {
        Self { max_messages: 64, max_parts: 512, timeout: Duration::from_secs(86_400) }
    }
}

/// What a part has led to.
#[expect(clippy::exhaustive_enums, reason = "a caller has to handle all of them")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The message is complete. One without parts is so at once.
    Complete(Assembled),
    /// More parts are to come.
    Waiting {
        /// How many there are.
        received: u8,
        /// How many there will be.
        total: u8,
    },
    /// The part was there already.
    Duplicate,
    /// It is the first part of a new message, for which an old one with the same reference was given
    /// up.
    Replaced(Unfinished),
}

/// A whole message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assembled {
    /// Who sent it.
    pub from: Address,
    /// When the service centre received its first part.
    pub scts: Timestamp,
    /// TP-PID of its first part.
    pub pid: Pid,
    /// TP-DCS of its first part.
    pub dcs: Dcs,
    /// The applications that it is for and from.
    pub ports: Option<Ports>,
    /// How many parts it had.
    pub parts: u8,
    /// What it says.
    pub body: Body,
}

/// What there is of a message that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unfinished {
    /// Who sent it.
    pub from: Address,
    /// Its reference.
    pub reference: Reference,
    /// How many parts it should have.
    pub total: u8,
    /// The parts that have come, each with its number, counted from 1.
    pub parts: Vec<(u8, Body)>,
}

/// What a message says.
#[expect(clippy::exhaustive_enums, reason = "it is a text or it is not")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A text.
    Text(String),
    /// 8-bit data, or a compressed text.
    Data(Vec<u8>),
}

/// Why a part cannot be kept. The message that it belongs to waits on, without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ReassemblyError {
    /// As many messages wait as may.
    #[error("{limit} messages wait for parts, which is the limit")]
    TooManyMessages {
        /// How many may.
        limit: usize,
    },
    /// As many parts wait as may.
    #[error("{limit} parts wait for others, which is the limit")]
    TooManyParts {
        /// How many may.
        limit: usize,
    },
}

#[derive(Clone, Debug)]
struct Entry {
    from: Address,
    reference: Reference,
    total: u8,
    deadline: Instant,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    /// In the order of their numbers.
    Waiting(Vec<Part>),
    /// The time of each part, in their order.
    Complete(Vec<Timestamp>),
}

#[derive(Clone, Debug)]
struct Part {
    sequence: u8,
    scts: Timestamp,
    pid: Pid,
    dcs: Dcs,
    ports: Option<Ports>,
    /// `None` if it is no text.
    alphabet: Option<Alphabet>,
    /// Septets, one in each byte, or octets.
    data: Vec<u8>,
}

impl Part {
    fn new(sequence: u8, deliver: &Deliver<'_>) -> Self {
        let (dcs, user_data) = (deliver.dcs, &deliver.user_data);
        let alphabet = user_data.alphabet(dcs);
        let (alphabet, data) = match (deliver.text(), alphabet) {
            (Some(text), Alphabet::Gsm7(_)) => {
                (Some(alphabet), text.as_septets().cloned().into_iter().flatten().collect())
            }
            (Some(_), _) => (Some(alphabet), user_data.data().to_vec()),
            (None, _) => (None, user_data.data().to_vec()),
        };
        Self {
            sequence,
            scts: deliver.scts,
            pid: deliver.pid,
            dcs,
            ports: user_data.header().ports(),
            alphabet,
            data,
        }
    }
}

/// The text of parts, or their octets if one of them is no text.
fn body(parts: &[Part]) -> Body {
    if parts.iter().any(|part| part.alphabet.is_none()) {
        return Body::Data(parts.iter().flat_map(|part| part.data.iter().copied()).collect());
    }
    let mut text = String::new();
    for run in parts.chunk_by(|one, next| one.alphabet == next.alphabet) {
        let octets = run.iter().flat_map(|part| part.data.iter().copied());
        match run.first().and_then(|part| part.alphabet) {
            Some(Alphabet::Gsm7(tables)) => text.extend(tables.decode(octets)),
            _ => text.extend(ucs2::chars(&octets.collect::<Vec<u8>>())),
        }
    }
    Body::Text(text)
}

fn assembled(from: Address, parts: &[Part]) -> Option<Assembled> {
    let first = parts.first()?;
    Some(Assembled {
        from,
        scts: first.scts,
        pid: first.pid,
        dcs: first.dcs,
        ports: first.ports,
        parts: parts.len() as u8,
        body: body(parts),
    })
}

impl Entry {
    fn unfinished(self) -> Option<Unfinished> {
        let State::Waiting(parts) = self.state else { return None };
        let parts = parts.iter().map(|part| (part.sequence, body(core::slice::from_ref(part))));
        Some(Unfinished {
            from: self.from,
            reference: self.reference,
            total: self.total,
            parts: parts.collect(),
        })
    }

    const fn is_waiting(&self) -> bool {
        matches!(self.state, State::Waiting(_))
    }
}

impl Reassembler {
    /// Without parts. Nothing is allocated before one comes.
    pub const fn new(config: ReassemblerConfig) -> Self {
        Self { config, entries: Vec::new(), parts: 0 }
    }

    /// How many messages wait for parts.
    pub fn waiting(&self) -> usize {
        self.entries.iter().filter(|entry| entry.is_waiting()).count()
    }

    /// Takes a message, or a part of one.
    ///
    /// # Errors
    ///
    /// It is a part, and there is no room to keep it. Nothing has changed then;
    /// [`give_up_oldest`](Self::give_up_oldest) makes room.
    pub fn push(
        &mut self,
        now: Instant,
        deliver: &Deliver<'_>,
    ) -> Result<Progress, ReassemblyError> {
        let from = deliver.originating_address;
        let concatenation = deliver.concatenation().filter(|part| part.total > 1);
        let Some(Concatenation { reference, total, sequence }) = concatenation else {
            let whole = assembled(from, &[Part::new(1, deliver)]);
            return Ok(whole.map_or(Progress::Duplicate, Progress::Complete));
        };
        let part = Part::new(sequence, deliver);
        let deadline = now + self.config.timeout;
        let found = self.entries.iter().position(|entry| {
            (entry.from, entry.reference, entry.total) == (from, reference, total)
                && entry.deadline > now
        });
        let mut old = None;
        if let Some(index) = found {
            let entry = &mut self.entries[index];
            match &mut entry.state {
                State::Complete(stamps) => {
                    if stamps.get(usize::from(sequence) - 1) == Some(&part.scts) {
                        return Ok(Progress::Duplicate);
                    }
                    // The reference is in use again.
                    self.check_room()?;
                    self.entries.swap_remove(index);
                }
                State::Waiting(parts) => {
                    match parts.binary_search_by_key(&sequence, |part| part.sequence) {
                        Ok(at) if parts[at].data == part.data => return Ok(Progress::Duplicate),
                        Ok(_) => {
                            let entry = self.take(index);
                            old = entry.unfinished();
                        }
                        Err(at) => {
                            if parts.len() + 1 == usize::from(total) {
                                parts.insert(at, part);
                                return Ok(self.complete(index, deadline));
                            }
                            if self.parts >= self.config.max_parts {
                                let limit = self.config.max_parts;
                                return Err(ReassemblyError::TooManyParts { limit });
                            }
                            parts.insert(at, part);
                            self.parts += 1;
                            entry.deadline = deadline;
                            let received = parts.len() as u8;
                            return Ok(Progress::Waiting { received, total });
                        }
                    }
                }
            }
        }
        self.check_room()?;
        let state = State::Waiting(Vec::from([part]));
        self.parts += 1;
        self.entries.push(Entry { from, reference, total, deadline, state });
        Ok(old.map_or(Progress::Waiting { received: 1, total }, Progress::Replaced))
    }

    fn check_room(&self) -> Result<(), ReassemblyError> {
        let ReassemblerConfig { max_messages, max_parts, .. } = self.config;
        if self.waiting() >= max_messages {
            return Err(ReassemblyError::TooManyMessages { limit: max_messages });
        }
        if self.parts >= max_parts {
            return Err(ReassemblyError::TooManyParts { limit: max_parts });
        }
        Ok(())
    }

    /// The message of an entry that has all its parts.
    fn complete(&mut self, index: usize, deadline: Instant) -> Progress {
        let entry = &mut self.entries[index];
        let stamps = match &entry.state {
            State::Waiting(parts) => parts.iter().map(|part| part.scts).collect(),
            State::Complete(_) => Vec::new(),
        };
        let State::Waiting(parts) = core::mem::replace(&mut entry.state, State::Complete(stamps))
        else {
            return Progress::Duplicate;
        };
        entry.deadline = deadline;
        // The last one was not counted.
        self.parts -= parts.len() - 1;
        let whole = assembled(entry.from, &parts);
        let remembered = self.entries.len() - self.waiting();
        if remembered > self.config.max_messages {
            self.forget_oldest();
        }
        whole.map_or(Progress::Duplicate, Progress::Complete)
    }

    /// Forgets the complete message that would be forgotten next.
    fn forget_oldest(&mut self) {
        if let Some(index) = self.first(|entry| !entry.is_waiting()) {
            self.entries.swap_remove(index);
        }
    }

    /// The entry of a kind that is due first.
    fn first(&self, is_of_kind: impl Fn(&Entry) -> bool) -> Option<usize> {
        let entries = self.entries.iter().enumerate().filter(|(_, entry)| is_of_kind(entry));
        entries.min_by_key(|(_, entry)| entry.deadline).map(|(index, _)| index)
    }

    fn take(&mut self, index: usize) -> Entry {
        let entry = self.entries.swap_remove(index);
        if let State::Waiting(parts) = &entry.state {
            self.parts -= parts.len();
        }
        entry
    }

    /// A message whose time is over, if there is one.
    pub fn poll_expired(&mut self, now: Instant) -> Option<Unfinished> {
        self.entries.retain(|entry| entry.is_waiting() || entry.deadline > now);
        let index = self.first(|entry| entry.deadline <= now)?;
        self.take(index).unfinished()
    }

    /// When [`poll_expired`](Self::poll_expired) is to be called at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.entries.iter().map(|entry| entry.deadline).min()
    }

    /// Gives up the message that has waited longest for its next part, which makes room for others.
    pub fn give_up_oldest(&mut self) -> Option<Unfinished> {
        let index = self.first(Entry::is_waiting)?;
        self.take(index).unfinished()
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::*;
    use crate::pdu::{HeaderBuf, Message, MessagePart, UserDataBuf};

    const LIMITS: ReassemblerConfig =
        ReassemblerConfig { max_messages: 2, max_parts: 4, timeout: Duration::from_secs(10) };

    fn at(seconds: u64) -> Instant {
        Instant::from_origin(Duration::from_secs(seconds))
    }

    fn parts(text: &str, reference: Reference) -> Vec<MessagePart> {
        Message::new(text).reference(reference).parts().unwrap().collect()
    }

    fn from(number: &str) -> Address {
        Address::new(number).unwrap()
    }

    fn scts(second: u8) -> Timestamp {
        Timestamp::from_wire([0x62, 0x10, 0x10, 0, 0, second, 0])
    }

    fn text(progress: Result<Progress, ReassemblyError>) -> String {
        match progress {
            Ok(Progress::Complete(Assembled { body: Body::Text(text), .. })) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn any_order_and_duplicates() {
        let whole = "0123456789".repeat(40);
        let parts = parts(&whole, Reference::Long(0x1234));
        assert_eq!(parts.len(), 3);
        let mut reassembler = Reassembler::new(LIMITS);
        let mut push = |index: usize| {
            reassembler.push(at(0), &Deliver::new(from("1"), scts(index as u8), &parts[index]))
        };
        assert_eq!(push(2), Ok(Progress::Waiting { received: 1, total: 3 }));
        assert_eq!(push(0), Ok(Progress::Waiting { received: 2, total: 3 }));
        assert_eq!(push(2), Ok(Progress::Duplicate));
        assert_eq!(text(push(1)), whole);
        for index in 0..3 {
            assert_eq!(push(index), Ok(Progress::Duplicate));
        }
        assert_eq!((reassembler.waiting(), reassembler.parts), (0, 0));
        // A new message with the old reference has other times.
        let deliver = Deliver::new(from("1"), scts(50), &parts[0]);
        let waiting = Ok(Progress::Waiting { received: 1, total: 3 });
        assert_eq!(reassembler.push(at(1), &deliver), waiting);
    }

    #[test]
    fn what_belongs_together() {
        let whole = "a".repeat(200);
        let short = parts(&whole, Reference::Short(7));
        let long = parts(&whole, Reference::Long(7));
        let mut reassembler = Reassembler::new(ReassemblerConfig::default());
        for (number, part) in [("1", &short[0]), ("1", &long[1]), ("+1", &short[1])] {
            let progress = reassembler.push(at(0), &Deliver::new(from(number), scts(0), part));
            assert_eq!(progress, Ok(Progress::Waiting { received: 1, total: 2 }), "{number}");
        }
        assert_eq!(
            text(reassembler.push(at(0), &Deliver::new(from("1"), scts(0), &short[1]))),
            whole
        );
    }

    #[test]
    fn a_reference_in_use_again() {
        let mut reassembler = Reassembler::new(LIMITS);
        let old = parts(&"a".repeat(200), Reference::Short(1));
        let new = parts(&"b".repeat(200), Reference::Short(1));
        reassembler.push(at(0), &Deliver::new(from("1"), scts(0), &old[0])).unwrap();
        let progress = reassembler.push(at(1), &Deliver::new(from("1"), scts(1), &new[0]));
        let Ok(Progress::Replaced(unfinished)) = progress else { panic!("{progress:?}") };
        assert_eq!(unfinished.parts, [(1, Body::Text("a".repeat(153)))]);
        let progress = reassembler.push(at(1), &Deliver::new(from("1"), scts(1), &new[1]));
        assert_eq!(text(progress), "b".repeat(200));
    }

    #[test]
    fn time_and_limits() {
        let mut reassembler = Reassembler::new(LIMITS);
        let parts = parts(&"a".repeat(600), Reference::Short(1));
        let push = |reassembler: &mut Reassembler, now, number, part: usize| {
            reassembler.push(at(now), &Deliver::new(from(number), scts(0), &parts[part]))
        };
        push(&mut reassembler, 0, "1", 0).unwrap();
        push(&mut reassembler, 5, "2", 0).unwrap();
        let error = push(&mut reassembler, 5, "3", 0).unwrap_err();
        assert_eq!(error.to_string(), "2 messages wait for parts, which is the limit");
        push(&mut reassembler, 6, "1", 1).unwrap();
        push(&mut reassembler, 6, "1", 2).unwrap();
        let error = push(&mut reassembler, 6, "2", 1).unwrap_err();
        assert_eq!(error.to_string(), "4 parts wait for others, which is the limit");
        // The last part is not kept, so it needs no room.
        assert_eq!(text(push(&mut reassembler, 7, "1", 3)).len(), 600);

        assert_eq!(reassembler.poll_timeout(), Some(at(15)));
        assert_eq!(reassembler.poll_expired(at(14)), None);
        // A part that is late, but before anybody has looked.
        push(&mut reassembler, 15, "2", 1).unwrap();
        let unfinished = reassembler.poll_expired(at(15)).unwrap();
        assert_eq!((unfinished.from, unfinished.parts.len()), (from("2"), 1));
        assert_eq!(reassembler.poll_expired(at(15)), None);
        assert_eq!(reassembler.poll_timeout(), Some(at(17)));
        assert_eq!(reassembler.poll_expired(at(17)), None);
        assert_eq!(reassembler.entries.len(), 1);
        assert_eq!(reassembler.give_up_oldest().unwrap().from, from("2"));
        assert_eq!(reassembler.parts, 0);
        assert_eq!(reassembler.poll_timeout(), None);
    }

    #[test]
    fn without_room_nothing_is_forgotten() {
        let mut reassembler = Reassembler::new(LIMITS);
        let whole = parts(&"a".repeat(200), Reference::Short(1));
        let push = |reassembler: &mut Reassembler, number, second, part: usize| {
            reassembler.push(at(0), &Deliver::new(from(number), scts(second), &whole[part]))
        };
        for part in [0, 1] {
            push(&mut reassembler, "1", 0, part).unwrap();
        }
        for number in ["2", "3"] {
            push(&mut reassembler, number, 0, 0).unwrap();
        }
        push(&mut reassembler, "1", 1, 0).unwrap_err();
        assert_eq!(push(&mut reassembler, "1", 0, 1), Ok(Progress::Duplicate));
    }

    #[test]
    fn characters_that_were_cut_in_two() {
        let header = |sequence| {
            let mut header = HeaderBuf::new();
            let reference = Reference::Short(1);
            header.push_concatenation(Concatenation { reference, total: 2, sequence }).unwrap();
            header
        };
        let mut reassembler = Reassembler::new(LIMITS);
        // An emoji, of which each part has one surrogate.
        for (sequence, data) in [(1, [0, 0x41, 0xd8, 0x3d]), (2, [0xde, 0x00, 0, 0x42])] {
            let user_data = UserDataBuf::data(&header(sequence), &data).unwrap();
            let deliver = Deliver {
                dcs: Dcs::UCS2,
                user_data: user_data.as_user_data(),
                ..Deliver::new(from("1"), scts(0), &parts("", Reference::default())[0])
            };
            let progress = reassembler.push(at(0), &deliver);
            if sequence == 2 {
                assert_eq!(text(progress), "A😀B");
            }
        }
    }

    #[test]
    fn data() {
        let mut reassembler = Reassembler::new(LIMITS);
        let user_data = UserDataBuf::data(&HeaderBuf::new(), &[1, 2, 0xff]).unwrap();
        let deliver = Deliver {
            dcs: Dcs::EIGHT_BIT,
            user_data: user_data.as_user_data(),
            ..Deliver::new(from("1"), scts(0), &parts("", Reference::default())[0])
        };
        let Ok(Progress::Complete(message)) = reassembler.push(at(0), &deliver) else { panic!() };
        assert_eq!((message.body, message.parts), (Body::Data(Vec::from([1, 2, 0xff])), 1));
        assert!(!format!("{reassembler:?}").is_empty());
    }
}
