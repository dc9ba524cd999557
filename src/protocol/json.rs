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
    let mut rest = Cursor::new(text);
    let result = take_object(&mut rest, visit);
    result.map_err(|malformed| (malformed, text.len() - rest.rest().len()))
}

/// Takes the object. On an error, `rest` stays at the byte that is wrong.
fn take_object<'a>(
    rest: &mut Cursor<'a>,
    mut visit: impl FnMut(&'a [u8], &'a [u8]) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let mut open = NestingStack::EMPTY;
    if token(rest) != b'{' {
        return Err(Malformed::NotAnObject);
    }
    loop {
        // A value comes next.
        let mut is_complete = true;
        match rest.peek() {
            bracket @ (b'{' | b'[') => {
                open = open.push(bracket)?;
                rest.next();
                is_complete = false;
            }
            b'"' => {
                rest.next();
                string::skip(rest)?;
            }
            b't' => expect(rest.eat_all(b"true"))?,
            b'f' => expect(rest.eat_all(b"false"))?,
            b'n' => expect(rest.eat_all(b"null"))?,
            _ => take_number(rest)?,
        }
        // Close every container that ends here.
        while eat_token(rest, open.closing()) {
            open = open.pop();
            is_complete = true;
            if open == NestingStack::EMPTY {
                token(rest);
                return expect(rest.rest().is_empty());
            }
        }
        if is_complete {
            expect(rest.eat(b','))?;
            token(rest);
        }
        if open.in_object() {
            expect(rest.eat(b'"'))?;
            let key = rest.rest();
            string::skip(rest)?;
            expect(eat_token(rest, b':'))?;
            token(rest);
            if open == NestingStack::OUTERMOST {
                visit(key, rest.rest())?;
            }
        }
    }
}

/// Takes white space, and returns the byte behind it, which begins a value or separates values.
#[inline(never)] // one copy for all callers
fn token(rest: &mut Cursor<'_>) -> u8 {
    rest.eat_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    rest.peek()
}

#[inline(never)] // one copy for all callers
fn eat_token(rest: &mut Cursor<'_>, byte: u8) -> bool {
    token(rest);
    rest.eat(byte)
}

fn take_number(rest: &mut Cursor<'_>) -> Result<(), Malformed> {
    rest.eat(b'-');
    if !rest.eat(b'0') {
        take_digits(rest)?;
    }
    if rest.eat(b'.') {
        take_digits(rest)?;
    }
    if rest.eat(b'e') || rest.eat(b'E') {
        if !rest.eat(b'-') {
            rest.eat(b'+');
        }
        take_digits(rest)?;
    }
    Ok(())
}

fn take_digits(rest: &mut Cursor<'_>) -> Result<(), Malformed> {
    let before = rest.rest().len();
    rest.eat_while(|byte| byte.is_ascii_digit());
    expect(rest.rest().len() < before)
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
