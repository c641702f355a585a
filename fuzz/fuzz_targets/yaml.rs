#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("yaml"), |data: &[u8]| gatecheck_fuzz::hold("yaml", data));
