#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| support::check_http(data));

#[cfg(not(fuzzing))]
fn main() {}
