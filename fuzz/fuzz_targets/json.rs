#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("json"), |data: &[u8]| gatecheck_fuzz::hold("json", data));
