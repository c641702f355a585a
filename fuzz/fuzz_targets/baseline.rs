#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("baseline"), |data: &[u8]| gatecheck_fuzz::hold("baseline", data));
