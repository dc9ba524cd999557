//! Prints what a call costs on a Cortex-M4: `Cortex-M4 <part> stack=<bytes>` and the same with `instructions=<count>`.
//!
//! It is booted by `.ci/device`, on an emulator whose clock ticks with the instructions.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod image;

#[cfg(not(target_os = "none"))]
fn main() {}
