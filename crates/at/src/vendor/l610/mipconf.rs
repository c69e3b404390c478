//! `+MIPCONF`: configures the internal TCP/IP stack (Fibocom L610 TCP/UDP, 1.1.12).
//!
//! It can be used while there is a [link](super::mipcall), and before the socket is opened. Times are in units
//! of 100 ms.
//!
//! ```
//! use core::time::Duration;
//!
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::mipconf::{Indication, Read, Set, Tenths};
//!
//! let mut buffer = [0; 32];
//! let set = Set { is_nack_ind_req: Some(Indication::ACK), ..Set::new(1) };
//! let len = set.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPCONF=1,,,,,2\r");
//!
//! let values = Read::answer(Line::new(b"+MIPCONF: 1,5,5,600,75,2"))?;
//! assert_eq!(values.max_to, Some(Tenths(600)));
//! assert_eq!(Tenths(600).duration(), Duration::from_secs(60));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::time::Duration;

use crate::command::{commands, information, named};

named! {
    /// `<is_nack_ind_req>`: what [`+MIPSTAT`](super::mipstat) tells of the data that the remote side has got.
    Indication(u8) {
        /// Nothing; the default.
        OFF = 0, "inactive";
        /// How much it was when a connection is lost.
        NACK = 1, "NACK indication";
        /// How much it is by now.
        ACK = 2, "ACK indication";
    }
}

named! {
    /// A time in units of 100 ms.
    Tenths(u16) {}
}

impl Tenths {
    /// The time.
    pub const fn duration(self) -> Duration {
        Duration::from_millis(self.0 as u64 * 100)
    }
}

commands! { "+MIPCONF":
    /// Which values there are.
    Test -> Supported, |plan| plan.within(5);
    /// The values in force, a line for each socket: four lines, or six.
    Read -> Answer, |plan| plan.within(5);
    /// Sets the values of a socket. What is left out stays as it is.
    Set {
        /// Which one, 1 to 6.
        socket_id: u8 = 1..=6,
        /// How often something is sent again, 1 to 12; 5 by default.
        retr_num: Option<u8> = 1..=12,
        /// `<min_TO>`: after which time at the earliest, 100 ms to 1 s (1 to 10); 5 by default.
        min_to: Option<Tenths> = 1..=10,
        /// `<max_TO>`: after which time at the latest, 1 s to 60 s (10 to 600); 600 by default.
        max_to: Option<Tenths> = 10..=600,
        /// How long a socket waits when it is closed, 100 ms to 7.5 s (1 to 75); 75 by default.
        max_close_delay: Option<Tenths> = 1..=75,
        /// What is told of the data that was received there, 0 to 2.
        is_nack_ind_req: Option<Indication> = 0..=2,
    }, |plan| plan.within(5);
}

impl Set {
    /// Sets nothing yet.
    pub const fn new(socket_id: u8) -> Self {
        Self {
            socket_id,
            retr_num: None,
            min_to: None,
            max_to: None,
            max_close_delay: None,
            is_nack_ind_req: None,
        }
    }
}

information! {
    /// The values of a socket.
    Answer = "+MIPCONF" {
        /// Which one.
        socket_id: u8,
        /// How often something is sent again.
        retr_num: Option<u8>,
        /// `<min_TO>`: after which time at the earliest.
        min_to: Option<Tenths>,
        /// `<max_TO>`: after which time at the latest.
        max_to: Option<Tenths>,
        /// How long a socket waits when it is closed.
        max_close_delay: Option<Tenths>,
        /// What is told of the data that was received there.
        is_nack_ind_req: Option<Indication>,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::params::Params;

    fn set() -> Set {
        Set {
            socket_id: 1,
            retr_num: Some(5),
            min_to: Some(Tenths(5)),
            max_to: Some(Tenths(600)),
            max_close_delay: Some(Tenths(75)),
            is_nack_ind_req: Some(Indication::ACK),
        }
    }

    /// The family fibocom-g6x0, and empty parameters.
    #[test]
    fn forms() {
        assert_command("+MIPCONF=?", Test {});
        assert_command("+MIPCONF?", Read {});
        assert_command("+MIPCONF=1,5,5,600,75,2", set());
        assert_command("+MIPCONF=6", Set::new(6));
        assert_command("+MIPCONF=6,,5", Set { min_to: Some(Tenths(5)), ..Set::new(6) });
        assert_command(
            "+MIPCONF=6,1,,,1",
            Set { retr_num: Some(1), max_close_delay: Some(Tenths(1)), ..Set::new(6) },
        );
        let line = "+MIPCONF: 6,5,5,600,75,0";
        assert_eq!(answer::<Read>(line).is_nack_ind_req, Some(Indication::OFF));
        assert_line(line, answer::<Read>(line));
        assert_eq!(answer::<Read>("+MIPCONF: 9,,99,,").min_to, Some(Tenths(99)));
    }

    #[test]
    fn ranges() {
        let mut buffer = [0; 64];
        for (set, wire, error) in [
            (Set { socket_id: 7, ..set() }, "7", "parameter 1: 7 is not in 1 to 6"),
            (Set { retr_num: Some(13), ..set() }, "1,13", "parameter 2: 13 is not in 1 to 12"),
            (
                Set { min_to: Some(Tenths(11)), ..set() },
                "1,,11",
                "parameter 3: 11 is not in 1 to 10",
            ),
            (
                Set { max_to: Some(Tenths(9)), ..set() },
                "1,,,9",
                "parameter 4: 9 is not in 10 to 600",
            ),
            (
                Set { max_close_delay: Some(Tenths(76)), ..set() },
                "1,,,,76",
                "parameter 5: 76 is not in 1 to 75",
            ),
            (
                Set { is_nack_ind_req: Some(Indication(3)), ..set() },
                "1,,,,,3",
                "parameter 6: 3 is not in 0 to 2",
            ),
        ] {
            assert_eq!(set.write_line(&mut buffer).unwrap_err().to_string(), error);
            assert_eq!(Set::parse(Params::new(wire.as_bytes())).unwrap_err().to_string(), error);
        }
    }
}
