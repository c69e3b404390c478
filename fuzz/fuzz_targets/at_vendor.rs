#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cellwire_fuzz::at::vendor(data));
