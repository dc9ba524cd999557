#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| scnet_notebook_fuzz::reply(data));

#[cfg(not(fuzzing))]
fn main() {}
