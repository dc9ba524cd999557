use core::time::Duration;
use std::time::Instant;

/// Further ahead the clock may overflow: nobody waits as long.
const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// Returns the time that is so far ahead, or as far as there is any.
pub(crate) fn after(time: Duration) -> Instant {
    Instant::now() + time.min(LONGEST)
}
