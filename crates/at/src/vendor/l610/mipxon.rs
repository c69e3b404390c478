//! `+MIPXON`: flow control, on (Fibocom L610 TCP/UDP, 1.1.20).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Information;
//! use cellwire_at::vendor::l610::mipxon::Xon;
//!
//! assert_eq!(Xon::parse(Line::new(b"+MIPXON: 1"))?.socket_id, 1);
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::information;

information! {
    /// The accumulating buffer has room again after [`+MIPXOFF`](super::mipxoff).
    Xon = "+MIPXON" {
        /// Of which socket.
        socket_id: u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::assert_line;

    #[test]
    fn lines() {
        assert_line("+MIPXON: 6", Xon { socket_id: 6 });
    }
}
