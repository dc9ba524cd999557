use super::{
    buffer::Buffer,
    head::StreamHead,
    line::{Broken, Line},
};

/// How many interim replies are passed over.
const MOST_INTERIM: u8 = 8;

/// How many bytes of lines one reply may have: whoever sends more, sends for ever.
const MOST_LINES: u32 = 1 << 20;

/// One reply, from its first byte to its last: what the bytes mean, and where they end.
///
/// Bytes of lines are [pushed](Exchange::push), bytes of the body are [counted](Exchange::pass).
pub(crate) struct Exchange {
    part: Part,
    /// How many more bytes of the body there are, or of the chunk.
    left: u32,
    line: Line,
    /// How many more bytes of lines are too many.
    patience: u32,
    interim: u8,
    is_lax: bool,
}

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Part {
    StatusLine,
    Header,
    ChunkSize,
    ChunkEnd,
    Trailer,
    /// A body of announced length.
    Body,
    /// A body that goes on until the stream ends.
    Rest,
    Chunk,
    /// The reply is whole.
    Nothing,
}

impl Exchange {
    pub(crate) const fn new() -> Self {
        Self {
            part: Part::StatusLine,
            left: 0,
            line: Line::new(),
            patience: MOST_LINES + 1,
            interim: 0,
            is_lax: false,
        }
    }

    pub(crate) fn is_in_head(&self) -> bool {
        matches!(self.part, Part::StatusLine | Part::Header)
    }

    /// Returns whether lines come next, of the head or between chunks.
    pub(crate) fn is_in_lines(&self) -> bool {
        !matches!(self.part, Part::Body | Part::Rest | Part::Chunk | Part::Nothing)
    }

    pub(crate) fn is_over(&self) -> bool {
        self.part == Part::Nothing
    }

    /// Takes bytes of lines out of `buffer`, up to the end of one at most. In the head, it takes a head.
    pub(crate) fn push(&mut self, buffer: &mut Buffer, head: Option<&mut StreamHead>) -> Result<(), Broken> {
        let bytes = buffer.filled();
        let mut count = 0;
        let mut is_whole = false;
        for &byte in bytes {
            count += 1;
            is_whole = byte == b'\n';
            if is_whole {
                break;
            }
            self.line.push(byte);
        }
        buffer.consume(count);
        self.patience = self.patience.saturating_sub(u32::try_from(count).unwrap_or(u32::MAX));
        if self.patience == 0 {
            return Err(Broken::TooLong);
        }
        if is_whole {
            self.is_lax |= self.is_lax_line();
            self.read(head)?;
            self.line.clear();
        }
        Ok(())
    }

    fn is_lax_line(&self) -> bool {
        match (self.part, self.line.start()) {
            (Part::StatusLine, b"\r") | (Part::ChunkSize, [.., b' ' | b'\t', b'\r']) => true,
            (_, [.., b'\r']) => false,
            _ => !self.line.is_cut(),
        }
    }

    /// Returns whether the reply strayed from the standard where everybody understands it: by an empty line at its
    /// beginning, a line end without its carriage return, or white space after the size of a chunk.
    pub(crate) fn is_lax(&self) -> bool {
        self.is_lax
    }

    /// Takes `count` bytes of the body or fewer, and returns how many.
    pub(crate) fn pass(&mut self, count: usize) -> usize {
        let count = u32::try_from(count).unwrap_or(u32::MAX).min(self.left);
        match self.part {
            Part::Rest => {}
            _ if count < self.left => self.left -= count,
            Part::Chunk => self.part = Part::ChunkEnd,
            _ => self.part = Part::Nothing,
        }
        count as usize
    }

    /// Takes note that the stream has ended, and returns whether that was due. A body of announced length may be short:
    /// its reader can count.
    pub(crate) fn end(&mut self) -> bool {
        let due = matches!(self.part, Part::Body | Part::Rest | Part::Nothing);
        self.part = Part::Nothing;
        due
    }

    /// Reads a whole line, and decides what follows it.
    fn read(&mut self, head: Option<&mut StreamHead>) -> Result<(), Broken> {
        let line = self.line.text();
        self.part = match (self.part, head) {
            (Part::StatusLine, Some(head)) if !line.is_empty() => {
                head.begin(line)?;
                Part::Header
            }
            (Part::StatusLine, _) => Part::StatusLine,
            (Part::Header, Some(head)) if line.is_empty() => return self.end_head(head),
            (Part::Header, Some(head)) => return head.add(line, self.line.is_cut()),
            (Part::ChunkSize, _) => {
                self.left = chunk_size(line, self.line.is_cut()).ok_or(Broken::Chunk)?;
                if self.left == 0 { Part::Trailer } else { Part::Chunk }
            }
            (Part::ChunkEnd, _) if line.is_empty() => Part::ChunkSize,
            (Part::ChunkEnd, _) => return Err(Broken::Chunk),
            _ if line.is_empty() => Part::Nothing,
            _ => Part::Trailer,
        };
        Ok(())
    }

    /// Decides what kind of body follows.
    fn end_head(&mut self, head: &mut StreamHead) -> Result<(), Broken> {
        if head.is_interim() {
            self.interim += 1;
            self.part = Part::StatusLine;
            return if self.interim > MOST_INTERIM {
                Err(Broken::TooLong)
            } else {
                Ok(())
            };
        }
        self.part = match (head.is_chunked(), head.length()) {
            _ if head.is_bodiless() => Part::Nothing,
            (true, None) => Part::ChunkSize,
            (true, Some(_)) => return Err(Broken::Length),
            (false, Some(0)) => Part::Nothing,
            (false, Some(length)) => {
                self.left = length;
                Part::Body
            }
            (false, None) => {
                head.close();
                self.left = u32::MAX;
                Part::Rest
            }
        };
        Ok(())
    }
}

/// Reads the size of a chunk; an extension may follow it.
fn chunk_size(line: &[u8], is_cut: bool) -> Option<u32> {
    let mut size = None;
    for &byte in line {
        match (char::from(byte).to_digit(16), byte) {
            (Some(digit), _) => {
                let before = size.unwrap_or(0u32);
                size = (before >> 28 == 0).then_some(before << 4 | digit);
                size?;
            }
            (None, b';' | b' ' | b'\t') => return size,
            (None, _) => return None,
        }
    }
    size.filter(|_| !is_cut)
}
