//! A strict walk over one JSON object (RFC 8259), in constant stack.

use core::slice::Iter;

use crate::Malformed;

/// Calls `member` with the key and the value of each member of the object that `text` is, both as they are written, but
/// the key without its quotes.
///
/// Whatever JSON does not allow is an error, wherever it stands, also after `member` has seen members. An error comes
/// with the position it was found at. That the text is UTF-8 is for the caller to know.
pub(crate) fn walk<'a>(
    text: &'a [u8],
    member: impl FnMut(&'a [u8], &'a [u8]) -> Result<(), Malformed>,
) -> Result<(), (Malformed, usize)> {
    let mut cursor = Cursor(text.iter());
    cursor
        .document(member)
        .map_err(|malformed| (malformed, text.len() - cursor.0.len()))
}

/// What is left of the text.
struct Cursor<'a>(Iter<'a, u8>);

impl<'a> Cursor<'a> {
    fn document(
        &mut self,
        mut member: impl FnMut(&'a [u8], &'a [u8]) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        if self.next_token() != Some(b'{') {
            return Err(Malformed::NotAnObject);
        }
        self.0.next();
        let mut more = self.next_token() != Some(b'}');
        while more {
            let key = self.key()?;
            let value = self.value()?;
            member(key, value)?;
            more = self.next_token() == Some(b',');
            if more {
                self.0.next();
                self.next_token();
            }
        }
        self.expect(b'}')?;
        self.next_token().map_or(Ok(()), |_| Err(Malformed::NotJson))
    }

    /// Passes a key and its colon, up to where the value begins.
    fn key(&mut self) -> Result<&'a [u8], Malformed> {
        self.expect(b'"')?;
        let start = self.0.as_slice();
        self.string()?;
        let key = self.since(start).split_last().map_or(&[][..], |(_quote, key)| key);
        self.next_token();
        self.expect(b':')?;
        self.next_token();
        Ok(key)
    }

    /// Passes a value, however much is nested in it.
    fn value(&mut self) -> Result<&'a [u8], Malformed> {
        let start = self.0.as_slice();
        let mut open = Open::NOTHING;
        loop {
            // A value begins here.
            let mut ended = true;
            match self.0.next() {
                Some(bracket @ (b'{' | b'[')) => {
                    open = open.push(*bracket).ok_or(Malformed::TooDeep)?;
                    ended = self.next_token() == Some(open.closing());
                    if ended {
                        self.0.next();
                        open = open.pop();
                    }
                }
                Some(b'"') => self.string()?,
                Some(b't') => self.word(b"rue")?,
                Some(b'f') => self.word(b"alse")?,
                Some(b'n') => self.word(b"ull")?,
                Some(b'-') => {
                    let first = self.0.next();
                    self.number(first)?;
                }
                first => self.number(first)?,
            }
            // Whatever ends with it, ends here.
            while ended {
                if open == Open::NOTHING {
                    return Ok(self.since(start));
                }
                self.next_token();
                if self.take(b',') {
                    self.next_token();
                    ended = false;
                } else {
                    self.expect(open.closing())?;
                    open = open.pop();
                }
            }
            if open.in_object() {
                self.key()?;
            }
        }
    }

    /// Passes the rest of a string, its closing quote included.
    fn string(&mut self) -> Result<(), Malformed> {
        loop {
            match self.0.next() {
                Some(b'"') => return Ok(()),
                Some(b'\\') => self.escape()?,
                Some(0x20..) => {}
                _ => return Err(Malformed::NotJson),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Malformed> {
        match self.0.next() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(()),
            Some(b'u') if self.0.by_ref().take(4).filter(|byte| byte.is_ascii_hexdigit()).count() == 4 => Ok(()),
            _ => Err(Malformed::NotJson),
        }
    }

    fn word(&mut self, rest: &[u8]) -> Result<(), Malformed> {
        rest.iter().try_for_each(|&byte| self.expect(byte))
    }

    /// Passes the rest of a number, of which `first` is the first digit.
    fn number(&mut self, first: Option<&u8>) -> Result<(), Malformed> {
        match first {
            Some(b'0') => {}
            Some(b'1'..=b'9') => _ = self.digits(),
            _ => return Err(Malformed::NotJson),
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'-') {
                self.take(b'+');
            }
            self.digits()?;
        }
        Ok(())
    }

    /// Passes one digit or more.
    fn digits(&mut self) -> Result<(), Malformed> {
        let mut digits = Err(Malformed::NotJson);
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.0.next();
            digits = Ok(());
        }
        digits
    }

    /// Passes white space, and returns what comes then.
    fn next_token(&mut self) -> Option<u8> {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.0.next();
        }
        self.peek()
    }

    fn expect(&mut self, byte: u8) -> Result<(), Malformed> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(Malformed::NotJson)
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let here = self.peek() == Some(byte);
        if here {
            self.0.next();
        }
        here
    }

    fn peek(&self) -> Option<u8> {
        self.0.as_slice().first().copied()
    }

    fn since(&self, start: &'a [u8]) -> &'a [u8] {
        start.get(..start.len() - self.0.len()).unwrap_or_default()
    }
}

/// What is open around a value: one bit each, the innermost lowest, 1 for an array. Above them stands one more 1.
#[derive(Clone, Copy, PartialEq)]
struct Open(u32);

impl Open {
    const NOTHING: Self = Self(1);

    fn push(self, bracket: u8) -> Option<Self> {
        let array = u32::from(bracket == b'[');
        (self.0 < 1 << 31).then_some(Self(self.0 << 1 | array))
    }

    fn pop(self) -> Self {
        Self(self.0 >> 1)
    }

    fn in_object(self) -> bool {
        self.0 & 1 == 0
    }

    fn closing(self) -> u8 {
        if self.in_object() { b'}' } else { b']' }
    }
}
