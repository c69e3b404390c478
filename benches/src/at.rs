//! AT.

mod cases;
mod input;
mod peers;
mod vendor;

pub use cases::cases;
pub use input::Inputs;
