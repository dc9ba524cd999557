//! Prints the cost of a call on a Cortex-M4: `Cortex-M4 <part> stack=<bytes>` and `Cortex-M4 <part> instructions=<count>`.
//!
//! `.ci/measure` boots it on an emulator whose clock counts the instructions.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod image;

#[cfg(not(target_os = "none"))]
fn main() {}
