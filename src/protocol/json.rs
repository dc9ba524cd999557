//! A strict reader of one JSON object (RFC 8259) in constant stack.
//!
//! serde-json-core accepts some text that is not JSON, and recurses as deep as a server likes.

pub(super) mod string;

use crate::{cursor::Cursor, error::Malformed};

/// Calls `visit` with the key and the value of each member of the object that `text` is. Both extend to the end of the text,
/// the key from behind its opening quote.
///
/// Anything that JSON does not allow is an error, also behind the members that were visited. An error comes with its position.
pub(crate) fn visit_members<'a>(
    text: &'a [u8],
    visit: impl FnMut(&'a [u8], &'a [u8]) -> Result<(), Malformed>,
) -> Result<(), (Malformed, usize)> {
    let mut reader = Reader {
        rest: Cursor::new(text),
        last: text,
    };
    reader
        .document(visit)
        .map_err(|malformed| (malformed, text.len() - reader.last.len()))
}

struct Reader<'a> {
    rest: Cursor<'a>,
    /// The text from the last token on, for the position of an error.
    last: &'a [u8],
}

impl<'a> Reader<'a> {
    fn document(
        &mut self,
        mut visit: impl FnMut(&'a [u8], &'a [u8]) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        let mut open = NestingStack::EMPTY;
        let mut next = self.token();
        if next != b'{' {
            return Err(Malformed::NotAnObject);
        }
        loop {
            // A value begins with the token `next`.
            let first = next;
            match first {
                b'{' | b'[' => open = open.push(first)?,
                b'"' => self.string()?,
                b't' => expect(self.rest.eat_all(b"rue"))?,
                b'f' => expect(self.rest.eat_all(b"alse"))?,
                b'n' => expect(self.rest.eat_all(b"ull"))?,
                _ => self.number()?,
            }
            next = self.token();
            let mut is_complete = !matches!(first, b'{' | b'[') || next == open.closing();
            // Close every container that ends here.
            while is_complete {
                if open == NestingStack::EMPTY {
                    return expect(self.last.is_empty());
                }
                is_complete = next != b',';
                if is_complete {
                    expect(next == open.closing())?;
                    open = open.pop();
                }
                next = self.token();
            }
            if open.in_object() {
                expect(next == b'"')?;
                let key = self.rest.rest();
                self.string()?;
                expect(self.token() == b':')?;
                next = self.token();
                if open == NestingStack::OUTERMOST {
                    visit(key, self.last)?;
                }
            }
        }
    }

    /// Takes white space and the byte behind it, which begins a value or separates values.
    #[inline(never)] // one copy for all callers
    fn token(&mut self) -> u8 {
        let mut rest = self.rest.clone();
        loop {
            self.last = rest.rest();
            let next = rest.next();
            if !matches!(next, b' ' | b'\t' | b'\n' | b'\r') {
                self.rest = rest;
                return next;
            }
        }
    }

    fn string(&mut self) -> Result<(), Malformed> {
        string::skip(&mut self.rest).inspect_err(|_| self.last = self.rest.rest())
    }

    /// Takes a number, which begins with the last token.
    fn number(&mut self) -> Result<(), Malformed> {
        let mut rest = Cursor::new(self.last);
        rest.eat(b'-');
        let mut is_number = rest.eat(b'0') || eat_digits(&mut rest);
        if rest.eat(b'.') {
            is_number &= eat_digits(&mut rest);
        }
        if rest.eat(b'e') || rest.eat(b'E') {
            if !rest.eat(b'-') {
                rest.eat(b'+');
            }
            is_number &= eat_digits(&mut rest);
        }
        self.rest = rest;
        expect(is_number)
    }
}

/// Takes digits, and returns whether there are any.
fn eat_digits(rest: &mut Cursor<'_>) -> bool {
    let has_digits = rest.peek().is_ascii_digit();
    rest.eat_while(|byte| byte.is_ascii_digit());
    has_digits
}

fn expect(is_there: bool) -> Result<(), Malformed> {
    if is_there { Ok(()) } else { Err(Malformed::NotJson) }
}

/// The containers around a value: one bit each, the innermost lowest, 1 for an object. The highest is the document.
#[derive(Clone, Copy, PartialEq)]
struct NestingStack(u32);

impl NestingStack {
    const EMPTY: Self = Self(0);
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
