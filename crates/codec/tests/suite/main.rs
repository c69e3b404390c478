//! The conformance suite and the frame buffer, tried on codecs made for the purpose.

#[cfg(test)]
mod broken;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod frame_buffer;
#[cfg(test)]
mod toys;
