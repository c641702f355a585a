#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("go_sum"), |data: &[u8]| gatecheck_fuzz::hold("go_sum", data));
