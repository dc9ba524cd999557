//! A plain reader of responses by RFC 9112, which has all bytes of a server at once.

use scnet_notebook::http1::ProtocolError;

/// The length up to which a line counts whole. Of a longer one, one byte less counts.
const KEPT: usize = 48;

/// The number of interim responses that are skipped.
const MOST_INTERIM: usize = 8;

/// One response.
#[derive(Debug)]
pub struct Reading {
    /// The head, if it came whole.
    pub head: Option<Head>,
    pub body: Vec<u8>,
    pub end: End,
    /// The offset of the last head.
    pub head_start: usize,
    /// The offset of its body.
    pub head_end: usize,
    /// The number of bytes up to the end.
    pub length: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    pub content_length: Option<String>,
    pub retry_after: Option<u32>,
    pub is_chunked: bool,
}

/// The way in which a response ends.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// By its own account.
    Whole,
    /// With the stream, as it has to.
    WithStream,
    /// With the stream, anywhere else.
    Closed,
    Broken(ProtocolError),
}

/// Reads the response that `wire` begins with.
pub fn read(wire: &[u8]) -> Reading {
    let mut reading = Reading {
        head: None,
        body: Vec::new(),
        end: End::Closed,
        head_start: 0,
        head_end: 0,
        length: 0,
    };
    let mut lines = Lines { wire, position: 0 };
    match reading.read(&mut lines) {
        Some(Ok(end)) => reading.end = end,
        Some(Err(broken)) => reading.end = End::Broken(broken),
        None => {}
    }
    reading.length = lines.position;
    reading
}

impl Reading {
    /// Returns nothing where the stream ends in the middle of a line, or before one that must come.
    fn read(&mut self, lines: &mut Lines<'_>) -> Option<Result<End, ProtocolError>> {
        let mut interim = 0;
        let head = loop {
            let head = match self.read_head(lines)? {
                Ok(head) => head,
                Err(broken) => return Some(Err(broken)),
            };
            if head.status >= 200 || head.status == 101 {
                break head;
            }
            interim += 1;
            if interim > MOST_INTERIM {
                return Some(Err(ProtocolError::TooLong));
            }
        };
        self.head_end = lines.position;
        let length = head
            .content_length
            .as_ref()
            .map(|digits| digits.parse::<u64>().unwrap());
        let is_bodiless = [101, 204, 304].contains(&head.status);
        let is_chunked = head.is_chunked;
        self.head = Some(head);
        if is_bodiless {
            return Some(Ok(End::Whole));
        }
        if is_chunked {
            return self.read_chunks(lines);
        }
        let rest = &lines.wire[lines.position..];
        let length = length.map(|length| usize::try_from(length).unwrap());
        let (count, end) = match length {
            Some(length) if length <= rest.len() => (length, End::Whole),
            Some(_) => (rest.len(), End::Closed),
            None => (rest.len(), End::WithStream),
        };
        self.body.extend(&rest[..count]);
        lines.position += count;
        Some(Ok(end))
    }

    fn read_head(&mut self, lines: &mut Lines<'_>) -> Option<Result<Head, ProtocolError>> {
        let first = loop {
            self.head_start = lines.position;
            let line = lines.next()?;
            if !line.text.is_empty() {
                break line;
            }
        };
        let Some(status) = status(first.text) else {
            return Some(Err(ProtocolError::StatusLine));
        };
        let mut head = Head {
            status,
            ..Head::default()
        };
        loop {
            let line = lines.next()?;
            if line.text.is_empty() {
                return Some(Ok(head));
            }
            if let Err(broken) = head.add(&line) {
                return Some(Err(broken));
            }
        }
    }

    fn read_chunks(&mut self, lines: &mut Lines<'_>) -> Option<Result<End, ProtocolError>> {
        loop {
            let line = lines.next()?;
            let digits = line.text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            let is_size = match line.text.get(digits) {
                None => !line.is_cut,
                Some(b';' | b' ' | b'\t') => true,
                Some(_) => false,
            };
            let digits = str::from_utf8(&line.text[..digits]).unwrap();
            let Some(size) = u32::from_str_radix(digits, 16).ok().filter(|_| is_size) else {
                return Some(Err(ProtocolError::Chunk));
            };
            if size == 0 {
                while !lines.next()?.text.is_empty() {}
                return Some(Ok(End::Whole));
            }
            let rest = &lines.wire[lines.position..];
            let count = rest.len().min(size as usize);
            self.body.extend(&rest[..count]);
            lines.position += count;
            if !lines.next()?.text.is_empty() {
                return Some(Err(ProtocolError::Chunk));
            }
        }
    }
}

fn status(line: &[u8]) -> Option<u16> {
    let text = String::from_utf8_lossy(line);
    let mut words = text.splitn(3, ' ');
    let version = words.next()?;
    let status = words.next()?;
    let is_status = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit()) && !status.starts_with('0');
    (["HTTP/1.0", "HTTP/1.1"].contains(&version) && is_status).then(|| status.parse().unwrap())
}

impl Head {
    fn add(&mut self, line: &Line<'_>) -> Result<(), ProtocolError> {
        let name_end = line
            .text
            .iter()
            .position(|byte| !byte.is_ascii_graphic() || *byte == b':');
        let (name, value) = match name_end {
            Some(end) if end > 0 && line.text[end] == b':' => (&line.text[..end], &line.text[end + 1..]),
            None if line.is_cut => return Ok(()),
            _ => return Err(ProtocolError::Header),
        };
        // The value of a line that is cut cannot be trusted.
        let value = String::from_utf8_lossy(if line.is_cut { b"" } else { value });
        let value = value.trim_matches([' ', '\t']);
        let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let is_framed = self.content_length.is_some() || self.is_chunked;
        match name.to_ascii_lowercase().as_slice() {
            b"content-length" if is_framed || !is_number || value.len() > 10 => return Err(ProtocolError::Length),
            b"content-length" => self.content_length = Some(value.to_owned()),
            b"transfer-encoding" if is_framed || !value.eq_ignore_ascii_case("chunked") => {
                return Err(ProtocolError::Length);
            }
            b"transfer-encoding" => self.is_chunked = true,
            b"retry-after" => {
                // Twenty digits are enough.
                self.retry_after = is_number.then(|| value[..value.len().min(20)].parse().unwrap_or(u32::MAX));
            }
            _ => {}
        }
        Ok(())
    }
}

struct Lines<'a> {
    wire: &'a [u8],
    position: usize,
}

/// A line as far as it is looked at.
struct Line<'a> {
    text: &'a [u8],
    is_cut: bool,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<Line<'a>> {
        let rest = &self.wire[self.position..];
        let Some(length) = rest.iter().position(|byte| *byte == b'\n') else {
            self.position = self.wire.len();
            return None;
        };
        self.position += length + 1;
        let is_cut = length > KEPT;
        let text = if is_cut {
            &rest[..KEPT - 1]
        } else {
            rest[..length].strip_suffix(b"\r").unwrap_or(&rest[..length])
        };
        Some(Line { text, is_cut })
    }
}
