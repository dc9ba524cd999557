use core::fmt;
use std::io;
use std::process::ExitCode;

/// The error that ends the program.
#[derive(Debug)]
pub(crate) enum Error {
    /// An argument or a file that cannot be used.
    Usage(String),
    /// A failed write to standard output or the log.
    Output(String),
}

impl Error {
    /// Makes the error of an output, with its name.
    pub(crate) fn output(name: impl fmt::Display) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Output(format!("{name}: {error}"))
    }

    /// Makes the error of a program that the system does not let start.
    pub(crate) fn cannot_start(error: impl fmt::Display) -> Self {
        Self::Usage(format!("cannot start: {error}"))
    }

    /// Makes the error of a program that the system gives no thread.
    pub(crate) fn no_thread(error: io::Error) -> Self {
        Self::cannot_start(format_args!("the system gives no thread: {error}"))
    }

    /// Makes the error of an output whose threads have ended, and did not say why.
    pub(crate) fn output_ended() -> Self {
        Self::Output("the output has ended".to_owned())
    }

    /// Returns the exit status of the program.
    pub(crate) fn status(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Output(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) | Self::Output(message) => f.write_str(message),
        }
    }
}
