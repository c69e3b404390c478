//! `+MIPXOFF`: flow control, off (Fibocom L610 TCP/UDP, 1.1.19).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Information;
//! use cellwire_at::vendor::l610::mipxoff::Xoff;
//!
//! assert_eq!(Xoff::parse(Line::new(b"+MIPXOFF: 1"))?.socket_id, 1);
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::information;

information! {
    /// The accumulating buffer is full: nothing is to be sent before [`+MIPXON`](super::mipxon).
    Xoff = "+MIPXOFF" {
        /// Of which socket.
        socket_id: u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Line;
    use crate::command::Information;
    use crate::command::testing::assert_line;
    use crate::params::Quirk;

    #[test]
    fn lines() {
        assert_line("+MIPXOFF: 6", Xoff { socket_id: 6 });
        // V1: no colon.
        let (xoff, quirks) = Xoff::parse_noting(Line::new(b"+MIPXOFF 1")).unwrap();
        assert_eq!(xoff, Xoff { socket_id: 1 });
        assert!(quirks.iter().eq([Quirk::MissingColon]));
    }
}
