use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::given::Given;
use super::invalid::{InvalidDescription, from_json, text, without_mark};
use super::members::Members;
use super::text::named;
use super::text_or_object::{TextOrObject, text_or_object};
use crate::scenario::queue::USES_MAX;
use crate::scenario::queued::Queued;

/// Descriptions.
impl Queued {
    /// Reads an entry, or an array of entries: descriptions as in [`Case::from_json`](crate::Case::from_json), which may also
    /// have `times`, `delay`, `token` and `notebook`.
    ///
    /// ```
    /// use scnet_notebook_mock::{Queued, Server};
    ///
    /// let server = Server::start();
    /// let entries = r#"["code/10007", {"case": "status/503", "times": 3, "delay": "100ms..2s", "token": "…w5c4"}]"#;
    /// for entry in Queued::from_json(entries)? {
    ///     server.queue(entry);
    /// }
    /// assert_eq!(server.queued().len(), 2);
    /// # Ok::<(), scnet_notebook_mock::InvalidDescription>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the text is no such description, or has more than 10,000 uses in all. The error has the path to the invalid part,
    /// and its expectation.
    pub fn from_json(text: &str) -> Result<Vec<Self>, InvalidDescription> {
        let entries = queued(entries(without_mark(text))?);
        let uses: u64 = entries.iter().map(|entry| u64::from(entry.uses())).sum();
        if uses > u64::from(USES_MAX) {
            return Err(InvalidDescription::whole(format!(
                "expected at most {USES_MAX} uses in all"
            )));
        }
        Ok(entries)
    }
}

/// Reads an entry, an array of entries, or `{"cases": [entry, …]}`.
pub(crate) fn entries_over_http(body: &[u8]) -> Result<Vec<Queued>, InvalidDescription> {
    let text = text(body)?;
    let entries = if has_cases(text)? {
        from_json::<Cases>(text)?.cases
    } else {
        entries(text)?
    };
    if entries.is_empty() {
        return Err(InvalidDescription::whole("expected at least one entry"));
    }
    Ok(queued(entries))
}

fn has_cases(text: &str) -> Result<bool, InvalidDescription> {
    #[derive(Deserialize)]
    struct Kind {
        #[serde(default)]
        cases: Given<IgnoredAny>,
    }

    // A derived structure would accept an array as well.
    if !text.trim_ascii_start().starts_with('{') {
        return Ok(false);
    }
    match serde_json::from_str::<Kind>(text) {
        Ok(kind) => Ok(kind.cases.is_given()),
        Err(problem) if problem.is_data() => Ok(true),
        Err(problem) => Err(InvalidDescription::not_json(&problem)),
    }
}

/// Reads an entry, or an array of entries.
fn entries(text: &str) -> Result<Vec<Entry>, InvalidDescription> {
    if text.trim_ascii_start().starts_with('[') {
        from_json(text)
    } else {
        from_json(text).map(|entry| vec![entry])
    }
}

fn queued(entries: Vec<Entry>) -> Vec<Queued> {
    entries.into_iter().map(|Entry(queued)| queued).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    cases: Vec<Entry>,
}

/// An entry of the queue.
struct Entry(Queued);

impl TextOrObject for Entry {
    type Object = Members;

    const EXPECTED: &str = "the name of a case, or an object with case, code, answer or script";

    fn from_text(name: &str) -> Result<Self, String> {
        named(name).map(|case| Self(case.into()))
    }

    fn from_object(mut members: Members) -> Result<Self, String> {
        let (times, delay) = (members.times.0.take(), members.delay.0.take());
        let (token, notebook) = (members.token.0.take(), members.notebook.0.take());
        let queued = Queued::new(members.case()?).times(times.map_or(1, |times| times.0));
        Ok(Self(queued.with(
            delay.map(|delay| delay.0),
            token.map(|token| token.0),
            notebook.map(|id| id.0),
        )))
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_object(deserializer)
    }
}
