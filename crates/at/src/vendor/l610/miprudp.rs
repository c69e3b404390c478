//! `+MIPRUDP`: receives data of UDP (Fibocom L610 TCP/UDP, 1.1.9).
//!
//! What the last two parameters mean is told at [`+MIPRTCP`](super::miprtcp).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Information;
//! use cellwire_at::vendor::l610::miprudp::Received;
//!
//! let received = Received::parse(Line::new(b"+MIPRUDP: 1.2.3.4,1234,1,0,3132"))?;
//! assert_eq!(received.source_ip, [1, 2, 3, 4].into());
//! assert!(received.data.decoded().unwrap().eq(*b"12"));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use super::{Bare, ReceivedData};
use crate::command::information;

information! {
    /// A datagram for a socket, or a part of one.
    Received<'a> = "+MIPRUDP" {
        /// Where it comes from.
        source_ip: Bare<'a>,
        /// The port there.
        source_port: u16,
        /// Which socket.
        socket_id: u8,
        /// `<Left/Data_len>`: with `IPRFMT` 0, how many bytes are left in the module; with 2, how many
        /// bytes follow.
        left_or_data_len: u32,
        /// The data; nothing if it comes as a payload.
        data: ReceivedData<'a>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Line;
    use crate::command::Information;
    use crate::command::testing::assert_line;

    fn parse(line: &str) -> Received<'_> {
        Received::parse(Line::new(line.as_bytes())).unwrap()
    }

    /// The families fibocom-mc610 and fibocom-l610.
    #[test]
    fn vectors() {
        let received = Received {
            source_ip: [1, 2, 3, 4].into(),
            source_port: 1234,
            socket_id: 1,
            left_or_data_len: 0,
            data: ReceivedData::hex(b"12"),
        };
        assert_line("+MIPRUDP: 1.2.3.4,1234,1,0,3132", received);
        let received = Received {
            source_ip: [120, 78, 176, 175].into(),
            source_port: 10009,
            socket_id: 2,
            left_or_data_len: 10,
            data: ReceivedData::raw(b"<RZ*ACK*3>"),
        };
        assert_line("+MIPRUDP: 120.78.176.175,10009,2,10,<RZ*ACK*3>", received);
    }

    #[test]
    fn formats() {
        // L12: the line ends behind the length.
        let header = parse("+MIPRUDP: \"10.0.0.1\",53,6,20");
        assert_eq!((header.socket_id, header.left_or_data_len), (6, 20));
        assert_eq!(header.data, ReceivedData::NONE);
        assert_line(
            "+MIPRUDP: fe80::1,53,6,20",
            Received { source_ip: [0xfe80, 0, 0, 0, 0, 0, 0, 1].into(), ..header },
        );
        assert!(Received::parse(Line::new(b"+MIPRUDP: 1,53,6,20")).is_err());
    }
}
