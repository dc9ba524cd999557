use core::fmt;

/// A final result, which ends the answer to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `OK`.
    Ok,
    /// `CONNECT`: the modem is in data mode.
    Connect,
    /// `ERROR`.
    Error,
    /// `+CME ERROR: <number>`, or `None` if the modem uses words.
    CmeError(Option<u16>),
    /// `NO CARRIER`.
    NoCarrier,
    /// `BUSY`.
    Busy,
    /// `NO ANSWER`.
    NoAnswer,
    /// `NO DIALTONE`.
    NoDialtone,
}

impl Answer {
    /// Reads a line, and returns `None` if it is another one than a final result.
    pub(crate) fn parse(line: &[u8]) -> Option<Self> {
        let line = str::from_utf8(line).ok()?;
        if let Some(number) = line.strip_prefix("+CME ERROR:").or(line.strip_prefix("+CMS ERROR:")) {
            return Some(Self::CmeError(number.trim().parse().ok()));
        }
        Some(match line {
            "OK" => Self::Ok,
            "ERROR" => Self::Error,
            "NO CARRIER" => Self::NoCarrier,
            "BUSY" => Self::Busy,
            "NO ANSWER" => Self::NoAnswer,
            "NO DIALTONE" => Self::NoDialtone,
            _ if line == "CONNECT" || line.starts_with("CONNECT ") => Self::Connect,
            _ => return None,
        })
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "OK",
            Self::Connect => "CONNECT",
            Self::Error => "ERROR",
            Self::CmeError(Some(10)) => "+CME ERROR: 10 (no SIM)",
            Self::CmeError(Some(number)) => return write!(f, "+CME ERROR: {number}"),
            Self::CmeError(None) => "+CME ERROR",
            Self::NoCarrier => "NO CARRIER",
            Self::Busy => "BUSY",
            Self::NoAnswer => "NO ANSWER",
            Self::NoDialtone => "NO DIALTONE",
        })
    }
}
