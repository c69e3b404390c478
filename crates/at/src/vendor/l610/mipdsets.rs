//! `+MIPDSETS`: sets size and timeout for output data (Fibocom L610 TCP/UDP, 1.1.5).
//!
//! What a socket has received is handed out in pieces of so many bytes at most, with so much time between them.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::mipdsets::{Read, Set};
//!
//! let mut buffer = [0; 32];
//! let len = Set { socket_id: 1, size: 1024, time_span: Some(50) }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPDSETS=1,1024,50\r");
//!
//! let settings = Read::answer(Line::new(b"+MIPDSETS: 1,2048,0"))?.socket().unwrap();
//! assert_eq!((settings.size, settings.time_span), (2048, Some(0)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::PerSocket;
use crate::command::{commands, information, named};

named! {
    /// `<status>`: whether the values are in force.
    Status(u8) {
        /// They are.
        SUCCESS = 0, "success";
        /// They are not.
        NOT_ALLOWED = 3, "operation not allowed";
    }
}

commands! { "+MIPDSETS":
    /// Which values there are.
    Test -> Supported, |plan| plan.within(5);
    /// The values in force, a line for each active socket.
    Read -> Answer, |plan| plan.within(5);
    /// Sets the values of a socket.
    Set {
        /// Which one, 1 to 6.
        socket_id: u8 = 1..=6,
        /// How long a piece is at most, in bytes, 1 to 2048; 2048 by default.
        size: u16 = 1..=2048,
        /// Time between two pieces, in milliseconds, 0 to 1000; 0 by default.
        time_span: Option<u16> = 0..=1000,
    } -> Outcome, |plan| plan.with_one_line().within(5);
}

/// The values of a socket, or none.
pub type Answer = PerSocket<Settings>;

information! {
    /// The values of a socket.
    Settings = "+MIPDSETS" {
        /// Which one.
        socket_id: u8,
        /// How long a piece is at most, in bytes.
        size: u16,
        /// Time between two pieces, in milliseconds.
        time_span: Option<u16>,
    }
}

information! {
    /// Whether the values are in force.
    Outcome = "+MIPDSETS" {
        /// Whether they are.
        status: Status,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::params::Params;

    #[test]
    fn forms() {
        assert_command("+MIPDSETS=?", Test {});
        assert_command("+MIPDSETS?", Read {});
        let set = Set { socket_id: 6, size: 2048, time_span: None };
        assert_command("+MIPDSETS=6,2048", set);
        assert_command("+MIPDSETS=6,2048,1000", Set { time_span: Some(1000), ..set });
        assert_line("+MIPDSETS: 0", Outcome { status: Status::SUCCESS });
        assert_line("+MIPDSETS: 3", Outcome { status: Status::NOT_ALLOWED });
        let settings = Settings { socket_id: 1, size: 2048, time_span: Some(0) };
        assert_line("+MIPDSETS: 1,2048,0", Answer::Socket(settings));
        assert_line("+MIPDSETS: 0", Answer::NoSocket);
        assert_eq!(answer::<Read>("+MIPDSETS: 1, 9999").socket().unwrap().size, 9999);
        assert!(answer::<Test>("+MIPDSETS: (1-6),(1-2048),(0-1000)").allows(2, 1000));
    }

    #[test]
    fn ranges() {
        let set = Set { socket_id: 1, size: 1, time_span: Some(0) };
        let mut buffer = [0; 32];
        for (set, wire, error) in [
            (Set { socket_id: 0, ..set }, "0,1,0", "parameter 1: 0 is not in 1 to 6"),
            (Set { size: 0, ..set }, "1,0,0", "parameter 2: 0 is not in 1 to 2048"),
            (Set { size: 2049, ..set }, "1,2049,0", "parameter 2: 2049 is not in 1 to 2048"),
            (
                Set { time_span: Some(1001), ..set },
                "1,1,1001",
                "parameter 3: 1001 is not in 0 to 1000",
            ),
        ] {
            assert_eq!(set.write_line(&mut buffer).unwrap_err().to_string(), error);
            assert_eq!(Set::parse(Params::new(wire.as_bytes())).unwrap_err().to_string(), error);
        }
    }
}
