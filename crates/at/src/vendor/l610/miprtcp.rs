//! `+MIPRTCP`: receives data of TCP (Fibocom L610 TCP/UDP, 1.1.10).
//!
//! The second parameter has two meanings, and so has the third, as [`+GTSET`](super::gtset) says:
//!
//! | `IPRFMT` | second parameter | third parameter |
//! |---|---|---|
//! | 0 | how many bytes are left in the module | digits up to the line end |
//! | 1 | the line does not come: there are raw bytes without any header | |
//! | 2 | how long this data is | so many raw bytes |
//! | 5 | the line does not come: [`+MIPREAD`](super::mipread) says that there is data | |
//!
//! With [`Dialect::l610`](crate::Dialect::l610) the data comes as a payload, whatever is in it and however
//! long it is, and this line ends before its last comma.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Information;
//! use cellwire_at::vendor::l610::ReceivedData;
//! use cellwire_at::vendor::l610::miprtcp::Received;
//!
//! let header = Received::parse(Line::new(b"+MIPRTCP: 1,20"))?;
//! assert_eq!((header.socket_id, header.left_or_data_len), (1, 20));
//!
//! let whole = Received::parse(Line::new(b"+MIPRTCP: 1,0,3132"))?;
//! assert!(whole.data.decoded().unwrap().eq(*b"12"));
//!
//! // What a module sends.
//! let mut buffer = [0; 32];
//! let len = Received::hex(1, 0, b"12").write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"+MIPRTCP: 1,0,3132");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::ReceivedData;
use crate::command::information;

information! {
    /// Data of a socket.
    Received<'a> = "+MIPRTCP" {
        /// Which one.
        socket_id: u8,
        /// `<Left/Data_len>`: with `IPRFMT` 0, how many bytes are left in the module; with 2, how many
        /// bytes follow.
        left_or_data_len: u32,
        /// The data; nothing if it comes as a payload.
        data: ReceivedData<'a>,
    }
}

impl<'a> Received<'a> {
    /// With `IPRFMT` 0: so many bytes are left behind this data.
    pub const fn hex(socket_id: u8, left: u32, data: &'a [u8]) -> Self {
        Self { socket_id, left_or_data_len: left, data: ReceivedData::hex(data) }
    }

    /// With `IPRFMT` 2.
    pub const fn raw(socket_id: u8, data: &'a [u8]) -> Self {
        Self { socket_id, left_or_data_len: data.len() as u32, data: ReceivedData::raw(data) }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::Line;
    use crate::command::Information;
    use crate::command::testing::assert_line;
    use crate::params::Quirk;

    fn parse(line: &[u8]) -> Received<'_> {
        Received::parse(Line::new(line)).unwrap()
    }

    #[test]
    fn formats() {
        assert_line("+MIPRTCP: 1,0,3132", Received::hex(1, 0, b"12"));
        // L10: the second parameter is not the length.
        let received = parse(b"+MIPRTCP: 1,1460,4f4B");
        assert_eq!(received.left_or_data_len, 1460);
        assert!(received.data.decoded().unwrap().eq(*b"OK"));
        assert_line("+MIPRTCP: 1,2,OK", Received::raw(1, b"OK"));
        // L11: anything may be in it.
        let raw = Received::raw(2, b" a,\"b\"\r\n+MIPRTCP: 1,0,\r\nOK\r\n ");
        let mut buffer = [0; 80];
        let len = raw.write_line(&mut buffer).unwrap();
        assert_eq!(&buffer[..len], b"+MIPRTCP: 2,29, a,\"b\"\r\n+MIPRTCP: 1,0,\r\nOK\r\n ");
        assert_eq!(parse(&buffer[..len]), raw);
        assert_eq!(raw.data.as_raw().map(<[u8]>::len), Some(29));
        assert!(raw.data.decoded().is_none());
        // The header of a payload.
        let header = Received { data: ReceivedData::NONE, ..Received::raw(1, b"OK") };
        assert_line("+MIPRTCP: 1,2", header);
        assert_eq!(parse(b"+MIPRTCP: 1,2,"), header);
        assert!(Received::parse(Line::new(b"+MIPRTCP: 1")).is_err());
    }

    /// L15: a line of 1080 characters and more.
    #[test]
    fn long() {
        let bytes: Vec<u8> = (0..1446_u16).map(|byte| byte as u8).collect();
        let mut buffer = [0; 3000];
        let len = Received::hex(1, 0, &bytes).write_line(&mut buffer).unwrap();
        assert_eq!(len, "+MIPRTCP: 1,0,".len() + 2 * 1446);
        assert!(parse(&buffer[..len]).data.decoded().unwrap().eq(bytes));
    }

    /// The families fibocom-mc610, longsung-mip and chinamobile-mip (L23).
    #[test]
    fn vectors() {
        assert_eq!(parse(b"+MIPRTCP: 1,0,3132"), Received::hex(1, 0, b"12"));
        // An equals sign, and the length of the data.
        let line = Line::new(b"+MIPRTCP=1,4,20020000");
        let (received, quirks) = Received::parse_noting(line).unwrap();
        assert_eq!(received, Received::hex(1, 4, &[0x20, 0x02, 0, 0]));
        assert!(quirks.iter().eq([Quirk::EqualsSign]));
        // Quotes around the digits.
        let received = parse(b"+MIPRTCP: 0,5,\"68656c6c6f\"");
        assert!(received.data.decoded().unwrap().eq(*b"hello"));
    }
}
