//! AT.

mod cases;
mod input;
mod peers;

pub use cases::cases;
pub use input::Inputs;
