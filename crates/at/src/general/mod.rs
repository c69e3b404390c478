//! What the modem is: 3GPP TS 27.007, chapter 5.
//!
//! | commands | what | where |
//! |---|---|---|
//! | `+CGMI`, `+CGMM`, `+CGMR`, `+CGSN`, `+CIMI` | maker, model, version, IMEI, IMSI | [`identity`] |
//! | `+CCID`, `+ICCID`, `^ICCID` | the number of the card | [`iccid`] |
//! | `+CSCS` | the character set of strings | [`cscs`] |
//! | `+CLAC` | which commands there are | [`clac`] |

pub mod clac;
pub mod cscs;
pub mod iccid;
pub mod identity;
