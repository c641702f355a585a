#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("policies"), |data: &[u8]| gatecheck_fuzz::hold("policies", data));
