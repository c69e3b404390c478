//! GoIP.

mod cases;
mod input;
mod peers;
mod server;
mod udp;

pub use cases::cases;
pub use input::{Inputs, Messages};
pub use server::idle_memory;
pub use udp::{Throughput, echo, throughput};
