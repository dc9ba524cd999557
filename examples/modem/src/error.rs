use core::{error, fmt};

use crate::Answer;

/// The reason why there is no connection. Nothing was sent to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error<E> {
    /// The APN is empty, longer than 63 characters, or has others than letters, digits, `-`, `.` and `_`.
    InvalidApn,
    /// The serial port failed.
    Port(E),
    /// There was no final result in time.
    Silent {
        /// The command without its parameters.
        command: &'static str,
    },
    /// The modem refused a command.
    Refused {
        /// The command without its parameters.
        command: &'static str,
        /// The final result.
        answer: Answer,
    },
    /// The SIM asks for a PIN, or is not ready in time.
    SimNotReady,
    /// The modem is not registered with a network in time.
    NotRegistered {
        /// The last `<stat>` of `+CEREG`.
        status: Option<u8>,
    },
    /// PPP did not come up in time.
    NoPpp,
    /// The carrier was lost, or the peer ended PPP, before PPP was up.
    Lost,
}

impl<E> Error<E> {
    pub(crate) const fn refused(command: &'static str, answer: Answer) -> Self {
        Self::Refused { command, answer }
    }
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidApn => {
                f.write_str("APN is not a name of 1 to 63 letters, digits, hyphens, dots and underscores")
            }
            Self::Port(error) => write!(f, "serial port failed: {error}"),
            Self::Silent { command: "AT" } => {
                f.write_str("modem does not answer AT; check its power, the wiring and the baud rate")
            }
            Self::Silent { command } => write!(f, "modem does not answer {command}"),
            Self::Refused { command, answer } => {
                write!(f, "modem answers {answer} to {command}")?;
                // The network refuses an APN when the modem dials.
                f.write_str(if command.starts_with("ATD") {
                    "; check the APN"
                } else {
                    ""
                })
            }
            Self::SimNotReady => f.write_str("SIM is not ready (AT+CPIN?); a PIN has to be switched off"),
            Self::NotRegistered { status } => f.write_str(match status {
                Some(3) => "network denies the registration (AT+CEREG?); check the SIM's contract and the APN",
                _ => "modem is not registered with a network (AT+CEREG?); check the antenna and the SIM",
            }),
            Self::NoPpp => {
                f.write_str("PPP does not come up after ATD*99#; check the APN, and whether it asks for a password")
            }
            Self::Lost => f.write_str("carrier was lost before PPP was up; check the APN"),
        }
    }
}

impl<E: error::Error> error::Error for Error<E> {}
