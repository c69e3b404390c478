use core::fmt;
use core::num::NonZeroUsize;
use core::str::FromStr;
use core::time::Duration;

use super::network::NetworkConfig;

/// What goes wrong with a simulated modem, or goes another way than usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// How much longer everything takes that has to do with the network.
    pub slow: Duration,
    /// Whether all connections are refused.
    pub refuse: bool,
    /// How many bytes are taken at once when something is sent.
    pub short: Option<NonZeroUsize>,
    /// How many bytes go to the host at once.
    pub pieces: Option<NonZeroUsize>,
    /// Whether the result of a command stands behind `OK`, or in front of it.
    pub order: Option<ResultOrder>,
    /// How long after the start the network is lost.
    pub drop_network: Option<Duration>,
    /// How long after the start the modem starts anew by itself.
    pub reboot: Option<Duration>,
}

/// Where the result of a command stands. Firmware differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResultOrder {
    /// Behind `OK`.
    OkFirst,
    /// In front of it.
    ResultFirst,
}

/// One of [`Faults`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// See [`Faults::slow`].
    Slow(Duration),
    /// See [`Faults::refuse`].
    Refuse,
    /// See [`Faults::short`].
    Short(NonZeroUsize),
    /// See [`Faults::pieces`].
    Pieces(NonZeroUsize),
    /// See [`Faults::order`].
    Order(ResultOrder),
    /// See [`Faults::drop_network`].
    DropNetwork(Duration),
    /// See [`Faults::reboot`].
    Reboot(Duration),
}

impl Faults {
    /// Adds a fault.
    pub fn add(&mut self, fault: &Fault) {
        match *fault {
            Fault::Slow(time) => self.slow = time,
            Fault::Refuse => self.refuse = true,
            Fault::Short(len) => self.short = Some(len),
            Fault::Pieces(len) => self.pieces = Some(len),
            Fault::Order(order) => self.order = Some(order),
            Fault::DropNetwork(after) => self.drop_network = Some(after),
            Fault::Reboot(after) => self.reboot = Some(after),
        }
    }

    /// Has a network do what it is told here.
    pub fn apply(&self, network: &mut NetworkConfig) {
        network.delay = self.slow;
        network.refuses = self.refuse;
        network.max_send = self.short.map(NonZeroUsize::get);
    }
}

impl<'a> FromIterator<&'a Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = &'a Fault>>(faults: I) -> Self {
        let mut all = Self::default();
        faults.into_iter().for_each(|fault| all.add(fault));
        all
    }
}

/// A name, and a value if it has one: `slow=0.5`, `refuse`.
impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) =
            text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let missing = || format!("{name} has no value");
        let seconds = || {
            let value = value.ok_or_else(missing)?;
            let read = value.parse().ok().filter(|seconds| (0.0..=3600.0).contains(seconds));
            let read = read.ok_or_else(|| format!("{value:?} is no number from 0 to 3600"))?;
            Ok::<_, String>(Duration::from_secs_f32(read))
        };
        let bytes = || {
            let value = value.ok_or_else(missing)?;
            value.parse().map_err(|_| format!("{value:?} is no number of bytes"))
        };
        match name {
            "slow" => seconds().map(Self::Slow),
            "refuse" if value.is_none() => Ok(Self::Refuse),
            "short" => bytes().map(Self::Short),
            "pieces" => bytes().map(Self::Pieces),
            "order" => match value {
                Some("ok-first") => Ok(Self::Order(ResultOrder::OkFirst)),
                Some("result-first") => Ok(Self::Order(ResultOrder::ResultFirst)),
                _ => Err("order is ok-first or result-first".into()),
            },
            "drop-network" => seconds().map(Self::DropNetwork),
            "reboot" => seconds().map(Self::Reboot),
            _ => Err(format!("{text:?} is no fault")),
        }
    }
}

/// As it is typed.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slow(time) => write!(f, "slow={}", time.as_secs_f32()),
            Self::Refuse => f.write_str("refuse"),
            Self::Short(len) => write!(f, "short={len}"),
            Self::Pieces(len) => write!(f, "pieces={len}"),
            Self::Order(ResultOrder::OkFirst) => f.write_str("order=ok-first"),
            Self::Order(ResultOrder::ResultFirst) => f.write_str("order=result-first"),
            Self::DropNetwork(after) => write!(f, "drop-network={}", after.as_secs_f32()),
            Self::Reboot(after) => write!(f, "reboot={}", after.as_secs_f32()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed() {
        let read = |text: &str| text.parse::<Fault>();
        assert_eq!(read("slow=0.5"), Ok(Fault::Slow(Duration::from_millis(500))));
        assert_eq!(read("refuse"), Ok(Fault::Refuse));
        assert_eq!(read("order=result-first"), Ok(Fault::Order(ResultOrder::ResultFirst)));
        for text in ["slow=0.5", "refuse", "short=3", "pieces=1", "order=ok-first", "reboot=2"] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        for (text, error) in [
            ("slow", "slow has no value"),
            ("slow=x", "\"x\" is no number from 0 to 3600"),
            ("reboot=-1", "\"-1\" is no number from 0 to 3600"),
            ("pieces=0", "\"0\" is no number of bytes"),
            ("order=any", "order is ok-first or result-first"),
            ("refuse=1", "\"refuse=1\" is no fault"),
            ("fly", "\"fly\" is no fault"),
        ] {
            assert_eq!(read(text), Err(error.into()), "{text}");
        }
    }
}
