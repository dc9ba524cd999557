use core::mem;

/// A few bytes on their way, first of the request, then of the reply.
pub(super) struct Buffer {
    bytes: [u8; Self::CAPACITY],
    /// How many bytes of a line lie at the front.
    length: usize,
    /// From here to the end lie those that are still to be taken out.
    start: usize,
    end: usize,
}

impl Buffer {
    /// What stands around the token of a request fits, and so does the head of a terse reply.
    pub(super) const CAPACITY: usize = 128;

    /// How much is kept of a line.
    const LINE: usize = 48;

    pub(super) const fn new() -> Self {
        Self {
            bytes: [0; Self::CAPACITY],
            length: 0,
            start: 0,
            end: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Removes all that is in it.
    pub(super) fn clear(&mut self) {
        (self.length, self.start, self.end) = (0, 0, 0);
    }

    /// Appends all of `piece`, if it fits.
    pub(super) fn append(&mut self, piece: &[u8]) -> bool {
        let Some(space) = self.bytes.get_mut(self.end..self.end + piece.len()) else {
            return false;
        };
        // Pieces are short: this is done before `memcpy` has begun.
        for (to, from) in space.iter_mut().zip(piece) {
            *to = *from;
        }
        self.end += piece.len();
        true
    }

    /// Takes out all that was appended.
    pub(super) fn drain(&mut self) -> &[u8] {
        let end = mem::take(&mut self.end);
        self.bytes.get(..end).unwrap_or_default()
    }

    /// Returns the space behind the line, to be [filled](Buffer::advance).
    pub(super) fn unfilled(&mut self) -> &mut [u8] {
        self.bytes.get_mut(self.length..).unwrap_or_default()
    }

    /// Takes note that so many bytes of the space are filled, and returns whether that is possible.
    pub(super) fn advance(&mut self, count: usize) -> bool {
        let fits = count <= Self::CAPACITY - self.length;
        self.start = self.length;
        self.end = if fits { self.length + count } else { self.length };
        fits
    }

    /// Takes out a line without its line feed, once that has come, and counts its bytes. One that is cut ends with a line
    /// feed.
    pub(super) fn take_line(&mut self, count: &mut u32) -> Option<&[u8]> {
        while self.start < self.end {
            let mut byte = *self.bytes.get(self.start)?;
            self.start += 1;
            *count += 1;
            if byte == b'\n' {
                let length = mem::take(&mut self.length);
                return self.bytes.get(..length);
            }
            if self.length == Self::LINE {
                self.length -= 1;
                byte = b'\n';
            }
            *self.bytes.get_mut(self.length)? = byte;
            self.length += 1;
        }
        None
    }

    /// Takes out at most `most` bytes, and returns how many.
    pub(super) fn read(&mut self, to: &mut [u8], most: usize) -> usize {
        let filled = self.bytes.get(self.start..).unwrap_or_default();
        let most = most.min(self.end - self.start);
        let mut count = 0;
        for (to, from) in to.iter_mut().zip(filled).take(most) {
            *to = *from;
            count += 1;
        }
        self.start += count;
        count
    }
}
