//! The mock as a program.

mod command;
mod listing;
#[cfg(target_os = "linux")]
mod load;
mod options;
mod output;
mod running;
mod samples;
mod stop;
mod tls;
