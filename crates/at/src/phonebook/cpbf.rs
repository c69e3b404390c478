//! `+CPBF`: finds entries (3GPP TS 27.007, 8.13).

use super::entry::entry;
use crate::command::commands;
use crate::params::Str;

commands! {
    "+CPBF":
    /// How long numbers and names may be.
    Test -> Supported, |plan| plan.within(20);

    /// Finds the entries whose names begin with a text, in either case.
    Set<'a> {
        /// `<findtext>`: the text, in the character set of `+CSCS`.
        findtext: Str<'a>,
    } -> Answer<'l>, |plan| plan.within(60);
}

entry!("+CPBF");
