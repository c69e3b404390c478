use crate::host;
use crate::{Dialect, ReceiveFormat};

/// Whose commands a modem has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Model {
    /// SIMCom A76XX, and SIM7500 and SIM7600: [`vendor::a76xx`](crate::vendor::a76xx).
    A76xx,
    /// Fibocom L610 and its relatives: [`vendor::l610`](crate::vendor::l610).
    L610,
}

/// How what comes from the network gets to the host.
///
/// | mode | A76XX | L610 |
/// |---|---|---|
/// | [`Push`](Self::Push) | `+RECEIVE,<link>,<n>` and raw bytes | `AT+GTSET="IPRFMT",2`: `+MIPRTCP: <id>,<n>,` and raw bytes |
/// | [`PushHex`](Self::PushHex) | is `Push` | `IPRFMT` 0: `+MIPRTCP: <id>,<left>,` and digits |
/// | [`Buffer`](Self::Buffer) | `AT+CIPRXGET=1`, fetched by `=2` | `IPRFMT` 5, fetched by `AT+MIPREAD` |
/// | [`BufferHex`](Self::BufferHex) | `AT+CIPRXGET=1`, fetched by `=3` | is `Buffer` |
/// | [`Transparent`](Self::Transparent) | `AT+CIPMODE=1`, connection 0 alone | `AT+MIPODM`, one socket |
///
/// What each of them can lose is said in `docs/protocols/at-a76xx.md` and `docs/protocols/at-l610.md`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Receive {
    /// The modem sends data when it comes, however slow the host is. With flow control on the port.
    Push,
    /// The same, in hexadecimal digits where the modem can do that.
    PushHex,
    /// The modem keeps data until the host fetches it. This is the safe one.
    #[default]
    Buffer,
    /// The same, in hexadecimal digits where the modem can do that.
    BufferHex,
    /// One connection, and the port is all its own.
    Transparent,
}

impl Receive {
    /// What an L610 calls it.
    pub(super) const fn format(self) -> ReceiveFormat {
        match self {
            Self::PushHex => ReceiveFormat::Hex,
            Self::Push => ReceiveFormat::Raw,
            Self::Buffer | Self::BufferHex | Self::Transparent => ReceiveFormat::Read,
        }
    }
}

/// How [`Sockets`](super::Sockets) deals with its modem.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Config {
    /// Whose commands it has.
    pub model: Model,
    /// How data is received.
    pub receive: Receive,
    /// The port below.
    pub host: host::Config,
}

impl Config {
    /// A SIMCom A76XX.
    pub const fn a76xx(receive: Receive) -> Self {
        Self { model: Model::A76xx, receive, host: host::Config::new(Dialect::A76XX) }
    }

    /// A Fibocom L610.
    pub const fn l610(receive: Receive) -> Self {
        let dialect = Dialect::l610(receive.format());
        Self { model: Model::L610, receive, host: host::Config::new(dialect) }
    }
}

/// How the network lets a modem in.
#[derive(Clone, Copy, Default)]
#[non_exhaustive]
pub struct Access<'a> {
    /// The name of the access point, up to 99 bytes.
    pub apn: &'a str,
    /// The name of the user, up to 64 bytes, if there is one.
    pub user: Option<&'a str>,
    /// The password, up to 64 bytes.
    pub password: Option<&'a str>,
}

impl<'a> Access<'a> {
    /// Without a user.
    pub const fn new(apn: &'a str) -> Self {
        Self { apn, user: None, password: None }
    }

    /// The same for a user, by PAP or CHAP.
    #[must_use]
    pub const fn with_user(mut self, user: &'a str, password: &'a str) -> Self {
        (self.user, self.password) = (Some(user), Some(password));
        self
    }
}

/// The password is not printed.
impl core::fmt::Debug for Access<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Access")
            .field("apn", &self.apn)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
