use alloc::borrow::Cow;

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
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        if window == password && !is_word(before) && !is_word(text.get(at + len)) {
            masked.to_mut()[at..at + len].fill(b'*');
        }
    }
    masked
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
            ("1 day", "1", "1 day"),
            ("", "secret", ""),
        ] {
            let masked = masked(text.as_bytes(), password.as_bytes());
            assert_eq!(masked, expected.as_bytes(), "{text}");
        }
    }
}
