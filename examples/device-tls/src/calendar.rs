/// A date and time in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Calendar {
    pub(crate) year: i32,
    /// From 1 to 12.
    pub(crate) month: i32,
    /// From 1 to 31.
    pub(crate) day: i32,
    pub(crate) hour: i32,
    pub(crate) minute: i32,
    pub(crate) second: i32,
}

const DAY: u64 = 24 * 60 * 60;

/// The length of four centuries, after which the calendar repeats, and of its parts, in days.
const ERA: i32 = 146_097;
const CENTURY: i32 = 36_524;
const FOUR_YEARS: i32 = 1461;

impl Calendar {
    /// Converts seconds since 1970, or returns `None` after the year 9999.
    pub(crate) fn new(seconds: u64) -> Option<Self> {
        let days = i32::try_from(seconds / DAY).ok().filter(|days| *days < 2_932_897)?;
        let second = (seconds % DAY) as i32;
        // The year begins in March here, so that the leap day is its last one. Day 0 is 1 March of the year 0.
        let days = days + 719_468;
        let (era, day) = (days / ERA, days % ERA);
        let year = (day - day / (FOUR_YEARS - 1) + day / CENTURY - day / (ERA - 1)) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let is_next_year = month >= 10;
        Some(Self {
            year: 400 * era + year + i32::from(is_next_year),
            month: if is_next_year { month - 9 } else { month + 3 },
            day: day - (153 * month + 2) / 5 + 1,
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Calendar, DAY};

    #[test]
    fn each_day_up_to_9999_follows_the_day_before() {
        let (mut year, mut month, mut day, mut days) = (1970, 1, 1, 0);
        while year < 10_000 {
            let found = Calendar::new(days * DAY).unwrap();
            assert_eq!((found.year, found.month, found.day), (year, month, day));
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 => 28 + i32::from(is_leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (day, days) = (day + 1, days + 1);
            if day > length {
                (day, month) = (1, month + 1);
            }
            if month > 12 {
                (month, year) = (1, year + 1);
            }
        }
        assert_eq!(Calendar::new(days * DAY), None);
        assert_eq!(Calendar::new(u64::MAX), None);
    }

    #[test]
    fn the_time_of_day_is_split() {
        let last = Calendar::new(DAY - 1).unwrap();
        assert_eq!((last.day, last.hour, last.minute, last.second), (1, 23, 59, 59));
    }
}
