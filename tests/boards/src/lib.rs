//! The parts of the firmware that are tested on a host.
#![cfg_attr(target_os = "none", no_std)]

mod frame_budget;

pub use frame_budget::FrameBudget;
