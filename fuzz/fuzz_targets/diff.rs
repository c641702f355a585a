#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("diff"), |data: &[u8]| gatecheck_fuzz::hold("diff", data));
