//! CityEasy.

mod cases;
mod input;
mod peers;

pub use cases::{Memory, cases, idle_memory};
pub use input::Inputs;
