//! Runs the host example against the servers and proxies of Debian, and over networks that lose packets, and compares the end of each
//! call with `expected`. A call sends one POST at most, and none if it says so: each is counted where it arrives.
//!
//! `.ci/servers` installs what this needs, and runs it: `servers matrix [NAME]...`, `servers network [NAME]...`.

mod bench;
mod call;
mod condition;
mod expectation;
mod matrix;
mod network;
mod process;
mod report;
mod service;

use std::{env, process::ExitCode};

use report::Report;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let mut report = Report::default();
    match arguments.split_first() {
        Some((what, names)) if what == "matrix" => matrix::run(names, &mut report),
        Some((what, names)) if what == "network" => network::run(names, &mut report),
        _ => panic!("usage: servers matrix|network [NAME]..."),
    }
    let is_as_expected = report.print().expect("standard output is open");
    ExitCode::from(u8::from(!is_as_expected))
}
