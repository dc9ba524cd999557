use core::fmt;
use core::ops::{Range, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive};
use core::str::FromStr;

/// The expected value of a count: a number such as `1`, or a range such as `1..=3`, `1..` or `..=3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountRange {
    pub(super) least: u64,
    pub(super) most: u64,
}

impl From<u64> for CountRange {
    fn from(count: u64) -> Self {
        (count..=count).into()
    }
}

impl From<RangeInclusive<u64>> for CountRange {
    fn from(range: RangeInclusive<u64>) -> Self {
        let (least, most) = range.into_inner();
        Self { least, most }
    }
}

impl From<RangeFrom<u64>> for CountRange {
    fn from(range: RangeFrom<u64>) -> Self {
        (range.start..=u64::MAX).into()
    }
}

impl From<RangeToInclusive<u64>> for CountRange {
    fn from(range: RangeToInclusive<u64>) -> Self {
        (0..=range.end).into()
    }
}

/// As everywhere in Rust, this range has no end.
impl From<Range<u64>> for CountRange {
    fn from(range: Range<u64>) -> Self {
        match range.end.checked_sub(1) {
            Some(last) => (range.start..=last).into(),
            // Empty: no count is in it.
            None => Self { least: 1, most: 0 },
        }
    }
}

/// As everywhere in Rust, this range has no end.
impl From<RangeTo<u64>> for CountRange {
    fn from(range: RangeTo<u64>) -> Self {
        (0..range.end).into()
    }
}

/// Parses a number or a range with both of its ends, as the admin interface has them: `1`, `1..`, `..3` or `1..3`.
impl FromStr for CountRange {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "not a number such as 1, or a range such as 1.., ..3 or 1..3";
        let number = |text: &str| match text.parse::<u64>() {
            // `parse` takes a sign.
            Ok(number) if text.starts_with(|first: char| first.is_ascii_digit()) => Ok(number),
            _ => Err(EXPECTED),
        };
        let range = match text.split_once("..") {
            None => number(text)?.into(),
            Some(("", "")) => return Err(EXPECTED),
            Some((least, "")) => (number(least)?..).into(),
            Some(("", most)) => (..=number(most)?).into(),
            Some((least, most)) => (number(least)?..=number(most)?).into(),
        };
        let Self { least, most } = range;
        if least > most {
            return Err("an empty range; the smaller number comes first, as in 1..3");
        }
        Ok(range)
    }
}

/// Writes the text that is parsed.
impl fmt::Display for CountRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (least, most) if least == most => write!(f, "{least}"),
            (0, most) => write!(f, "..{most}"),
            (least, u64::MAX) => write!(f, "{least}.."),
            (least, most) => write!(f, "{least}..{most}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CountRange;

    fn parse(text: &str) -> Result<(u64, u64), &'static str> {
        text.parse::<CountRange>().map(|range| (range.least, range.most))
    }

    #[test]
    fn the_text_of_a_range_has_both_of_its_ends() {
        for (text, ends) in [
            ("1", (1, 1)),
            ("0", (0, 0)),
            ("1..", (1, u64::MAX)),
            ("..3", (0, 3)),
            ("1..3", (1, 3)),
        ] {
            assert_eq!(parse(text), Ok(ends), "{text}");
            assert_eq!(text.parse::<CountRange>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "..",
            "x",
            "-1",
            "+1",
            "1..x",
            "1...3",
            "1..=3",
            "18446744073709551616",
        ] {
            assert!(parse(text).unwrap_err().starts_with("not a number"), "{text}");
        }
        assert!(parse("3..1").unwrap_err().starts_with("an empty range"));
    }

    #[test]
    fn a_range_of_rust_is_what_it_is_in_rust() {
        let ends = |range: CountRange| (range.least, range.most);
        assert_eq!(ends((1..=3).into()), (1, 3));
        assert_eq!(ends((1..3).into()), (1, 2));
        assert_eq!(ends((..3).into()), (0, 2));
        assert_eq!(ends((..=3).into()), (0, 3));
        assert_eq!(ends((2..).into()), (2, u64::MAX));
        assert_eq!(ends((..0).into()), (1, 0));
    }
}
