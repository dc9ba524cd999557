//! The mock as a program.

mod command;
mod listing;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod log;
mod options;
mod output;
mod running;
mod samples;
mod stop;
mod tls;
mod verify;
