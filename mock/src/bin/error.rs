use core::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Why the program stops by itself.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What it was given cannot be used.
    Usage(String),
    /// What it writes to is gone.
    Io(io::Error),
}

impl Failure {
    /// A file of the user's cannot be used.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.display().to_string();
        move |error| Self::Usage(format!("{path}: {error}"))
    }

    pub(crate) fn status(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Io(_) => ExitCode::FAILURE,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Io(error) => error.fmt(f),
        }
    }
}
