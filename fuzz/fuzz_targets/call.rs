#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| scnet_notebook_fuzz::call(data));

#[cfg(not(fuzzing))]
fn main() {}
