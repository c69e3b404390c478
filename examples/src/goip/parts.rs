//! Where the parts of a datagram stand in it.

use core::ops::Range;

use crate::frames::Part;

/// Cuts a datagram into parts, from front to back.
pub(super) struct Cutter<'a> {
    datagram: &'a [u8],
    at: usize,
    parts: Vec<Part>,
    /// Where the secret stands, if it is not to be shown.
    secret: Range<usize>,
    show_secrets: bool,
}

impl<'a> Cutter<'a> {
    /// Cuts a datagram that holds a secret.
    pub(super) fn new(datagram: &'a [u8], secret: &[u8], show_secrets: bool) -> Self {
        let at = secret.as_ptr().addr().wrapping_sub(datagram.as_ptr().addr());
        let secret = match at <= datagram.len() && !show_secrets {
            true => at..at.saturating_add(secret.len()).min(datagram.len()),
            false => 0..0,
        };
        Self { datagram, at: 0, parts: Vec::new(), secret, show_secrets }
    }

    fn rest(&self) -> &'a [u8] {
        &self.datagram[self.at..]
    }

    /// A part of this length. What of it is secret becomes one of its own.
    fn take(&mut self, len: usize, note: &str) {
        let end = self.datagram.len().min(self.at.saturating_add(len));
        let Range { start, end: behind } = self.secret;
        let (start, behind) = (start.clamp(self.at, end), behind.clamp(self.at, end));
        for (range, secret) in
            [(self.at..start, false), (start..behind, true), (behind.max(start)..end, false)]
        {
            let bytes = &self.datagram[range];
            let filler = !secret && bytes.iter().all(|byte| matches!(byte, b' ' | b';'));
            let note = if filler { "separator" } else { note };
            if !bytes.is_empty() {
                self.parts.push(Part { secret, ..Part::new(bytes.len(), note) });
            }
        }
        self.at = end;
    }

    /// All up to this byte, and it.
    fn until(&mut self, end: u8, note: &str) {
        let found = self.rest().iter().position(|byte| *byte == end);
        self.take(found.map_or(usize::MAX, |at| at + 1), note);
    }

    /// The next word, with the blanks before and behind it.
    fn word(&mut self, note: &str) {
        let rest = self.rest();
        let run = |from: usize, blank: bool| {
            rest[from..].iter().take_while(|byte| byte.is_ascii_whitespace() == blank).count()
        };
        let word = run(0, true);
        let blanks = word + run(word, false);
        self.take(blanks + run(blanks, true), note);
    }

    /// `word:number;key:value;...`, where the value of the key `last` takes all that is left.
    pub(super) fn fields(mut self, name: &str, number: &str, last: Option<&str>) -> Vec<Part> {
        self.until(b':', name);
        self.until(b';', number);
        while !self.rest().is_empty() {
            let rest = self.rest();
            let len = rest.iter().position(|byte| *byte == b';').unwrap_or(rest.len());
            let colon = rest[..len].iter().position(|byte| *byte == b':');
            let key = rest[..colon.unwrap_or(0)].trim_ascii();
            let note = if key.is_empty() { "field" } else { &*String::from_utf8_lossy(key) };
            if let Some(colon) = colon.filter(|_| is_password(key) && !self.show_secrets) {
                // Also one that comes again, and does not count.
                self.secret = self.at + colon + 1..self.at + len;
            }
            match colon {
                Some(_) if last == Some(note) => self.take(usize::MAX, note),
                _ => self.take(len + 1, note),
            }
        }
        self.parts
    }

    /// Words, of which the last takes all that is left.
    pub(super) fn words(mut self, name: &str, notes: &[&str]) -> Vec<Part> {
        self.word(name);
        if let [notes @ .., last] = notes {
            notes.iter().for_each(|note| self.word(note));
            self.take(usize::MAX, last);
        }
        self.take(usize::MAX, "surplus");
        self.parts
    }
}

/// Whether a field of this key holds a password.
pub(super) fn is_password(key: &[u8]) -> bool {
    key.eq_ignore_ascii_case(b"pass") || key.eq_ignore_ascii_case(b"password")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(datagram: &[u8], parts: &[Part]) -> Vec<String> {
        let mut at = 0;
        let mut told = Vec::new();
        for Part { len, note, secret } in parts {
            let text = String::from_utf8_lossy(&datagram[at..at + len]).into_owned();
            told.push(format!("{note}={}", if *secret { "***" } else { &text }));
            at += len;
        }
        assert_eq!(at, datagram.len());
        told
    }

    #[test]
    fn fields() {
        let datagram = b"RECEIVE:7; password :pw;id:a;pass:again;msg:b;password:c";
        let parts =
            Cutter::new(datagram, &datagram[21..23], false).fields("receive", "seq", Some("msg"));
        assert_eq!(
            cut(datagram, &parts),
            [
                "receive=RECEIVE:",
                "seq=7;",
                "password= password :",
                "password=***",
                "separator=;",
                "id=id:a;",
                "pass=pass:",
                "pass=***",
                "separator=;",
                "msg=msg:b;password:c",
            ]
        );
        let shown =
            Cutter::new(datagram, &datagram[21..23], true).fields("receive", "seq", Some("msg"));
        assert_eq!(shown.iter().filter(|part| part.secret).count(), 0);
    }

    #[test]
    fn words() {
        let datagram = b"USSD 1 \t pw *100# x\n";
        let notes = ["sendid", "password", "command"];
        let parts = Cutter::new(datagram, &datagram[9..11], false).words("ussd", &notes);
        assert_eq!(
            cut(datagram, &parts),
            ["ussd=USSD ", "sendid=1 \t ", "password=***", "separator= ", "command=*100# x\n"]
        );
        assert_eq!(
            cut(b"DONE", &Cutter::new(b"DONE", b"", false).words("done", &["sendid"])),
            ["done=DONE"]
        );
    }
}
