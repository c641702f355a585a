#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("shell"), |data: &[u8]| gatecheck_fuzz::hold("shell", data));
