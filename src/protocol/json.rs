//! A strict walk over one JSON object (RFC 8259), in constant stack. `serde-json-core` takes some text that is not JSON,
//! and recurses as deep as a server likes; once this has passed, nothing is left for it to decode but a number.

pub(super) mod string;

use crate::{cursor::Cursor, error::Malformed};

/// Calls `member` with the key and the value of each member of the object that `text` is. Both go on to the end of the
/// text, the key from behind its opening quote.
///
/// Whatever JSON does not allow is an error, wherever it stands, also after `member` has seen members. An error comes
/// with the position it was found at.
pub(crate) fn visit_members<'a>(
    text: &'a [u8],
    member: impl FnMut(&'a [u8], &'a [u8]) -> Result<(), Malformed>,
) -> Result<(), (Malformed, usize)> {
    let mut walker = Walker(Cursor::new(text));
    walker
        .document(member)
        .map_err(|malformed| (malformed, text.len() - walker.0.rest().len()))
}

struct Walker<'a>(Cursor<'a>);

impl<'a> Walker<'a> {
    fn document(
        &mut self,
        mut member: impl FnMut(&'a [u8], &'a [u8]) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        self.white_space();
        if self.0.peek() != b'{' {
            return Err(Malformed::NotAnObject);
        }
        let mut open = NestingStack::NOTHING;
        loop {
            // A value begins here.
            self.white_space();
            let mut ended = true;
            match self.0.next() {
                bracket @ (b'{' | b'[') => {
                    open = open.push(bracket)?;
                    ended = self.token(open.closing());
                    if ended {
                        open = open.pop();
                    }
                }
                b'"' => self.string()?,
                b't' => expect(self.0.eat_all(b"rue"))?,
                b'f' => expect(self.0.eat_all(b"alse"))?,
                b'n' => expect(self.0.eat_all(b"ull"))?,
                first => self.number(first)?,
            }
            // Whatever ends with it, ends here.
            while ended {
                if open == NestingStack::NOTHING {
                    self.white_space();
                    return expect(self.0.rest().is_empty());
                }
                ended = !self.token(b',');
                if ended {
                    expect(self.token(open.closing()))?;
                    open = open.pop();
                }
            }
            if open.in_object() {
                expect(self.token(b'"'))?;
                let key = self.0.rest();
                self.string()?;
                expect(self.token(b':'))?;
                self.white_space();
                if open == NestingStack::OUTERMOST {
                    member(key, self.0.rest())?;
                }
            }
        }
    }

    /// Passes the rest of a string, its closing quote included.
    fn string(&mut self) -> Result<(), Malformed> {
        while string::next(&mut self.0).is_some() {}
        if self.0.peek() >= 0x80 {
            return Err(Malformed::NotUtf8);
        }
        expect(self.0.eat(b'"'))
    }

    /// Passes the rest of a number.
    fn number(&mut self, mut first: u8) -> Result<(), Malformed> {
        if first == b'-' {
            first = self.0.next();
        }
        match first {
            b'0' => {}
            b'1'..=b'9' => _ = self.digits(),
            _ => return Err(Malformed::NotJson),
        }
        if self.0.eat(b'.') {
            self.digits()?;
        }
        if self.0.eat(b'e') || self.0.eat(b'E') {
            if !self.0.eat(b'-') {
                self.0.eat(b'+');
            }
            self.digits()?;
        }
        Ok(())
    }

    /// Passes one digit or more.
    fn digits(&mut self) -> Result<(), Malformed> {
        let mut digits = Err(Malformed::NotJson);
        while self.0.peek().is_ascii_digit() {
            self.0.next();
            digits = Ok(());
        }
        digits
    }

    /// Passes white space, and then this byte if it comes.
    fn token(&mut self, byte: u8) -> bool {
        self.white_space();
        self.0.eat(byte)
    }

    fn white_space(&mut self) {
        while let b' ' | b'\t' | b'\n' | b'\r' = self.0.peek() {
            self.0.next();
        }
    }
}

fn expect(came: bool) -> Result<(), Malformed> {
    if came { Ok(()) } else { Err(Malformed::NotJson) }
}

/// What is open around a value: one bit each, the innermost lowest, 1 for an object. The highest is the object that the
/// text is.
#[derive(Clone, Copy, PartialEq)]
struct NestingStack(u32);

impl NestingStack {
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
