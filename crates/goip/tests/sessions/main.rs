//! Server and gateways back to back over links that lose, double and hold up, in virtual time.
//!
//! The tests are the mobile network (`device`), the users of the server (`center`), and listen to the
//! wire (`wire`, which reads datagrams in its own way). `world` has what all of them assert.

#[cfg(test)]
extern crate alloc;

#[cfg(test)]
mod center;
#[cfg(test)]
mod device;
#[cfg(test)]
mod wire;
#[cfg(test)]
mod world;

#[cfg(test)]
mod attack;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod drain;
#[cfg(test)]
mod events;
#[cfg(test)]
mod lines;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod sms;
#[cfg(test)]
mod ussd;
