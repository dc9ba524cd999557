use super::{ProtocolError, line::Line};

/// Bytes in transit: those of the request until they are sent, then those of the response until they are read.
pub(super) struct LineBuffer {
    /// The bytes from here to `end` are not taken out yet.
    start: usize,
    end: usize,
    /// The number of bytes of lines that were taken out or cut off.
    taken: usize,
    bytes: [u8; Self::CAPACITY],
}

impl LineBuffer {
    /// The headers around a token fit, and so does the head of a terse response. The compiler lays out an array of 128 bytes before
    /// the numbers above, beyond the reach of short instructions.
    const CAPACITY: usize = 124;

    /// The length of a piece that is not copied.
    const LONG: usize = 64;

    /// The bytes that are kept of a line.
    const MAX_LINE: usize = 48;

    /// The most bytes of lines in one response. A server that sends more would never end.
    const MAX_TAKEN: usize = 1 << 20;

    pub(super) const fn new() -> Self {
        Self {
            start: 0,
            end: 0,
            taken: 0,
            bytes: [0; Self::CAPACITY],
        }
    }

    pub(super) fn clear(&mut self) {
        (self.start, self.end, self.taken) = (0, 0, 0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Appends all of a short piece, if it fits. A long one, the token above all, is sent from where it lies.
    pub(super) fn append(&mut self, piece: &[u8]) -> bool {
        if piece.len() >= Self::LONG {
            return false;
        }
        let end = self.end + piece.len();
        let Some(room) = self.bytes.get_mut(self.end..end) else {
            return false;
        };
        copy(piece, room);
        self.end = end;
        true
    }

    /// Returns the bytes that are not taken out yet.
    pub(super) fn unread(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Takes out this many bytes, or all if there are fewer.
    pub(super) fn consume(&mut self, count: usize) {
        if count < self.end - self.start {
            self.start += count;
        } else {
            self.clear();
        }
    }

    /// Returns the space to read into, once there is no complete line. It keeps what matters of an incomplete one, and a byte
    /// more if there was more.
    pub(super) fn unfilled(&mut self) -> Result<&mut [u8], ProtocolError> {
        let length = self.end - self.start;
        let kept = length.min(Self::MAX_LINE + 1);
        if self.taken + length >= Self::MAX_TAKEN {
            return Err(ProtocolError::TooLong);
        }
        self.taken += length - kept;
        for at in 0..kept {
            let byte = self.bytes.get(self.start + at).copied();
            if let (Some(to), Some(byte)) = (self.bytes.get_mut(at), byte) {
                *to = byte;
            }
        }
        (self.start, self.end) = (0, kept);
        Ok(self.bytes.get_mut(kept..).unwrap_or_default())
    }

    /// Records that this many bytes were read into the unfilled space, and returns whether they fit.
    pub(super) fn advance(&mut self, count: usize) -> bool {
        let fits = count <= Self::CAPACITY - self.end;
        if fits {
            self.end += count;
        }
        fits
    }

    /// Takes out a line without its line feed, once it is complete. A line that is cut ends with a line feed.
    pub(super) fn take_line(&mut self) -> Option<Line<'_>> {
        let unread = self.bytes.get_mut(self.start..self.end)?;
        let length = unread.iter().position(|&byte| byte == b'\n')?;
        self.start += length + 1;
        self.taken += length + 1;
        let mut line = unread.get_mut(..length)?;
        if length > Self::MAX_LINE {
            line = line.get_mut(..Self::MAX_LINE)?;
            if let [.., last] = line {
                *last = b'\n';
            }
        }
        Some(Line::new(line))
    }

    /// Takes out as many bytes as `to` has room for, and returns how many.
    pub(super) fn read(&mut self, to: &mut [u8]) -> usize {
        let mut count = 0;
        for (to, byte) in to.iter_mut().zip(self.unread()) {
            *to = *byte;
            count += 1;
        }
        self.start += count;
        count
    }
}

/// Copies as many bytes as there are and fit.
///
/// They are few, and copied by words. `copy_from_slice` would link `memcpy`.
fn copy(from: &[u8], to: &mut [u8]) {
    let mut from = from.chunks_exact(4);
    let mut to = to.chunks_exact_mut(4);
    for (from, to) in from.by_ref().zip(to.by_ref()) {
        if let (Some(from), Some(to)) = (from.first_chunk::<4>(), to.first_chunk_mut::<4>()) {
            *to = *from;
        }
    }
    for (from, to) in from.remainder().iter().zip(to.into_remainder()) {
        *to = *from;
    }
}
