//! The command that runs the program, and checks of its end.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::running::Watchdog;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_scnet-notebook-mock");

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    output(mock().args(arguments))
}

/// Runs a command to its end, which has to come soon.
pub(crate) fn output(command: &mut Command) -> Output {
    let child = command.spawn().expect("the program starts");
    let _watchdog = Watchdog::new(child.id());
    child.wait_with_output().expect("the program ends")
}

/// Makes the command that runs the program, with nothing set in its environment.
pub(crate) fn mock() -> Command {
    let mut program = Command::new(PROGRAM);
    without_settings(&mut program)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    program
}

pub(super) fn without_settings(command: &mut Command) -> &mut Command {
    let names = std::env::vars_os().map(|(name, _)| name);
    for name in names.filter(|name| name.to_string_lossy().starts_with("SCNET_MOCK_")) {
        command.env_remove(name);
    }
    command
}

/// Checks that the program ended with status 2 because of its arguments, and pointed to the help.
#[track_caller]
pub(crate) fn misused(output: &Output, line: &str) {
    gave_up(output, &format!("{line}\n\nFor more information, try '--help'."));
}

/// Checks that the program ended with status 2 and this one line.
#[track_caller]
pub(crate) fn gave_up(output: &Output, line: &str) {
    assert_eq!(String::from_utf8_lossy(&output.stderr), format!("error: {line}\n"));
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

/// A folder for one test, removed after it.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap())
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}
