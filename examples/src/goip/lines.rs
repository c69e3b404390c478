use core::net::IpAddr;
use core::str::FromStr;
use std::path::Path;

use cellwire_codec::SecretBuf;

/// The id and the password of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The id.
    pub id: String,
    /// The password.
    pub password: SecretBuf,
}

impl Credentials {
    /// Reads `ID:PASSWORD`. The password may hold colons.
    ///
    /// # Errors
    ///
    /// There is no colon, or nothing before it. What was given is not in the text: it may be a
    /// password.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.trim().split_once(':') {
            Some(("", _)) => Err("ID:PASSWORD was expected, and the id is empty".into()),
            Some((id, password)) => Ok(Self { id: id.into(), password: password.into() }),
            None => Err("ID:PASSWORD was expected, and there is no colon".into()),
        }
    }

    /// Reads those that were given one by one, and those of a file: one a line; `#` begins a line of
    /// comment.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or one of them is not as it should be; the text says which.
    pub fn read(given: &[String], file: Option<&Path>) -> Result<Vec<Self>, String> {
        let mut all = Vec::new();
        for (number, text) in (1..).zip(given) {
            let read = Self::parse(text);
            all.push(read.map_err(|error| format!("--line, number {number}: {error}"))?);
        }
        let Some(path) = file else { return Ok(all) };
        let name = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim().is_empty() || line.trim_start().starts_with('#') {
                continue;
            }
            let read = Self::parse(line);
            all.push(read.map_err(|error| format!("{name}: line {number}: {error}"))?);
        }
        Ok(all)
    }
}

/// A network: an address, and how many bits of it count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// The address.
    pub address: IpAddr,
    /// How many bits of it count.
    pub prefix: u8,
}

impl FromStr for Network {
    type Err = String;

    /// Reads an address, or `ADDRESS/BITS`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| format!("{address:?} is no address"))?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let prefix = bits.map_or(Ok(all), str::parse).ok().filter(|prefix| *prefix <= all);
        let prefix = prefix.ok_or_else(|| format!("the bits are no number up to {all}"))?;
        Ok(Self { address, prefix })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials() {
        let line = Credentials::parse(" goip1:pass:word ").unwrap();
        assert_eq!((line.id.as_str(), line.password.expose()), ("goip1", &b"pass:word"[..]));
        for text in ["swordfish", ":swordfish", ""] {
            let error = Credentials::parse(text).unwrap_err();
            assert!(!error.contains("fish"), "{error}");
        }
        let path = std::env::temp_dir().join(format!("cellwire-lines-{}", std::process::id()));
        std::fs::write(&path, "# two\n\na:1\n  b:#2\nc\n").unwrap();
        let error = Credentials::read(&["x:y".into()], Some(&path)).unwrap_err();
        assert!(
            error.ends_with("line 5: ID:PASSWORD was expected, and there is no colon"),
            "{error}"
        );
        std::fs::write(&path, "# two\n\na:1\n  b:#2\n").unwrap();
        let read = Credentials::read(&["x:y".into()], Some(&path)).unwrap();
        std::fs::remove_file(&path).unwrap();
        let ids: Vec<_> = read.iter().map(|line| line.id.as_str()).collect();
        assert_eq!((ids, read[2].password.expose()), (vec!["x", "a", "b"], &b"#2"[..]));
    }

    #[test]
    fn networks() {
        let network: Network = "10.0.0.0/8".parse().unwrap();
        assert_eq!((network.address.to_string().as_str(), network.prefix), ("10.0.0.0", 8));
        assert_eq!("::1".parse::<Network>().unwrap().prefix, 128);
        for wrong in ["", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8/8"] {
            wrong.parse::<Network>().unwrap_err();
        }
    }
}
