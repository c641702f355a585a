#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("formats"), |data: &[u8]| gatecheck_fuzz::hold("formats", data));
