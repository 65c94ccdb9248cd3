#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| ecr_sim_fuzz::pairs::check(input));
