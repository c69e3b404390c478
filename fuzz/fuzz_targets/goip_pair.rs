#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cellwire_fuzz::goip::pair(data));
