//! How the modem is, and what it does: 3GPP TS 27.007, chapters 8 and 9.
//!
//! | commands | what | where |
//! |---|---|---|
//! | `+CFUN` | how much of the phone works | [`cfun`] |
//! | `+CPIN`, `+CPINR` | whether the card waits for a PIN, and how often it may be wrong | [`cpin`], [`cpinr`] |
//! | `+CSQ`, `+CESQ` | how strong the signal is | [`csq`], [`cesq`] |
//! | `+CCLK` | the clock | [`cclk`] |
//! | `+CMEE` | how errors are told | [`cmee`] |
//! | `+CPAS` | what the phone does | [`cpas`] |
//! | `+CIND`, `+CIEV` | indicators | [`cind`] |
//! | `+CMER` | which events are told | [`cmer`] |

pub mod cclk;
pub mod cesq;
pub mod cfun;
pub mod cind;
pub mod cmee;
pub mod cmer;
pub mod cpas;
pub mod cpin;
pub mod cpinr;
pub mod csq;
