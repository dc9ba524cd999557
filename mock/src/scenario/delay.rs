use core::fmt;
use core::str::FromStr;
use core::time::Duration;

use humantime::DurationError;

/// The delay before an answer: none, fixed, or random between two limits.
///
/// ```
/// use scnet_notebook_mock::Delay;
///
/// let delay: Delay = "100ms..2s".parse()?;
/// assert_eq!(delay.to_string(), "100ms..2s");
/// # Ok::<(), scnet_notebook_mock::InvalidDelay>(())
/// ```
#[derive(Clone, Debug)]
pub struct Delay {
    from: Duration,
    to: Duration,
    seed: u64,
    random: fastrand::Rng,
}

/// The longest delay that is parsed: a longer one is a mistake.
const MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// The most characters of a duration, and the most digits of a number in it. humantime 2.4 panics if a sum overflows.
const TEXT_MAX: usize = 64;
const DIGITS_MAX: usize = 10;

impl Delay {
    /// Makes a fixed delay.
    #[must_use]
    pub fn fixed(delay: Duration) -> Self {
        Self::uniform(delay, delay, 0)
    }

    /// Makes a random delay, evenly distributed between these two. The same seed makes the same delays.
    #[must_use]
    pub fn uniform(from: Duration, to: Duration, seed: u64) -> Self {
        let random = fastrand::Rng::with_seed(seed);
        Self { from, to, seed, random }
    }

    /// Restarts the random numbers with this seed.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self::uniform(self.from, self.to, seed)
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// Draws the next delay.
    pub(crate) fn next(&mut self) -> Duration {
        let (from, to) = self.limits();
        self.draw(from, to)
    }

    /// Draws a delay between the limits of another one, with the random numbers of this one.
    pub(super) fn next_within(&mut self, limits: &Self) -> Duration {
        let (from, to) = limits.limits();
        self.draw(from, to)
    }

    fn draw(&mut self, from: Duration, to: Duration) -> Duration {
        let spread = to.saturating_sub(from);
        from.saturating_add(spread.mul_f64(self.random.f64()))
    }

    /// Returns the shortest and the longest delay.
    pub(super) fn limits(&self) -> (Duration, Duration) {
        (self.from, self.to)
    }
}

impl Default for Delay {
    fn default() -> Self {
        Self::fixed(Duration::ZERO)
    }
}

/// Parses `300ms`, or `100ms..2s`.
impl FromStr for Delay {
    type Err = InvalidDelay;

    fn from_str(text: &str) -> Result<Self, InvalidDelay> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        match (parse_duration(from)?, parse_duration(to)?) {
            (from, to) if from <= to => Ok(Self::uniform(from, to, 0)),
            _ => Err(InvalidDelay::Reversed),
        }
    }
}

/// Parses a duration of a day at most, such as `300ms`.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, InvalidDelay> {
    let numbers = text.split(char::is_alphabetic);
    let digits = numbers.map(|number| number.bytes().filter(u8::is_ascii_digit).count());
    if text.len() > TEXT_MAX || digits.max() > Some(DIGITS_MAX) {
        return Err(InvalidDelay::Syntax);
    }
    match humantime::parse_duration(text) {
        Ok(duration) if duration <= MAX => Ok(duration),
        Ok(_) => Err(InvalidDelay::TooLong),
        Err(DurationError::UnknownUnit { unit, .. }) if unit.is_empty() => Err(InvalidDelay::MissingUnit),
        Err(_) => Err(InvalidDelay::Syntax),
    }
}

impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = humantime::format_duration(self.from);
        if self.from == self.to {
            return from.fmt(f);
        }
        write!(f, "{from}..{}", humantime::format_duration(self.to))
    }
}

/// The error for text that is not a delay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidDelay {
    /// The text is neither a duration nor a range of two.
    Syntax,
    /// A number has no unit.
    MissingUnit,
    /// The delay is longer than a day.
    TooLong,
    /// The first duration of a range is the longer one.
    Reversed,
}

impl fmt::Display for InvalidDelay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "not a delay such as 300ms or 100ms..2s",
            Self::MissingUnit => "a number has no unit; write 5s or 300ms",
            Self::TooLong => "longer than a day",
            Self::Reversed => "the shorter delay comes first, as in 100ms..2s",
        })
    }
}

impl core::error::Error for InvalidDelay {}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(mut delay: Delay) -> Vec<Duration> {
        (0..100).map(|_| delay.next()).collect()
    }

    #[test]
    fn a_seed_determines_the_delays() {
        let (from, to) = (Duration::from_millis(100), Duration::from_secs(2));
        let delays = draw(Delay::uniform(from, to, 7));
        assert!(delays.iter().all(|delay| (from..=to).contains(delay)));
        assert_eq!(draw(Delay::uniform(from, to, 0).with_seed(7)), delays);
        assert_ne!(draw(Delay::uniform(from, to, 8)), delays);
        // Some in each quarter.
        let quarter = (to - from) / 4;
        for start in (0..4).map(|number| from + quarter * number) {
            assert!(delays.iter().any(|delay| (start..start + quarter).contains(delay)));
        }
    }

    #[test]
    fn a_fixed_delay_is_always_the_same() {
        let delay = Duration::from_millis(300);
        assert!(draw(Delay::fixed(delay)).iter().all(|drawn| *drawn == delay));
    }

    #[test]
    fn a_duration_of_any_length_is_an_error_without_a_panic() {
        for text in [
            "18446744073709551615s 1000000000ns",
            "9999999999y 9999999999y 9999999999y 9999999999y 9999999999y",
            &"1h ".repeat(100),
            &"9".repeat(100),
        ] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
        let longest = "23h 59m 59s 999ms 999us 999ns";
        let duration = parse_duration(longest).unwrap();
        assert_eq!(humantime::format_duration(duration).to_string(), longest);
    }
}
