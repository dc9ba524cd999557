/// A few bytes on their way, first of the request, then of the reply.
pub(super) struct Buffer {
    bytes: [u8; Self::CAPACITY],
    start: usize,
    end: usize,
}

impl Buffer {
    /// What stands around the token of a request fits, and so does the head of a terse reply.
    const CAPACITY: usize = 128;

    pub(super) const fn new() -> Self {
        Self {
            bytes: [0; Self::CAPACITY],
            start: 0,
            end: 0,
        }
    }

    /// Returns the bytes that are in it.
    pub(super) fn filled(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
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

    /// Empties it, and returns all of it as space to be [filled](Buffer::fill).
    pub(super) fn space(&mut self) -> &mut [u8] {
        self.fill(0);
        &mut self.bytes
    }

    /// Takes note that this many bytes are in it now, and returns whether so many can be.
    pub(super) fn fill(&mut self, count: usize) -> bool {
        let fits = count <= Self::CAPACITY;
        (self.start, self.end) = (0, if fits { count } else { 0 });
        fits
    }

    /// Removes bytes from the front.
    pub(super) fn consume(&mut self, count: usize) {
        self.start += count;
    }
}
