use core::str::Chars;

/// The characters that the inside of a JSON string stands for.
///
/// `serde-json-core` unescapes too, but refuses surrogate pairs, the one way JSON has to escape what lies beyond the
/// basic plane. Here a pair is its character, and a surrogate alone is U+FFFD: a text that cannot be read whole is no
/// reason to lose the code beside it.
#[derive(Clone)]
pub(crate) struct Unescaped<'a>(Chars<'a>);

impl<'a> Unescaped<'a> {
    /// Takes the inside of a string that is known to be well formed.
    pub(crate) fn new(inside: &'a str) -> Self {
        Self(inside.chars())
    }

    fn escape(&mut self) -> char {
        match self.0.next() {
            Some('b') => '\u{8}',
            Some('f') => '\u{C}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => self.unicode(),
            Some(itself) => itself,
            None => char::REPLACEMENT_CHARACTER,
        }
    }

    fn unicode(&mut self) -> char {
        let unit = self.unit();
        if let 0xD800..=0xDBFF = unit {
            let mut ahead = self.clone();
            if ahead.0.next() == Some('\\') && ahead.0.next() == Some('u') {
                let low = ahead.unit();
                if let 0xDC00..=0xDFFF = low {
                    *self = ahead;
                    return to_char(0x1_0000 + ((unit & 0x3FF) << 10 | low & 0x3FF));
                }
            }
        }
        to_char(unit)
    }

    /// Reads the four digits of a UTF-16 code unit.
    fn unit(&mut self) -> u32 {
        let digits = self.0.by_ref().take(4);
        digits.fold(0, |unit, digit| unit << 4 | digit.to_digit(16).unwrap_or(0))
    }
}

impl Iterator for Unescaped<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self.0.next()? {
            '\\' => Some(self.escape()),
            plain => Some(plain),
        }
    }
}

fn to_char(scalar: u32) -> char {
    char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER)
}
