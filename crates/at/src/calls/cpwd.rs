//! `+CPWD`: passwords of the locks of [`+CLCK`](super::clck) (3GPP TS 27.007, 7.5).

use crate::command::{commands, params};
use crate::params::{List, ParamError, SecretStr, Str};

commands! {
    "+CPWD":
    /// Which passwords there are, and how long they are: [`Length::all`] reads the answer.
    Test -> Supported;

    /// Changes a password. For barred calls the network is asked, so this may take a while.
    Set<'a> {
        /// `<fac>`, which lock: `SC` the PIN of the SIM, `P2` its PIN2, `AB` all barred calls, or another
        /// one of [`+CLCK`](super::clck::Set::fac).
        fac: Str<'a>,
        /// `<oldpwd>`: the one that is in force.
        oldpwd: SecretStr<'a>,
        /// `<newpwd>`: the new one.
        newpwd: SecretStr<'a>,
    }, |plan| plan.within(60);
}

params! {
    /// How long a password is.
    Length<'a> {
        /// `<fac>`: which lock.
        fac: Str<'a>,
        /// `<pwdlength>`: the most characters it may have.
        pwdlength: u8,
    }
}

impl<'a> Length<'a> {
    /// The passwords that a test command has named.
    ///
    /// ```
    /// use cellwire_at::Line;
    /// use cellwire_at::calls::cpwd::{Length, Test};
    /// use cellwire_at::command::Command;
    ///
    /// let supported = Test::answer(Line::new(b"+CPWD: (\"SC\",8),(\"P2\",8)"))?;
    /// let names: Result<Vec<_>, _> =
    ///     Length::all(supported).map(|length| length.map(|length| length.fac)).collect();
    /// assert_eq!(names?, ["SC", "P2"]);
    /// # Ok::<(), cellwire_at::params::ParamError>(())
    /// ```
    pub fn all(
        supported: crate::command::Supported<'a>,
    ) -> impl Iterator<Item = Result<Self, ParamError>> {
        use crate::command::Fields;

        let mut params = supported.params().unnested();
        core::iter::from_fn(move || {
            (!params.is_done())
                .then(|| params.list().map(List::params))
                .map(|inside| inside.and_then(|mut inside| Self::read(&mut inside)))
        })
    }
}
