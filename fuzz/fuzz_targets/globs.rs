#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("globs"), |data: &[u8]| gatecheck_fuzz::hold("globs", data));
