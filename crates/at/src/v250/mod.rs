//! The modem itself: the commands of ITU-T V.250.
//!
//! | commands | what | where |
//! |---|---|---|
//! | `D` | calls | [`dial`] |
//! | `A`, `H`, `O` | takes a call, ends it, goes back to its data | [`call`] |
//! | `E`, `V`, `Q`, `X` | how the modem answers | [`response`] |
//! | `L`, `M` | the loudspeaker | [`speaker`] |
//! | `Z`, `&F`, `&W`, `&V` | profiles | [`profile`] |
//! | `&C`, `&D` | the lines DCD and DTR | [`circuit`] |
//! | `I`, `+GMI`, `+GMM`, `+GMR`, `+GSN` | who it is | [`identity`] |
//! | `+GCAP` | what it can do | [`gcap`] |
//! | `S0`, `S3`, `S4`, `S5`, `S7`, `S10` | S-parameters | [`s0`], [`s3`], [`s4`], [`s5`], [`s7`], [`s10`] |
//! | `+IPR`, `+IFC`, `+ICF` | the serial line | [`ipr`], [`ifc`], [`icf`] |
//! | `+++`, `A/` | these are no command lines | [`escape`] |
//!
//! A basic command has its number right behind its name, and 0 if there is none: `ATZ` is `ATZ0`. It
//! has no forms; it counts as an [action](crate::Form::Action).

pub mod call;
pub mod circuit;
pub mod dial;
pub mod escape;
pub mod gcap;
pub mod icf;
pub mod identity;
pub mod ifc;
pub mod ipr;
pub mod profile;
pub mod response;
mod s_parameter;
pub mod speaker;

pub use s_parameter::{Value, s0, s3, s4, s5, s7, s10};
