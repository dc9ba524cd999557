use core::slice::Iter;

/// What is left of a text that is read from left to right.
#[derive(Clone)]
pub(crate) struct Cursor<'a>(Iter<'a, u8>);

impl<'a> Cursor<'a> {
    /// Stands for the end of a text: a byte that none of ours may have.
    const END: u8 = 0;

    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self(text.iter())
    }

    /// Returns what is left.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.0.as_slice()
    }

    /// Returns the next byte.
    pub(crate) fn peek(&self) -> u8 {
        self.rest().first().copied().unwrap_or(Self::END)
    }

    /// Passes the next byte.
    pub(crate) fn next(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(Self::END)
    }

    /// Passes this byte if it comes next.
    #[inline(never)] // it is called from everywhere
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let came = self.peek() == byte;
        if came {
            self.next();
        }
        came
    }

    /// Passes these bytes as far as they come, and returns whether all of them do.
    pub(crate) fn eat_all(&mut self, word: &[u8]) -> bool {
        word.iter().all(|&byte| self.eat(byte))
    }
}
