use core::slice::Iter;

/// Reads a text from left to right. At its end it yields [`END`](Cursor::END).
#[derive(Clone)]
pub(crate) struct Cursor<'a>(Iter<'a, u8>);

impl<'a> Cursor<'a> {
    /// A byte that no accepted text contains.
    pub(crate) const END: u8 = 0;

    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self(text.iter())
    }

    /// Returns the bytes that are left.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.0.as_slice()
    }

    /// Returns the next byte.
    pub(crate) fn peek(&self) -> u8 {
        self.rest().first().copied().unwrap_or(Self::END)
    }

    /// Takes the next byte.
    pub(crate) fn next(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(Self::END)
    }

    /// Takes this byte if it is next.
    #[inline(never)] // one copy for all callers
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == byte;
        if is_next {
            self.next();
        }
        is_next
    }

    /// Takes these bytes as far as they match, and returns whether all of them do.
    #[inline(never)] // one copy for all callers
    pub(crate) fn eat_all(&mut self, bytes: &[u8]) -> bool {
        bytes.iter().all(|&byte| self.eat(byte))
    }

    /// Takes bytes as long as `accepts` returns true.
    pub(crate) fn eat_while(&mut self, mut accepts: impl FnMut(u8) -> bool) {
        while self.rest().first().is_some_and(|&byte| accepts(byte)) {
            self.next();
        }
    }
}
