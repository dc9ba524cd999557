use core::time::Duration;
use std::time::Instant;

/// The longest wait: an `Instant` further ahead may overflow.
const MAX: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// Returns the instant this far ahead, at most about 30 years.
pub(crate) fn after(time: Duration) -> Instant {
    Instant::now() + time.min(MAX)
}
