use core::fmt::{self, Write};
use core::str;

use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

/// The error for text that does not describe a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidDescription {
    path: String,
    expectation: String,
}

/// The length of the longest name that is repeated: a longer one may be a token.
const NAME_MAX: usize = 64;

impl InvalidDescription {
    /// Returns the path to the invalid part, such as `answer.headers.x-a` or `cases[2].script[0].wait`; empty for the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the expectation of that part, as a clause: `expected a whole number from 200 to 599`.
    #[must_use]
    pub fn expectation(&self) -> &str {
        &self.expectation
    }

    pub(super) fn whole(expectation: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            expectation: expectation.into(),
        }
    }

    pub(super) fn not_json(problem: &serde_json::Error) -> Self {
        let (line, column) = (problem.line(), problem.column());
        Self::whole(format!("expected JSON: see line {line}, column {column}"))
    }
}

impl fmt::Display for InvalidDescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.expectation)
    }
}

impl core::error::Error for InvalidDescription {}

/// Reads a text in JSON.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, InvalidDescription> {
    if text.trim_ascii().is_empty() {
        return Err(InvalidDescription::whole("expected JSON, and there is no text"));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let problem = error.inner();
        match problem.classify() {
            Category::Data => InvalidDescription {
                path: path(error.path()),
                expectation: expectation(problem),
            },
            Category::Syntax | Category::Eof | Category::Io => InvalidDescription::not_json(problem),
        }
    })?;
    deserializer
        .end()
        .map_err(|problem| InvalidDescription::not_json(&problem))?;
    Ok(value)
}

/// Reads an object, such as this example, from the body of a request.
pub(crate) fn object<T: DeserializeOwned>(body: &[u8], example: &str) -> Result<T, InvalidDescription> {
    let text = text(body)?;
    // A derived structure would accept an array as well.
    if !text.trim_ascii_start().starts_with('{') {
        return Err(InvalidDescription::whole(format!(
            "expected an object such as {example}"
        )));
    }
    from_json(text)
}

/// Reads bytes as text.
pub(super) fn text(bytes: &[u8]) -> Result<&str, InvalidDescription> {
    let text = str::from_utf8(bytes).map_err(|_| InvalidDescription::whole("expected JSON in UTF-8"))?;
    Ok(without_mark(text))
}

/// Skips the byte order mark that some editors write.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Returns the expectation in the error of a parser, and no part of the text.
fn expectation(problem: &serde_json::Error) -> String {
    let text = problem.to_string();
    let place = format!(" at line {} column {}", problem.line(), problem.column());
    let text = text.strip_suffix(&place).unwrap_or(&text);
    let member = |words| text.strip_prefix(words).map(|name| name.replace('`', ""));
    if let Some(name) = member("missing field ") {
        return format!("expected the member {name}");
    }
    if let Some(name) = member("duplicate field ") {
        return format!("expected the member {name} only once");
    }
    if let Some((_, name)) = text
        .split_once("`, expected `")
        .filter(|_| text.starts_with("unknown field "))
    {
        let members = if name.contains("` or `") { "members" } else { "member" };
        return format!(
            "expected only the {members} {}",
            name.replace("` or `", " and ").replace('`', "")
        );
    }
    // The words of serde, after which come our own, or the names of members.
    if ["invalid ", "unknown "].iter().any(|start| text.starts_with(start)) {
        let (_, expected) = text.rsplit_once(", expected ").unwrap_or(("", "something else"));
        return format!("expected {expected}")
            .replace('`', "")
            .replace("a sequence", "an array");
    }
    text.to_owned()
}

fn path(path: &Path) -> String {
    let mut text = String::new();
    for segment in path {
        let (start, name) = match segment {
            Segment::Seq { index } => ("", &*format!("[{index}]")),
            Segment::Map { key } | Segment::Enum { variant: key } if key.len() <= NAME_MAX => (".", &**key),
            Segment::Map { .. } | Segment::Enum { .. } | Segment::Unknown => (".", "…"),
        };
        let start = if text.is_empty() { "" } else { start };
        // Strings do not fail.
        let _ = write!(text, "{start}{}", name.escape_debug());
    }
    text
}
