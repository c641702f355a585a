#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("ignores"), |data: &[u8]| gatecheck_fuzz::hold("ignores", data));
