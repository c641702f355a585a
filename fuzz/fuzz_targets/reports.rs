#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("reports"), |data: &[u8]| gatecheck_fuzz::hold("reports", data));
