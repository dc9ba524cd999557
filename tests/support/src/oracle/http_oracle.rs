//! A parser of responses by RFC 9112, which has all bytes of the server at once.

use scnet_notebook::http1::ProtocolError;

/// The length up to which a line is kept whole. Of a longer line, one byte less is kept.
const KEPT: usize = 48;

/// The number of interim responses that are skipped.
const MOST_INTERIM: usize = 8;

/// A parsed response.
#[derive(Debug)]
pub(crate) struct ParsedResponse {
    /// The head, if it is whole.
    pub(crate) head: Option<ParsedHead>,
    pub(crate) body: Vec<u8>,
    pub(crate) end: MessageEnd,
    /// The offset of the last head.
    pub(crate) head_start: usize,
    /// The offset of its body.
    pub(crate) head_end: usize,
    /// The number of bytes up to the end.
    pub(crate) length: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ParsedHead {
    pub(crate) status: u16,
    pub(crate) content_length: Option<String>,
    pub(crate) retry_after: Option<u32>,
    pub(crate) is_chunked: bool,
}

/// The end of a response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum MessageEnd {
    /// The end by its own framing.
    Complete,
    /// The end of the stream, where the body has no other.
    UntilClose,
    /// The end of the stream before that of the response.
    Incomplete,
    Invalid(ProtocolError),
}

/// Parses the response at the start of `wire`.
pub(crate) fn parse(wire: &[u8]) -> ParsedResponse {
    let mut response = ParsedResponse {
        head: None,
        body: Vec::new(),
        end: MessageEnd::Incomplete,
        head_start: 0,
        head_end: 0,
        length: 0,
    };
    let mut lines = Lines { wire, position: 0 };
    response.end = response.parse(&mut lines).unwrap_or_else(|end| end);
    response.length = lines.position;
    response
}

impl ParsedResponse {
    /// Returns the end as an error if it is that of the stream, inside a line or before a required one, or if the response is
    /// invalid.
    fn parse(&mut self, lines: &mut Lines<'_>) -> Result<MessageEnd, MessageEnd> {
        let mut interim = 0;
        let head = loop {
            let head = self.parse_head(lines)?;
            if head.status >= 200 || head.status == 101 {
                break head;
            }
            interim += 1;
            if interim > MOST_INTERIM {
                return Err(MessageEnd::Invalid(ProtocolError::TooLong));
            }
        };
        self.head_end = lines.position;
        let head = self.head.insert(head);
        if [101, 204, 304].contains(&head.status) {
            return Ok(MessageEnd::Complete);
        }
        if head.is_chunked {
            return self.parse_chunks(lines);
        }
        let length = head.content_length.as_ref();
        let length = length.map(|digits| usize::try_from(digits.parse::<u64>().unwrap()).unwrap());
        let rest = &lines.wire[lines.position..];
        let (count, end) = match length {
            Some(length) if length <= rest.len() => (length, MessageEnd::Complete),
            Some(_) => (rest.len(), MessageEnd::Incomplete),
            None => (rest.len(), MessageEnd::UntilClose),
        };
        self.body.extend(&rest[..count]);
        lines.position += count;
        Ok(end)
    }

    fn parse_head(&mut self, lines: &mut Lines<'_>) -> Result<ParsedHead, MessageEnd> {
        let first = loop {
            self.head_start = lines.position;
            let line = lines.next()?;
            if !line.text.is_empty() {
                break line;
            }
        };
        let status = status(first.text).ok_or(MessageEnd::Invalid(ProtocolError::StatusLine))?;
        let mut head = ParsedHead {
            status,
            ..ParsedHead::default()
        };
        loop {
            let line = lines.next()?;
            if line.text.is_empty() {
                return Ok(head);
            }
            head.add(&line).map_err(MessageEnd::Invalid)?;
        }
    }

    fn parse_chunks(&mut self, lines: &mut Lines<'_>) -> Result<MessageEnd, MessageEnd> {
        let invalid = MessageEnd::Invalid(ProtocolError::Chunk);
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
                return Err(invalid);
            };
            if size == 0 {
                while !lines.next()?.text.is_empty() {}
                return Ok(MessageEnd::Complete);
            }
            let rest = &lines.wire[lines.position..];
            let count = rest.len().min(size as usize);
            self.body.extend(&rest[..count]);
            lines.position += count;
            if !lines.next()?.text.is_empty() {
                return Err(invalid);
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

impl ParsedHead {
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
            // It says that there is none.
            b"transfer-encoding" if value.eq_ignore_ascii_case("identity") => {}
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

/// A line, as far as it is kept.
struct Line<'a> {
    text: &'a [u8],
    is_cut: bool,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Result<Line<'a>, MessageEnd> {
        let rest = &self.wire[self.position..];
        let Some(length) = rest.iter().position(|byte| *byte == b'\n') else {
            self.position = self.wire.len();
            return Err(MessageEnd::Incomplete);
        };
        self.position += length + 1;
        let is_cut = length > KEPT;
        let text = if is_cut {
            &rest[..KEPT - 1]
        } else {
            rest[..length].strip_suffix(b"\r").unwrap_or(&rest[..length])
        };
        Ok(Line { text, is_cut })
    }
}
