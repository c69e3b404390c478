//! The phonebook.

use std::collections::BTreeMap;

use cellwire_at::Form;
use cellwire_at::error::CmeError;
use cellwire_at::modem::{Answer, Reply, Request};

use super::text::type_of;
use super::{BasicConfig, BasicModem, Done, INCORRECT};

const NUMBER_LEN: usize = 40;
const TEXT_LEN: usize = 14;

#[derive(Clone, Debug)]
struct Entry {
    number: String,
    text: String,
}

#[derive(Clone, Debug)]
struct Book {
    name: &'static str,
    size: u16,
    entries: BTreeMap<u16, Entry>,
}

#[derive(Clone, Debug)]
pub(super) struct Phonebook {
    books: [Book; 3],
    chosen: usize,
}

impl Phonebook {
    pub(super) fn new(config: &BasicConfig) -> Self {
        let own = Entry { number: config.number.clone(), text: "Own number".into() };
        let book = |name, size, entries| Book { name, size, entries };
        let books = [
            book("SM", 250, BTreeMap::new()),
            book("ME", 500, BTreeMap::new()),
            book("ON", 4, [(1, own)].into()),
        ];
        Self { books, chosen: 0 }
    }

    /// The number of an entry of the book that is chosen.
    pub(super) fn number_at(&mut self, index: u32) -> Option<String> {
        let index = u16::try_from(index).ok()?;
        Some(self.book().entries.get(&index)?.number.clone())
    }

    /// The number of somebody.
    pub(super) fn number_of(&mut self, name: &str) -> Option<String> {
        let mut entries = self.book().entries.values();
        Some(entries.find(|entry| entry.text == name)?.number.clone())
    }

    fn book(&mut self) -> &mut Book {
        &mut self.books[self.chosen]
    }
}

impl BasicModem {
    pub(super) fn phonebook_command(
        &mut self,
        request: &Request<'_>,
        reply: &mut Reply<'_>,
    ) -> Done {
        let mut params = request.params;
        let Book { name, size, entries } = self.phonebook.book();
        match (request.name.as_str(), request.form) {
            ("+CPBS", Form::Read) => {
                reply.line(format_args!("+CPBS: \"{name}\",{},{size}", entries.len()));
            }
            ("+CPBS", Form::Set) => {
                let wanted = params.str()?;
                let is = |book: &Book| wanted.eq_ignore_ascii_case(book.name);
                match self.phonebook.books.iter().position(is) {
                    Some(chosen) => self.phonebook.chosen = chosen,
                    None => return Err(CmeError::OPERATION_NOT_SUPPORTED.into()),
                }
            }
            ("+CPBR", Form::Test) => {
                reply.line(format_args!("+CPBR: (1-{size}),{NUMBER_LEN},{TEXT_LEN}"));
            }
            ("+CPBW", Form::Test) => {
                reply.line(format_args!("+CPBW: (1-{size}),{NUMBER_LEN},(129,145),{TEXT_LEN}"));
            }
            ("+CPBR", Form::Set) => {
                let first = params.u16()?;
                let last = params.opt_u16()?.unwrap_or(first);
                if first == 0 || last < first || first > *size {
                    return Err(CmeError::INVALID_INDEX.into());
                }
                let found: Vec<_> = entries
                    .range(first..=last)
                    .map(|(index, entry)| (*index, entry.clone()))
                    .collect();
                if found.is_empty() && first == last {
                    return Err(CmeError::NOT_FOUND.into());
                }
                self.print_entries("+CPBR", &found, reply);
            }
            ("+CPBF", Form::Set) => {
                let entries = entries.clone();
                let wanted = self.decoded(params.str()?).to_lowercase();
                let is = |entry: &Entry| entry.text.to_lowercase().starts_with(&wanted);
                let found: Vec<_> = entries.into_iter().filter(|(_, entry)| is(entry)).collect();
                if found.is_empty() {
                    return Err(CmeError::NOT_FOUND.into());
                }
                self.print_entries("+CPBF", &found, reply);
            }
            ("+CPBW", Form::Set) => self.write_entry(request)?,
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    fn write_entry(&mut self, request: &Request<'_>) -> Result<(), Answer> {
        let mut params = request.params;
        let index = params.opt_u16()?;
        let number = params.opt_str()?.filter(|number| !number.is_empty());
        let kind = params.opt_u8()?;
        let text = params.opt_str()?.map(|text| self.decoded(text)).unwrap_or_default();
        let size = self.phonebook.book().size;
        if index.is_some_and(|index| index == 0 || index > size) {
            return Err(CmeError::INVALID_INDEX.into());
        }
        let Some(number) = number else {
            let index = index.ok_or(INCORRECT)?;
            self.phonebook.book().entries.remove(&index);
            return Ok(());
        };
        let invalid = Answer::Cme(CmeError::INVALID_CHARACTERS_IN_DIAL_STRING);
        let mut number = self.number(number).ok_or(invalid)?;
        if kind == Some(145) && !number.starts_with('+') {
            number.insert(0, '+');
        }
        if text.chars().count() > TEXT_LEN {
            return Err(CmeError::TEXT_STRING_TOO_LONG.into());
        }
        let book = self.phonebook.book();
        let free = || (1..=size).find(|index| !book.entries.contains_key(index));
        let index = index.or_else(free).ok_or(Answer::Cme(CmeError::MEMORY_FULL))?;
        book.entries.insert(index, Entry { number, text });
        Ok(())
    }

    fn print_entries(&self, name: &str, entries: &[(u16, Entry)], reply: &mut Reply<'_>) {
        for (index, Entry { number, text }) in entries {
            let text = self.encoded(text);
            reply.params(name, |params| {
                params.number(*index);
                params.string(number.as_str())?;
                params.number(type_of(number));
                params.string(text.as_slice())
            });
        }
    }
}
