//! `+MIPSTAT`: the status of a socket (Fibocom L610 TCP/UDP, 1.1.11).
//!
//! It is unsolicited, and it is the result of [`+MIPOPEN`](super::mipopen) and [`+MIPODM`](super::mipodm) if
//! they fail.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Information;
//! use cellwire_at::vendor::l610::mipstat::{Report, Status};
//!
//! let report = Report::parse(Line::new(b"+MIPSTAT: 1,0,512"))?;
//! assert_eq!((report.status, report.acknowledged_bytes), (Status::ACK, Some(512)));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::{information, named};

named! {
    /// `<status>`: what has happened.
    Status(u8) {
        /// The remote side has acknowledged data, if [`+MIPCONF`](super::mipconf) wants it told.
        ACK = 0, "acknowledgement";
        /// The protocol stack is broken: the socket is gone.
        BROKEN = 1, "broken protocol stack";
        /// The connection was closed because of an alert that was not fatal.
        CLOSED = 2, "closed automatically";
    }
}

information! {
    /// What has happened to a socket.
    Report = "+MIPSTAT" {
        /// Which one.
        socket_id: u8,
        /// What.
        status: Status,
        /// `<number_of_acknowld_bytes>`: how many bytes the remote side has acknowledged in all.
        acknowledged_bytes: Option<u32>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::assert_line;

    #[test]
    fn lines() {
        let report = Report { socket_id: 1, status: Status::BROKEN, acknowledged_bytes: None };
        assert_line("+MIPSTAT: 1,1", report);
        assert_line("+MIPSTAT: 1,1,0", Report { acknowledged_bytes: Some(0), ..report });
        assert_line("+MIPSTAT: 2,5", Report { socket_id: 2, status: Status(5), ..report });
    }
}
