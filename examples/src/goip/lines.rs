use core::net::IpAddr;
use core::str::FromStr;
use std::path::Path;

use cellwire_codec::SecretBuf;
use cellwire_goip::Server;
use cellwire_goip::session::{LineConfig, ServerConfig};

use crate::notice::Failure;

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
    /// The file cannot be read or has no lines, or one of them is not as it should be, or is there
    /// twice; the text says which.
    pub fn read(given: &[String], file: Option<&Path>) -> Result<Vec<Self>, Failure> {
        let (mut all, mut trial) = (Vec::new(), trial());
        for (number, text) in (1..).zip(given) {
            let read = Self::parse(text).and_then(|line| line.tried(&mut trial));
            let at = |error| Failure::Usage(format!("--line, number {number}: {error}"));
            all.push(read.map_err(at)?);
        }
        let Some(path) = file else { return Ok(all) };
        let name = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim().is_empty() || line.trim_start().starts_with('#') {
                continue;
            }
            let read = Self::parse(line).and_then(|line| line.tried(&mut trial));
            all.push(read.map_err(|error| format!("{name}:{number}: {error}"))?);
        }
        if all.len() == given.len() {
            return Err(format!("{name}: it has no line with ID:PASSWORD").into());
        }
        Ok(all)
    }

    /// The same if a server can have this line too.
    fn tried(self, trial: &mut Server) -> Result<Self, String> {
        let line = LineConfig::new(self.id.as_str(), self.password.clone());
        trial.add_line(line).map_err(|error| error.to_string())?;
        Ok(self)
    }
}

/// A server that has the lines that were read.
fn trial() -> Server {
    let mut config = ServerConfig::default();
    config.limits.lines = usize::MAX;
    Server::new(config)
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
        let read = |given: &str, text: &str| {
            std::fs::write(&path, text).unwrap();
            Credentials::read(&[given.into()], Some(&path)).unwrap_err()
        };
        for (text, expected) in [
            ("# two\n\na:1\n  b:#2\nc\n", ":5: ID:PASSWORD was expected, and there is no colon"),
            ("# none\n\n", ": it has no line with ID:PASSWORD"),
            ("a:1\nb:sword fish\n", " holds ' ' at 5, which would end it"),
            ("a:1\nx:1\n", ":2: another line has the same id"),
        ] {
            let Failure::Run(error) = read("x:y", text) else { panic!("{text}") };
            assert!(error.ends_with(expected), "{error}");
            assert!(!error.contains("fish"), "{error}");
        }
        assert!(matches!(read("x", ""), Failure::Usage(_)));
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
