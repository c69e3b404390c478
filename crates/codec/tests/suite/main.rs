//! The conformance suite and the frame buffer, tried on codecs made for the purpose, and the star, on
//! sessions.

#[cfg(test)]
extern crate alloc;

#[cfg(test)]
mod broken;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod frame_buffer;
#[cfg(test)]
mod star;
#[cfg(test)]
mod toys;
