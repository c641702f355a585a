#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("dockerfile"), |data: &[u8]| gatecheck_fuzz::hold("dockerfile", data));
