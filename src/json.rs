//! A strict walk over one JSON object (RFC 8259), in constant stack.

use core::slice::Iter;

use crate::{Malformed, escapes};

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
        self.white_space();
        if self.peek() != b'{' {
            return Err(Malformed::NotAnObject);
        }
        let (mut key, mut value) = (&[][..], &[][..]);
        let mut open = Open::NOTHING;
        loop {
            // A value begins here.
            self.white_space();
            if open == Open::OUTERMOST {
                value = self.0.as_slice();
            }
            let mut ended = true;
            match self.next() {
                bracket @ (b'{' | b'[') => {
                    open = open.push(bracket)?;
                    ended = self.token(open.closing());
                    if ended {
                        open = open.pop();
                    }
                }
                b'"' => self.string()?,
                b't' => self.word(b"rue")?,
                b'f' => self.word(b"alse")?,
                b'n' => self.word(b"ull")?,
                first => self.number(first)?,
            }
            // Whatever ends with it, ends here.
            while ended {
                if open == Open::OUTERMOST {
                    member(key, self.since(value))?;
                }
                if open == Open::NOTHING {
                    self.white_space();
                    return wanted(self.0.as_slice().is_empty());
                }
                ended = !self.token(b',');
                if ended {
                    wanted(self.token(open.closing()))?;
                    open = open.pop();
                }
            }
            if open.in_object() {
                let name = self.key()?;
                if open == Open::OUTERMOST {
                    key = name;
                }
            }
        }
    }

    /// Passes a key and its colon.
    fn key(&mut self) -> Result<&'a [u8], Malformed> {
        wanted(self.token(b'"'))?;
        let start = self.0.as_slice();
        self.string()?;
        let key = self.since(start).split_last().map_or(&[][..], |(_quote, key)| key);
        wanted(self.token(b':'))?;
        Ok(key)
    }

    /// Passes the rest of a string, its closing quote included.
    fn string(&mut self) -> Result<(), Malformed> {
        loop {
            match self.next() {
                b'"' => return Ok(()),
                b'\\' => wanted(escapes::pass(&mut self.0))?,
                0x20.. => {}
                _ => return Err(Malformed::NotJson),
            }
        }
    }

    fn word(&mut self, rest: &[u8]) -> Result<(), Malformed> {
        wanted(rest.iter().all(|&byte| self.take(byte)))
    }

    /// Passes the rest of a number.
    fn number(&mut self, mut first: u8) -> Result<(), Malformed> {
        if first == b'-' {
            first = self.next();
        }
        match first {
            b'0' => {}
            b'1'..=b'9' => _ = self.digits(),
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
        while self.peek().is_ascii_digit() {
            self.next();
            digits = Ok(());
        }
        digits
    }

    /// Passes white space, and then this byte if it comes.
    fn token(&mut self, byte: u8) -> bool {
        self.white_space();
        self.take(byte)
    }

    fn white_space(&mut self) {
        while let b' ' | b'\t' | b'\n' | b'\r' = self.peek() {
            self.next();
        }
    }

    /// Passes this byte if it comes now.
    fn take(&mut self, byte: u8) -> bool {
        let here = self.peek() == byte;
        if here {
            self.next();
        }
        here
    }

    fn next(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(END)
    }

    fn peek(&self) -> u8 {
        self.0.as_slice().first().copied().unwrap_or(END)
    }

    fn since(&self, start: &'a [u8]) -> &'a [u8] {
        start.get(..start.len() - self.0.len()).unwrap_or_default()
    }
}

fn wanted(came: bool) -> Result<(), Malformed> {
    if came { Ok(()) } else { Err(Malformed::NotJson) }
}

/// Stands for the end of the text: a byte that JSON has no place for.
const END: u8 = 0;

/// What is open around a value: one bit each, the innermost lowest, 1 for an object. The highest is the object that the
/// text is.
#[derive(Clone, Copy, PartialEq)]
struct Open(u32);

impl Open {
    const NOTHING: Self = Self(0);
    const OUTERMOST: Self = Self(1);

    fn push(self, bracket: u8) -> Result<Self, Malformed> {
        if self.0 >> 31 == 0 {
            Ok(Self(self.0 << 1 | u32::from(bracket == b'{')))
        } else {
            Err(Malformed::TooDeep)
        }
    }

    fn pop(self) -> Self {
        Self(self.0 >> 1)
    }

    fn in_object(self) -> bool {
        self.0 & 1 == 1
    }

    fn closing(self) -> u8 {
        if self.in_object() { b'}' } else { b']' }
    }
}
