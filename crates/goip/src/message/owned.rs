use alloc::vec::Vec;
use core::fmt;

use cellwire_codec::Secret;

use super::{CommandReply, GatewayMessage, ServerMessage};
use crate::sink::{Buffer, Len};
use crate::{Quirks, Text};

macro_rules! owned {
    ($(#[$doc:meta])* $owned:ident of $message:ident, or $other:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $owned {
            datagram: Vec<u8>,
            id: i64,
        }

        impl $owned {
            /// The message. It borrows from this one, and is read anew each time.
            pub fn as_message(&self) -> $message<'_> {
                let other: fn(i64, &[u8]) -> $message<'_> = $other;
                $message::read::<false>(&self.datagram, &mut Quirks::default())
                    .unwrap_or_else(|_| other(self.id, &self.datagram))
            }
        }

        impl $message<'_> {
            /// Copies the message, so that it can leave what it borrows from.
            ///
            /// What was read is the same afterwards. What was made by hand, and cannot be
            /// written, may be another message.
            pub fn into_owned(self) -> $owned {
                let mut len = Len::default();
                self.put(&mut len);
                let mut datagram = alloc::vec![0; len.0];
                self.put(&mut Buffer::new(&mut datagram));
                if let [.., 0] = *datagram {
                    // It would be taken for an end of the datagram.
                    datagram.push(b'\n');
                }
                $owned { datagram, id: self.id() }
            }
        }

        impl From<$message<'_>> for $owned {
            fn from(message: $message<'_>) -> Self {
                message.into_owned()
            }
        }

        impl fmt::Debug for $owned {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.as_message().fmt(f)
            }
        }
    };
}

owned! {
    /// A [`GatewayMessage`] that borrows from nothing, for channels and queues.
    ///
    /// ```
    /// use cellwire_goip::GatewayMessage;
    ///
    /// let owned = GatewayMessage::parse(b"USSD 111 Your balance is 10.00 EGP")?.into_owned();
    /// let thread = std::thread::spawn(move || owned.as_message().name());
    /// assert_eq!(thread.join().unwrap(), "ussd_reply");
    /// # Ok::<(), cellwire_goip::ParseError>(())
    /// ```
    GatewayMessageBuf of GatewayMessage, or |sendid, _| {
        // There may be a password in it.
        GatewayMessage::Reply(CommandReply { verb: Text::default(), sendid, value: Text::default() })
    }
}

owned! {
    /// A [`ServerMessage`] that borrows from nothing, for channels and queues.
    ServerMessageBuf of ServerMessage, or |sendid, datagram| {
        ServerMessage::Other { verb: Text::default(), sendid, tail: Secret::new(datagram) }
    }
}
