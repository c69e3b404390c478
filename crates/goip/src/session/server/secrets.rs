use alloc::borrow::Cow;

use crate::message::Event;

/// Shorter ones guard nothing, and stand in texts by chance.
const LEAST: usize = 4;

/// A text with asterisks where the password stands as a word of its own: a gateway may tell what it
/// was asked when it says what is wrong with it.
pub(super) fn masked<'a>(text: &'a [u8], password: &[u8]) -> Cow<'a, [u8]> {
    let mut masked = Cow::Borrowed(text);
    let len = password.len();
    if len < LEAST {
        return masked;
    }
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    for (at, window) in text.windows(len).enumerate() {
        let begins = match &text[..at] {
            // Some write a backslash and an `n` for a line end.
            [.., b'\\', letter] if letter.is_ascii_alphabetic() => true,
            before => !is_word(before.last()),
        };
        if window == password && begins && !is_word(text.get(at + len)) {
            masked.to_mut()[at..at + len].fill(b'*');
        }
    }
    masked
}

/// The datagram of an event, with the same in the fields that are not the event's own: one of them
/// may be the password in another spelling.
pub(super) fn masked_fields<'a>(event: &Event<'a>, datagram: &'a [u8]) -> Cow<'a, [u8]> {
    let mut copy = Cow::Borrowed(datagram);
    for text in event.fields.iter().flat_map(|field| [field.key, field.value]) {
        if let Cow::Owned(masked) = masked(text.as_bytes(), event.password.expose()) {
            // Fields are parts of the datagram.
            let at = text.as_bytes().as_ptr().addr().wrapping_sub(datagram.as_ptr().addr());
            if let Some(place) = copy.to_mut().get_mut(at..at.saturating_add(masked.len())) {
                place.copy_from_slice(&masked);
            }
        }
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_masked_and_nothing_else() {
        for (text, password, expected) in [
            ("get_imei 1 secret", "secret", "get_imei 1 ******"),
            ("<secret>;secret:secret\n", "secret", "<******>;******:******\n"),
            ("secrets, asecret", "secret", "secrets, asecret"),
            ("--secret", "-secret", "-*******"),
            ("bad\\nsecret", "secret", "bad\\n******"),
            ("bad\\n1secret", "secret", "bad\\n1secret"),
            ("\\secret", "secret", "\\******"),
            ("1 day", "1", "1 day"),
            ("", "secret", ""),
        ] {
            let masked = masked(text.as_bytes(), password.as_bytes());
            assert_eq!(masked, expected.as_bytes(), "{text}");
        }
    }
}
