#![no_main]

libfuzzer_sys::fuzz_target!(init: gatecheck_fuzz::prepare("git_listing"), |data: &[u8]| gatecheck_fuzz::hold("git_listing", data));
