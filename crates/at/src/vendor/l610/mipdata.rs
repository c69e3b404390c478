//! `+MIPDATA`: data indication in pseudo-command mode (Fibocom L610 TCP/UDP, 1.1.24).
//!
//! Of a socket in [data mode](super::mipodm) that was left by `+++`, this says that there is data, which comes
//! when `ATO` returns there. Nothing stands behind the line then. In the answer to
//! [`+MIPREAD`](super::mipread) so many raw bytes do.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Information;
//! use cellwire_at::vendor::l610::mipdata::Data;
//!
//! let data = Data::parse(Line::new(b"+MIPDATA: 1,20"))?;
//! assert_eq!((data.socket_id, data.length), (1, 20));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::information;

information! {
    /// There is data.
    Data = "+MIPDATA" {
        /// Of which socket.
        socket_id: u8,
        /// How many bytes; `<ActualReadDataLen>` in the answer to `+MIPREAD`.
        length: u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::assert_line;

    #[test]
    fn lines() {
        assert_line("+MIPDATA: 6,2048", Data { socket_id: 6, length: 2048 });
    }
}
