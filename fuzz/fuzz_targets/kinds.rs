#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("kinds"), |data: &[u8]| gatecheck_fuzz::hold("kinds", data));
