//! What `serde_json` and the contract make of the body of a reply.

use std::cell::RefCell;

use scnet_notebook::{Error, Message, Started, error::Malformed};
use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// What a body means.
#[derive(Debug)]
pub enum Meaning {
    Started(Texts),
    NotStarted(Texts),
    Refused(u32, Texts),
    /// Any of these is the reason.
    Malformed(Vec<Malformed>),
}

/// What the service may have said: one text, but where it says several at once.
pub type Texts = Vec<Text>;

/// What the service says, and whether more than is kept.
type Text = Option<(String, bool)>;

/// The most that is open at one place: the object itself, and what a member may nest.
const MOST_OPEN: usize = 32;

/// Reads a body by the contract.
pub fn read(body: &[u8]) -> Meaning {
    let text = String::from_utf8_lossy(body);
    let white_space = [' ', '\t', '\n', '\r'];
    if !text.trim_start_matches(white_space).starts_with('{') {
        return Meaning::Malformed(vec![Malformed::NotAnObject]);
    }
    let text = without_lone_surrogates(&text);
    let members = RefCell::new(Vec::new());
    let mut decoder = serde_json::Deserializer::from_str(&text);
    let is_json = decoder.deserialize_map(Members(&members)).is_ok() && decoder.end().is_ok();
    let is_utf8 = str::from_utf8(body).is_ok();
    let members = members.into_inner();
    let count = |name| members.iter().filter(|(key, _)| key == name).count();
    if is_json && is_utf8 {
        return first_fault(&members).map_or_else(|| decide(&members), |fault| Meaning::Malformed(vec![fault]));
    }
    // Which fault comes first is for the walk to know. Of a member, it may have seen the key alone.
    let reasons = [
        (!is_json).then_some(Malformed::NotJson),
        (!is_utf8).then_some(Malformed::NotUtf8),
        (deepest(&text) > MOST_OPEN).then_some(Malformed::TooDeep),
        (count("code") > usize::from(is_json)).then_some(Malformed::RepeatedCode),
        (count("data") > usize::from(is_json)).then_some(Malformed::RepeatedData),
    ];
    Meaning::Malformed(reasons.into_iter().flatten().collect())
}

/// Returns what the contract has against the members of an object, if anything.
fn first_fault(members: &[(String, &str)]) -> Option<Malformed> {
    members.iter().enumerate().find_map(|(index, (key, value))| {
        let is_repeated = members[..index].iter().any(|(before, _)| before == key);
        match key.as_str() {
            "code" if is_repeated => Some(Malformed::RepeatedCode),
            "data" if is_repeated => Some(Malformed::RepeatedData),
            _ => (deepest(value) + 1 > MOST_OPEN).then_some(Malformed::TooDeep),
        }
    })
}

fn decide(members: &[(String, &str)]) -> Meaning {
    let last = |name| members.iter().rfind(|(key, _)| key == name).map(|(_, value)| *value);
    let Some(code) = last("code") else {
        return Meaning::Malformed(vec![Malformed::NoCode]);
    };
    let code = string(code).unwrap_or_else(|| code.to_owned());
    let number = code.parse::<u32>().ok().filter(|number| number.to_string() == code);
    match (number, last("data")) {
        (None, _) => Meaning::Malformed(vec![Malformed::InvalidCode]),
        (Some(0), Some("true")) => Meaning::Started(texts(members)),
        (Some(0), Some("false")) => Meaning::NotStarted(texts(members)),
        (Some(0), _) => Meaning::Malformed(vec![Malformed::NoResult]),
        (Some(number), _) => Meaning::Refused(number, texts(members)),
    }
}

/// Returns what is said: `msg` if it is a string, or else `message`. Where one is repeated, any of them will do.
fn texts(members: &[(String, &str)]) -> Texts {
    let all = |name| -> Vec<_> {
        let members = members.iter().filter(|(key, _)| key == name);
        members.map(|(_, value)| string(value).map(kept)).collect()
    };
    match (all("msg").as_slice(), all("message").as_slice()) {
        ([] | [None], []) => vec![None],
        ([Some(text)], [] | [_]) => vec![Some(text.clone())],
        ([] | [None], [text]) => vec![text.clone()],
        (several, more) => [several, more].concat(),
    }
}

fn string(value: &str) -> Option<String> {
    serde_json::from_str(value).ok()
}

/// Cuts a text as a message is cut.
fn kept(mut text: String) -> (String, bool) {
    let is_cut = text.len() > Message::CAPACITY;
    while text.len() > Message::CAPACITY {
        text.pop();
    }
    (text, is_cut)
}

/// Collects the members of an object as far as it is one.
struct Members<'c, 'de>(&'c RefCell<Vec<(String, &'de str)>>);

impl<'de> Visitor<'de> for Members<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value::<&RawValue>()?;
            self.0.borrow_mut().push((key, value.get()));
        }
        Ok(())
    }
}

/// Counts how many brackets are open at once where most are.
fn deepest(json: &str) -> usize {
    let (mut open, mut deepest, mut in_string) = (0usize, 0, false);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => _ = bytes.next(),
            b'[' | b'{' if !in_string => open += 1,
            b']' | b'}' if !in_string => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// Writes U+FFFD for each surrogate that stands alone: the contract has it so, and `serde_json` refuses it.
fn without_lone_surrogates(json: &str) -> String {
    let mut whole = String::new();
    let mut rest = json;
    while let Some(position) = rest.find('\\') {
        whole.push_str(&rest[..position]);
        rest = &rest[position..];
        let (written, length) = match (unit(rest), rest.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (&rest[..12], 12),
            (Some(0xD800..=0xDFFF), _) => ("\\ufffd", 6),
            _ => {
                let next = rest[1..].chars().next().map_or(0, char::len_utf8);
                (&rest[..1 + next], 1 + next)
            }
        };
        whole.push_str(written);
        rest = &rest[length..];
    }
    whole + rest
}

/// Reads the escape of a UTF-16 code unit.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    let are_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    are_hex.then(|| u16::from_str_radix(digits, 16).unwrap())
}

/// Checks what a call made of a whole body under a status.
///
/// # Panics
///
/// If it is not what the contract makes of it.
pub fn check<E: std::fmt::Debug>(
    body: &[u8],
    status: u16,
    retry_after: Option<u32>,
    result: &Result<Started, Error<E>>,
) {
    let is_success = (200..300).contains(&status);
    let meaning = read(body);
    let agrees = match (&meaning, result) {
        (
            Meaning::Refused(number, texts),
            Err(Error::Refused {
                status: s,
                code,
                message,
            }),
        ) => (*s, code.number()) == (status, *number) && texts.contains(&said(message.as_ref())),
        (Meaning::Refused(..), _) => false,
        (
            _,
            Err(Error::Status {
                status: s,
                retry_after: r,
            }),
        ) => !is_success && (*s, *r) == (status, retry_after),
        (Meaning::Started(texts), Ok(started)) => {
            is_success && started.status == status && texts.contains(&said(started.message.as_ref()))
        }
        (Meaning::NotStarted(texts), Err(Error::NotStarted { status: s, message })) => {
            is_success && *s == status && texts.contains(&said(message.as_ref()))
        }
        (
            Meaning::Malformed(reasons),
            Err(Error::Malformed {
                status: s,
                reason,
                position,
            }),
        ) => is_success && *s == status && reasons.contains(reason) && *position <= body.len(),
        _ => false,
    };
    assert!(
        agrees,
        "{result:?}\nwhere serde_json has {meaning:?}\nof {:?}",
        String::from_utf8_lossy(body)
    );
}

fn said(message: Option<&Message>) -> Text {
    message.map(|message| (message.as_str().to_owned(), message.is_cut()))
}
