use core::fmt;

/// When this crate was written: no device that runs it can be older.
const WRITTEN: u64 = 1_795_478_400; // 2026-11-24

/// The time of day, in seconds since 1970, from a clock that has been set.
///
/// A device whose clock starts at 1970 or at the last power failure takes a certificate that ran out long ago, with a
/// key that may have been sold since, for a good one. So the time is checked once, when it is made:
///
/// ```
/// use tls_guard::{InvalidTime, UnixTime};
///
/// const BUILT: u64 = 1_800_000_000; // of the image, from its build script
///
/// let after_power_on = 37;
/// assert_eq!(UnixTime::new(after_power_on, BUILT), Err(InvalidTime { seconds: 37, earliest: BUILT }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixTime(u64);

impl UnixTime {
    /// Takes `seconds` for the time if it is not before `earliest`, when it must have been later: the time at which the
    /// image was built, or the last one that was known for sure.
    ///
    /// # Errors
    ///
    /// Says that the clock has not been set.
    pub fn new(seconds: u64, earliest: u64) -> Result<Self, InvalidTime> {
        let earliest = earliest.max(WRITTEN);
        if seconds < earliest {
            return Err(InvalidTime { seconds, earliest });
        }
        Ok(Self(seconds))
    }

    pub(crate) fn seconds(self) -> u64 {
        self.0
    }
}

/// A clock that has not been set: it shows a time that has passed for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidTime {
    /// The time of the clock.
    pub seconds: u64,
    /// The earliest plausible time.
    pub earliest: u64,
}

impl fmt::Display for InvalidTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds, earliest } = self;
        write!(f, "the clock is not set: it shows {seconds}, before {earliest}")
    }
}

impl core::error::Error for InvalidTime {}
