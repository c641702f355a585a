#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("secrets"), |data: &[u8]| gatecheck_fuzz::hold("secrets", data));
