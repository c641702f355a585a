#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("go_mod"), |data: &[u8]| gatecheck_fuzz::hold("go_mod", data));
