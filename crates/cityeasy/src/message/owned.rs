use alloc::vec::Vec;
use core::fmt;

use cellwire_codec::Writer;

use super::{Downlink, Uplink};
use crate::Command;

macro_rules! owned {
    ($(#[$doc:meta])* $owned:ident of $message:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $owned {
            command: Command,
            body: Vec<u8>,
            /// Whether it is `Raw`, though its command may be known.
            raw: bool,
        }

        impl $owned {
            /// The message. It borrows from this one, and is read anew each time.
            pub fn as_message(&self) -> $message<'_> {
                let raw = $message::Raw { command: self.command, data: &self.body };
                if self.raw {
                    return raw;
                }
                $message::parse(self.command, &self.body).unwrap_or(raw)
            }

            /// The command code.
            pub const fn command(&self) -> Command {
                self.command
            }

            /// The data as it would stand in a frame.
            pub fn body(&self) -> &[u8] {
                &self.body
            }
        }

        impl $message<'_> {
            /// Copies the message, so that it can leave what it borrows from.
            ///
            /// What [`check`](Self::check) refuses may be read otherwise afterwards.
            pub fn into_owned(self) -> $owned {
                let mut measure = Writer::measuring();
                self.write_body(&mut measure);
                let mut body = alloc::vec![0; measure.written()];
                self.write_body(&mut Writer::new(&mut body));
                let raw = matches!(self, Self::Raw { .. });
                $owned { command: self.command(), body, raw }
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
    /// An [`Uplink`] that borrows from nothing, for channels and queues.
    ///
    /// ```
    /// use cellwire_cityeasy::Uplink;
    /// use cellwire_cityeasy::message::Flag;
    ///
    /// let owned = Uplink::SendSmsReply(Flag::SUCCEEDED).into_owned();
    /// let thread = std::thread::spawn(move || owned.as_message().name().to_owned());
    /// assert_eq!(thread.join().unwrap(), "send-sms-reply");
    /// ```
    UplinkBuf of Uplink
}

owned! {
    /// A [`Downlink`] that borrows from nothing, for channels and queues.
    DownlinkBuf of Downlink
}
