use core::fmt;

use super::counts::Counts;
use super::recorded_request::RecordedRequest;

/// The error of a verification: the reason, the counts, and the requests that break it. It shows no token.
#[derive(Clone)]
#[non_exhaustive]
pub struct NotVerified {
    pub(crate) problem: String,
    /// The counts of the requests that match the filters.
    pub counts: Counts,
    /// The requests in a count that is too high; all that match the filters if a count is too low. Without those that the
    /// journal has dropped.
    pub requests: Vec<RecordedRequest>,
}

/// Writes the reason, the counts, and a line for each request.
impl fmt::Display for NotVerified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (", self.problem)?;
        for (place, (name, value)) in Counts::NAMES.iter().zip(self.counts.values()).enumerate() {
            write!(f, "{}{name}: {value}", if place == 0 { "" } else { ", " })?;
        }
        f.write_str(")")?;
        self.requests.iter().try_for_each(|request| write!(f, "\n  {request}"))
    }
}

/// Writes the same: a test that fails shows it.
impl fmt::Debug for NotVerified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for NotVerified {}
