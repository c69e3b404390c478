//! `+CGAUTH`: the names and passwords of contexts (3GPP TS 27.007, 10.1.31).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::packet::cgauth::{Protocol, Set};
//!
//! let set = Set {
//!     cid: 1,
//!     auth_prot: Some(Protocol::CHAP),
//!     userid: Some("guest".into()),
//!     password: Some("swordfish".into()),
//! };
//! assert!(!format!("{set:?}").contains("swordfish"));
//! let mut buffer = [0; 64];
//! let len = set.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CGAUTH=1,2,\"guest\",\"swordfish\"\r");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use crate::command::{commands, information, named};
use crate::params::{SecretStr, Str};

named! {
    /// How the phone proves who it is.
    Protocol(u8) {
        /// It does not.
        NONE = 0, "none";
        /// By its password, as it is.
        PAP = 1, "PAP";
        /// By a hash of it.
        CHAP = 2, "CHAP";
    }
}

commands! { "+CGAUTH":
    /// Which values there are.
    Test -> Supported;
    /// The names and passwords, a line for each context.
    Read -> Answer<'l>;
    /// Sets the name and the password of a context. With nothing but its number they are gone.
    Set<'a> {
        /// Which context.
        cid: u8,
        /// How the phone proves who it is.
        auth_prot: Option<Protocol>,
        /// The name.
        userid: Option<Str<'a>>,
        /// The password.
        password: Option<SecretStr<'a>>,
    };
}

information! {
    /// The name and the password of a context.
    Answer<'a> = "+CGAUTH" {
        /// Which context.
        cid: u8,
        /// How the phone proves who it is.
        auth_prot: Option<Protocol>,
        /// The name.
        userid: Option<Str<'a>>,
        /// The password; most modems do not tell it.
        password: Option<SecretStr<'a>>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CGAUTH=?", Test {});
        assert_command("+CGAUTH?", Read {});
        let set = Set { cid: 2, auth_prot: None, userid: None, password: None };
        assert_command("+CGAUTH=2", set);
        let set = Set { auth_prot: Some(Protocol::NONE), ..set };
        assert_command("+CGAUTH=2,0", set);
        let answer = Answer {
            cid: 1,
            auth_prot: Some(Protocol::PAP),
            userid: Some("a;b".into()),
            password: Some("c".into()),
        };
        assert_line("+CGAUTH: 1,1,\"a;b\",\"c\"", answer);
    }
}
