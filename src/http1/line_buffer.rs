use core::mem;

/// Bytes in transit: those of the request until they are sent, then those of the response until they are read.
pub(super) struct LineBuffer {
    /// The start of the line that is not complete.
    line: usize,
    /// The bytes from here to `end` are not read yet.
    start: usize,
    end: usize,
    bytes: [u8; Self::CAPACITY],
}

impl LineBuffer {
    /// The headers around a token fit, and so does the head of a terse response.
    const CAPACITY: usize = 128;

    /// The length of a piece that is not copied.
    const LONG: usize = 64;

    /// The bytes that are kept of a line.
    const MAX_LINE: usize = 48;

    pub(super) const fn new() -> Self {
        Self {
            line: 0,
            start: 0,
            end: 0,
            bytes: [0; Self::CAPACITY],
        }
    }

    pub(super) fn clear(&mut self) {
        (self.line, self.start, self.end) = (0, 0, 0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Appends all of a short piece, if it fits. A long one, the token above all, is sent from where it lies.
    pub(super) fn append(&mut self, piece: &[u8]) -> bool {
        match self.bytes.get_mut(self.end..self.end + piece.len()) {
            Some(unfilled) if piece.len() < Self::LONG => {
                self.end += copy(piece, unfilled);
                true
            }
            _ => false,
        }
    }

    /// Returns the bytes that are not taken out yet.
    pub(super) fn unread(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Takes out this many bytes, or all if there are fewer.
    pub(super) fn consume(&mut self, count: usize) {
        self.start += count;
        if self.start >= self.end {
            self.clear();
        }
    }

    /// Returns the space to read into, once everything was taken out. It keeps what matters of an incomplete line, and a byte
    /// more if there was more.
    pub(super) fn unfilled(&mut self) -> &mut [u8] {
        let kept = (self.end - self.line).min(Self::MAX_LINE + 1);
        for at in 0..kept {
            let byte = self.bytes.get(self.line + at).copied();
            if let (Some(to), Some(byte)) = (self.bytes.get_mut(at), byte) {
                *to = byte;
            }
        }
        (self.line, self.start, self.end) = (0, kept, kept);
        self.bytes.get_mut(kept..).unwrap_or_default()
    }

    /// Records that this many bytes were read into the unfilled space, and returns whether they fit.
    pub(super) fn advance(&mut self, count: usize) -> bool {
        let fits = count <= Self::CAPACITY - self.end;
        if fits {
            self.end += count;
        }
        fits
    }

    /// Takes out a line without its line feed, once it is complete, and counts its bytes. A line that is cut ends with a line
    /// feed.
    pub(super) fn take_line(&mut self, count: &mut usize) -> Option<&[u8]> {
        let unread = self.unread();
        let mut rest = unread.iter();
        let is_complete = rest.any(|&byte| byte == b'\n');
        let taken = unread.len() - rest.len();
        *count += taken;
        self.start += taken;
        if !is_complete {
            return None;
        }
        let line = mem::replace(&mut self.line, self.start);
        let line = self.bytes.get_mut(line..self.start - 1)?;
        if line.len() <= Self::MAX_LINE {
            return Some(line);
        }
        let kept = line.get_mut(..Self::MAX_LINE)?;
        if let [.., last] = kept {
            *last = b'\n';
        }
        Some(kept)
    }

    /// Takes out as many bytes as `to` has room for, and returns how many.
    pub(super) fn read(&mut self, to: &mut [u8]) -> usize {
        let count = copy(self.unread(), to);
        self.start += count;
        self.line = self.start;
        count
    }
}

/// Copies as many bytes as there are and fit, and returns how many.
///
/// They are few. `copy_from_slice`, or a loop with one end, would link `memcpy`.
fn copy(from: &[u8], to: &mut [u8]) -> usize {
    let mut rest = from.iter();
    for to in to {
        let Some(from) = rest.next() else { break };
        *to = *from;
    }
    from.len() - rest.len()
}
