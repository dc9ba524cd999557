//! Firmware that starts a notebook: it boots, brings up its network, makes the call, prints the result, and exits.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod image;

#[cfg(not(target_os = "none"))]
fn main() {}
