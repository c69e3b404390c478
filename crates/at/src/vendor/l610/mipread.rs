//! `+MIPREAD`: receives data from the buffer (Fibocom L610 TCP/UDP, 1.1.23).
//!
//! It takes `AT+GTSET="IPRFMT",5`. Then `+MIPREAD: <id>,<n>` says, unasked, that there is data, and the command
//! fetches it. Its answer is [`+MIPDATA: <id>,<n>`](super::mipdata), a line end, and n raw bytes; or
//! `+MIPREAD: <id>,0` if there is nothing.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::mipread::{Fetched, Set};
//!
//! let mut buffer = [0; 32];
//! let len = Set { socket_id: 1, read_data_len: 512 }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPREAD=1,512\r");
//!
//! let Fetched::Data(header) = Set::answer(Line::new(b"+MIPDATA: 1,20"))? else { panic!() };
//! assert_eq!(header.length, 20);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::mipdata::Data;
use super::table::one_of;
use crate::command::{Information, commands, information};
use crate::{Belongs, Line, Lines, PayloadHeader};

commands! { "+MIPREAD":
    /// How much there is, a line for each socket that has some. The same line comes unasked, so that nobody
    /// knows which of them was asked for.
    Read -> Unread, |plan| plan.with_lines(Lines::Chosen(belongs_to_read)).within(5);
    /// Fetches data.
    Set {
        /// Of which socket, 1 to 6.
        socket_id: u8 = 1..=6,
        /// How many bytes at most.
        read_data_len: u16,
    } -> Fetched, |plan| {
        let header = PayloadHeader::line("+MIPDATA", 1);
        plan.with_lines(Lines::ChosenOfAll(belongs_to_set)).with_payload(header).within(5)
    };
}

information! {
    /// How much data there is: an answer, or unsolicited.
    Unread = "+MIPREAD" {
        /// Of which socket.
        socket_id: u8,
        /// How many bytes.
        actual_data_len: u32,
    }
}

one_of! {
    /// What there is.
    Fetched {
        /// There is nothing.
        Nothing(Unread),
        /// There is data, which stands behind the line.
        Data(Data),
    }
}

/// One that says 0 is no news of data.
fn belongs_to_read(line: Line<'_>, _: u16) -> Belongs {
    match Unread::parse(line) {
        Ok(Unread { actual_data_len: 0, .. }) => Belongs::Yes,
        Ok(_) => Belongs::Unclear,
        Err(_) => Belongs::No,
    }
}

/// A line that says that there is data is unsolicited. So is one of another name than these two.
fn belongs_to_set(line: Line<'_>, before: u16) -> Belongs {
    let is_answer = match Fetched::parse(line) {
        Ok(Fetched::Nothing(unread)) => unread.actual_data_len == 0,
        Ok(Fetched::Data(_)) => true,
        Err(_) => false,
    };
    if is_answer && before == 0 { Belongs::Yes } else { Belongs::No }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::Plan;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::params::Params;

    #[test]
    fn forms() {
        assert_command("+MIPREAD?", Read {});
        assert_command("+MIPREAD=1,2048", Set { socket_id: 1, read_data_len: 2048 });
        let unread = Unread { socket_id: 1, actual_data_len: 0 };
        assert_line("+MIPREAD: 1,0", Fetched::Nothing(unread));
        assert_line("+MIPDATA: 1,20", Fetched::Data(Data { socket_id: 1, length: 20 }));
        assert_line("+MIPREAD: 1,1500", Unread { actual_data_len: 1500, ..unread });
        assert_eq!(answer::<Read>("+MIPREAD:1, 0"), unread);
        let error = Set { socket_id: 0, read_data_len: 1 }.write_line(&mut [0; 32]).unwrap_err();
        assert_eq!(error.to_string(), "parameter 1: 0 is not in 1 to 6");
        assert!(Set::parse(Params::new(b"7,1")).is_err() && Set::parse(Params::new(b"1")).is_err());
    }

    /// L14.
    #[test]
    fn whose_lines() {
        let belongs = |plan: Plan, line: &'static str, before| {
            plan.belongs(Line::new(line.as_bytes()), before, |_| true)
        };
        let set = Set { socket_id: 1, read_data_len: 512 }.plan();
        assert_eq!(belongs(set, "+MIPDATA: 1,20", 0), Belongs::Yes);
        assert_eq!(belongs(set, "+MIPREAD: 1,0", 0), Belongs::Yes);
        assert_eq!(belongs(set, "+MIPREAD: 1,0", 1), Belongs::No);
        assert_eq!(belongs(set, "+MIPREAD: 1,20", 0), Belongs::No);
        assert_eq!(belongs(set, "+MIPRTCP: 1,20", 0), Belongs::No);
        assert_eq!(belongs(Read.plan(), "+MIPREAD: 1,0", 1), Belongs::Yes);
        assert_eq!(belongs(Read.plan(), "+MIPREAD: 1,20", 0), Belongs::Unclear);
        assert_eq!(belongs(Read.plan(), "+MIPDATA: 1,20", 0), Belongs::No);
    }

    #[test]
    fn the_data_is_a_payload() {
        use cellwire_codec::FrameBuffer;

        use crate::reader::Reader;

        let input = b"\r\n+MIPDATA: 1,4\r\nOK\r\n\r\nOK\r\n+MIPDATA: 1,4\r\nRING\r\n";
        for plan in
            [Set { socket_id: 1, read_data_len: 4 }.plan(), Plan::of_line(b"AT+MIPREAD=1,4")]
        {
            let mut responses = FrameBuffer::growing(Reader::new(crate::Dialect::GENERIC));
            responses.decoder_mut().begin(&plan, b"AT+MIPREAD=1,4\r");
            let mut input = &input[..];
            let mut next = || responses.pull(&mut input).map(|next| alloc::format!("{next:?}"));
            let header = next().unwrap();
            assert!(
                header.contains("len: Some(4)") && header.contains("unsolicited: false"),
                "{header}"
            );
            let payload = next().unwrap();
            assert!(payload.contains("[79, 75, 13, 10], remaining: Some(0)"), "{payload}");
            assert!(next().unwrap().contains("Final(Ok)"));
            // Without a command nothing stands behind it.
            assert!(next().unwrap().contains("Unsolicited(Line(\"+MIPDATA: 1,4\"))"));
            assert!(next().unwrap().contains("RING"));
        }
    }
}
