//! The mock as a program.

mod command;
mod curl;
mod descriptions;
mod listing;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod log;
mod notebooks;
mod options;
mod output;
mod queue;
mod running;
mod samples;
mod stop;
mod tls;
mod upstream;
mod verify;
