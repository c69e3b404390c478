use core::fmt;

use crate::command::{Fields, Information, Numbers, Param};
use crate::params::{ParamError, Params, ParamsWriter, WriteError};

/// Sockets, in a list that ascends: those that are free, or those that are active. On the wire, none is
/// a `0`.
///
/// ```
/// use cellwire_at::Line;
/// use cellwire_at::command::Command;
/// use cellwire_at::vendor::l610::mipopen::Read;
///
/// let free = Read::answer(Line::new(b"+MIPOPEN: 2,3,6"))?.socket_ids;
/// assert!(free.contains(3) && !free.contains(1));
/// assert!(Read::answer(Line::new(b"+MIPOPEN: 0"))?.socket_ids.is_empty());
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[derive(Clone, Copy)]
pub struct SocketIds<'a>(Numbers<'a>);

impl<'a> SocketIds<'a> {
    /// None.
    pub const NONE: Self = Self::new(&[]);

    /// These, which have to ascend.
    pub const fn new(socket_ids: &'a [u8]) -> Self {
        Self(Numbers::new(socket_ids))
    }

    /// The sockets in their order.
    pub fn iter(self) -> impl Iterator<Item = u8> + 'a {
        self.0.iter().filter(|socket_id| *socket_id != 0)
    }

    /// Whether this one is among them.
    pub fn contains(self, socket_id: u8) -> bool {
        self.iter().any(|other| other == socket_id)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }
}

impl<'a> Param<'a> for SocketIds<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        Numbers::take(params).map(Self)
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        if self.is_empty() {
            params.number(0_u8);
        }
        self.iter().for_each(|socket_id| params.number(socket_id));
        Ok(())
    }
}

impl PartialEq for SocketIds<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for SocketIds<'_> {}

impl fmt::Debug for SocketIds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for SocketIds<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// A line for each active socket, or one line with a `0` if there is none.
#[expect(clippy::exhaustive_enums, reason = "there is one, or there is none")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PerSocket<T> {
    /// What holds for a socket.
    Socket(T),
    /// `0`: no socket is active.
    NoSocket,
}

impl<T> PerSocket<T> {
    /// What holds for a socket, if there is one.
    pub fn socket(self) -> Option<T> {
        match self {
            Self::Socket(socket) => Some(socket),
            Self::NoSocket => None,
        }
    }
}

impl<'a, T: Fields<'a>> Fields<'a> for PerSocket<T> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let mut ahead = *params;
        if ahead.u8() == Ok(0) && ahead.is_done() {
            *params = ahead;
            return Ok(Self::NoSocket);
        }
        T::read(params).map(Self::Socket)
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Self::Socket(socket) => socket.write(params),
            Self::NoSocket => {
                params.number(0_u8);
                Ok(())
            }
        }
    }
}

impl<'a, T: Information<'a>> Information<'a> for PerSocket<T> {
    const NAME: &'static str = T::NAME;
}

#[cfg(feature = "serde")]
impl<T: serde::Serialize> serde::Serialize for PerSocket<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Socket(socket) => socket.serialize(serializer),
            Self::NoSocket => serializer.collect_map([("socket_id", 0)]),
        }
    }
}
