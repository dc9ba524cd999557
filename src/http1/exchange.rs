use super::{
    head::StreamHead,
    line::{Broken, Line},
};

/// How many interim replies are passed over.
const MOST_INTERIM: u8 = 8;

/// How many bytes of lines one reply may have: whoever sends more, sends for ever.
const MOST_LINES: u32 = 1 << 20;

/// One reply, from its first byte to its last: what the bytes mean, and where they end.
///
/// It tells what comes [`next`](Exchange::next). Bytes of lines are pushed, bytes of the body are counted.
pub(crate) struct Exchange {
    part: Part,
    line: Line,
    /// How many more bytes of lines there may be.
    patience: u32,
    interim: u8,
}

/// What the next byte belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    StatusLine,
    Header,
    /// A body of so many more bytes.
    Body(u32),
    /// A body that goes on until the stream ends.
    Rest,
    ChunkSize,
    Chunk(u32),
    ChunkEnd,
    Trailer,
    Nothing,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Next {
    /// Bytes of the head, for [`Exchange::push_head`].
    Head,
    /// Bytes between the chunks of the body, for [`Exchange::push_frame`].
    Frame,
    /// At most so many bytes of the body, for [`Exchange::pass`].
    Body(usize),
    /// The end: the reply is whole.
    Nothing,
}

impl Exchange {
    pub(crate) const fn new() -> Self {
        Self {
            part: Part::StatusLine,
            line: Line::new(),
            patience: MOST_LINES,
            interim: 0,
        }
    }

    pub(crate) fn next(&self) -> Next {
        match self.part {
            Part::StatusLine | Part::Header => Next::Head,
            Part::ChunkSize | Part::ChunkEnd | Part::Trailer => Next::Frame,
            Part::Body(length) | Part::Chunk(length) => Next::Body(length as usize),
            Part::Rest => Next::Body(usize::MAX),
            Part::Nothing => Next::Nothing,
        }
    }

    /// Takes bytes of the head, up to the end of a line at most, and returns how many.
    pub(crate) fn push_head(&mut self, bytes: &[u8], head: &mut StreamHead) -> Result<usize, Broken> {
        let (count, is_whole) = self.push(bytes)?;
        if is_whole {
            self.part = self.read_head(head)?;
            self.line.clear();
        }
        Ok(count)
    }

    /// Takes bytes between the chunks, up to the end of a line at most, and returns how many.
    pub(crate) fn push_frame(&mut self, bytes: &[u8]) -> Result<usize, Broken> {
        let (count, is_whole) = self.push(bytes)?;
        if is_whole {
            self.part = self.read_frame()?;
            self.line.clear();
        }
        Ok(count)
    }

    /// Takes bytes of a line, and returns how many, and whether the line is whole.
    fn push(&mut self, bytes: &[u8]) -> Result<(usize, bool), Broken> {
        let end = bytes.iter().position(|&byte| byte == b'\n');
        let (count, is_whole) = end.map_or((bytes.len(), false), |end| (end + 1, true));
        self.line.push(bytes.get(..end.unwrap_or(count)).unwrap_or_default());
        self.patience = u32::try_from(count)
            .ok()
            .and_then(|count| self.patience.checked_sub(count))
            .ok_or(Broken::TooLong)?;
        Ok((count, is_whole))
    }

    /// Takes note that `count` bytes of the body have come, of those that [`next`](Exchange::next) allows.
    pub(crate) fn pass(&mut self, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.part = match self.part {
            Part::Body(length) if length <= count => Part::Nothing,
            Part::Body(length) => Part::Body(length - count),
            Part::Chunk(length) if length <= count => Part::ChunkEnd,
            Part::Chunk(length) => Part::Chunk(length - count),
            other => other,
        };
    }

    /// Takes note that the stream has ended, and returns whether that was due. A body of announced length may be short:
    /// its reader can count.
    pub(crate) fn end(&mut self) -> bool {
        let due = matches!(self.part, Part::Body(_) | Part::Rest | Part::Nothing);
        self.part = Part::Nothing;
        due
    }

    fn read_head(&mut self, head: &mut StreamHead) -> Result<Part, Broken> {
        match (self.part, self.line.text()) {
            (Part::StatusLine, []) => Ok(Part::StatusLine),
            (Part::StatusLine, _) => {
                *head = StreamHead::begin(&self.line)?;
                Ok(Part::Header)
            }
            (_, []) => self.end_head(head),
            _ => {
                head.add(&self.line)?;
                Ok(Part::Header)
            }
        }
    }

    fn read_frame(&self) -> Result<Part, Broken> {
        match (self.part, self.line.text()) {
            (Part::ChunkSize, _) => match chunk_size(&self.line).ok_or(Broken::Chunk)? {
                0 => Ok(Part::Trailer),
                size => Ok(Part::Chunk(size)),
            },
            (Part::ChunkEnd, []) => Ok(Part::ChunkSize),
            (Part::ChunkEnd, _) => Err(Broken::Chunk),
            (_, []) => Ok(Part::Nothing),
            _ => Ok(Part::Trailer),
        }
    }

    /// Decides what kind of body follows.
    fn end_head(&mut self, head: &mut StreamHead) -> Result<Part, Broken> {
        if head.is_interim() {
            self.interim += 1;
            return if self.interim > MOST_INTERIM {
                Err(Broken::TooLong)
            } else {
                Ok(Part::StatusLine)
            };
        }
        match (head.is_chunked(), head.length()) {
            _ if head.is_bodiless() => Ok(Part::Nothing),
            (true, None) => Ok(Part::ChunkSize),
            (true, Some(_)) => Err(Broken::Length),
            (false, Some(0)) => Ok(Part::Nothing),
            (false, Some(length)) => Ok(Part::Body(length)),
            (false, None) => {
                head.close();
                Ok(Part::Rest)
            }
        }
    }
}

/// Reads the size of a chunk; an extension may follow it.
fn chunk_size(line: &Line) -> Option<u32> {
    let text = line.text();
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_hexdigit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    if digits.is_empty() || !matches!(rest, [b';' | b' ' | b'\t', ..]) && (!rest.is_empty() || line.is_cut()) {
        return None;
    }
    digits.iter().try_fold(0u32, |size, &digit| {
        let digit = char::from(digit).to_digit(16)?;
        (size >> 28 == 0).then_some(size << 4 | digit)
    })
}
