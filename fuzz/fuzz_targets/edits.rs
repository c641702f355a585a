#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("edits"), |data: &[u8]| gatecheck_fuzz::hold("edits", data));
