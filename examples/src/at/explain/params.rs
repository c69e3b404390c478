//! Parameters that nobody has given names to.

use cellwire_at::params::{List, Params, Str, Value as Param};
use serde_json::{Value, json};

use super::secrets::SECRET;
use crate::text::lossless;

/// All parameters, in their order: numbers, texts, null where there is nothing, and arrays for lists. Those
/// that are `secret` are hidden.
pub fn array(mut params: Params<'_>, secret: &[usize]) -> Value {
    let mut items = Vec::new();
    while !params.is_done() {
        let is_secret = secret.contains(&items.len());
        items.push(if is_secret && params.skip() { SECRET.into() } else { item(&mut params) });
    }
    items.into()
}

/// The text of a string, without escapes.
pub fn text(text: Str<'_>) -> String {
    lossless(&text.to_bytes())
}

fn item(params: &mut Params<'_>) -> Value {
    let before = *params;
    match params.value() {
        Ok(Param::Empty) => Value::Null,
        Ok(Param::Number(number)) => {
            // What has zeros in front is no number to whoever wrote it.
            let mut digits = before;
            match digits.word() {
                Ok(digits) if digits.len() > 1 && digits.as_raw().starts_with(b"0") => {
                    text(digits).into()
                }
                _ => number.into(),
            }
        }
        Ok(Param::Range(range)) => format!("{}-{}", range.first, range.last).into(),
        Ok(Param::Str(string)) => text(string).into(),
        Ok(Param::List(inner)) => list(inner),
        Ok(_) | Err(_) => {
            let mut field = before;
            field.skip();
            *params = field;
            let len = before.as_bytes().len() - field.as_bytes().len();
            let raw = &before.as_bytes()[..len];
            lossless(raw.strip_suffix(b",").unwrap_or(raw).trim_ascii()).into()
        }
    }
}

fn list(list: List<'_>) -> Value {
    let mut params = list.params();
    let mut items = Vec::new();
    while !params.is_done() {
        items.push(item(&mut params));
    }
    json!(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_they_look_like() {
        let params = Params::new(br#"1,"a \22b\22",,LTE,0044,(0-3,("x",5)),-7,"1""#);
        let expected = json!([1, "a \"b\"", null, "LTE", "0044", ["0-3", ["x", 5]], -7, "1"]);
        assert_eq!(array(params, &[]), expected);
        assert_eq!(array(Params::new(b"1,\"2\",3"), &[1]), json!([1, "***", 3]));
    }
}
