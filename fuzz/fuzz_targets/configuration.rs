#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("configuration"), |data: &[u8]| gatecheck_fuzz::hold("configuration", data));
