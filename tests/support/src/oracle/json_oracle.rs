//! The meaning of a reply's body according to `serde_json` and the contract.

use std::cell::RefCell;

use scnet_notebook::{
    Error, Message, Started,
    error::{Kind, Malformed},
};
use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// The meaning of a body.
#[derive(Debug)]
pub enum Meaning {
    /// Code 0 with `data` true.
    Started(Messages),
    /// Code 0 with `data` false.
    NotStarted(Messages),
    /// Any other code.
    Code(u32, Messages),
    /// Anything but the documented reply, for any of these reasons.
    Malformed(Vec<Malformed>),
}

/// The possible messages: one, unless `msg` or `message` is repeated.
pub type Messages = Vec<Option<String>>;

/// The maximum depth of nesting, the object itself included.
const MAX_DEPTH: usize = 32;

/// Returns the meaning of a body.
#[must_use]
pub fn interpret(body: &[u8]) -> Meaning {
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
        return first_error(&members).map_or_else(|| decide(&members), |error| Meaning::Malformed(vec![error]));
    }
    // The parser of the crate reports the first error, and may have seen only the key of a member.
    let reasons = [
        (!is_json).then_some(Malformed::NotJson),
        (!is_utf8).then_some(Malformed::NotUtf8),
        (deepest(&text) > MAX_DEPTH).then_some(Malformed::TooDeep),
        (count("code") > usize::from(is_json)).then_some(Malformed::RepeatedCode),
        (count("data") > usize::from(is_json)).then_some(Malformed::RepeatedData),
    ];
    Meaning::Malformed(reasons.into_iter().flatten().collect())
}

/// Returns the first violation of the contract by the members of an object.
fn first_error(members: &[(String, &str)]) -> Option<Malformed> {
    members.iter().enumerate().find_map(|(index, (key, value))| {
        let is_repeated = members[..index].iter().any(|(before, _)| before == key);
        match key.as_str() {
            "code" if is_repeated => Some(Malformed::RepeatedCode),
            "data" if is_repeated => Some(Malformed::RepeatedData),
            _ => (deepest(value) + 1 > MAX_DEPTH).then_some(Malformed::TooDeep),
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
        (Some(0), Some("true")) => Meaning::Started(messages(members)),
        (Some(0), Some("false")) => Meaning::NotStarted(messages(members)),
        (Some(0), _) => Meaning::Malformed(vec![Malformed::NoResult]),
        (Some(number), _) => Meaning::Code(number, messages(members)),
    }
}

/// Returns `msg` if it is a string, or else `message`. If one is repeated, any of its values is right. An empty text counts as
/// missing.
fn messages(members: &[(String, &str)]) -> Messages {
    let all = |name| -> Vec<_> {
        let members = members.iter().filter(|(key, _)| key == name);
        members.map(|(_, value)| string(value)).collect()
    };
    let texts = match (all("msg").as_slice(), all("message").as_slice()) {
        ([] | [None], []) => vec![None],
        ([Some(text)], [] | [_]) => vec![Some(text.clone())],
        ([] | [None], [text]) => vec![text.clone()],
        (several, more) => [several, more].concat(),
    };
    let without_empty = |text: Option<String>| text.filter(|text| !text.is_empty());
    texts.into_iter().map(without_empty).collect()
}

fn string(value: &str) -> Option<String> {
    serde_json::from_str(value).ok()
}

/// Collects the members of an object up to the first error.
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

/// Returns the maximum depth of nesting.
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

/// Replaces each lone surrogate by U+FFFD, as the contract says: `serde_json` rejects it.
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

/// Decodes the escape of a UTF-16 code unit.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    let are_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    are_hex.then(|| u16::from_str_radix(digits, 16).unwrap())
}

/// Checks the result and the message of a call whose response has this status and this whole body.
///
/// # Panics
///
/// If they differ from the meaning of the body.
pub fn check<E: std::fmt::Debug>(
    body: &[u8],
    status: u16,
    result: &Result<Started, Error<E>>,
    message: Option<Message<'_>>,
) {
    let meaning = interpret(body);
    let is_success = (200..300).contains(&status);
    let kind = result.as_ref().map_err(Error::kind);
    let is_malformed = |reasons: &[Malformed]| {
        matches!(kind, Err(Kind::Malformed { reason, position })
            if reasons.contains(reason) && *position as usize <= body.len())
    };
    let is_right = match &meaning {
        Meaning::Code(number, _) => matches!(kind, Err(Kind::Code(code)) if code.number() == *number),
        Meaning::Started(_) if is_success => kind.is_ok(),
        Meaning::NotStarted(_) if is_success => matches!(kind, Err(Kind::NotStarted)),
        // The service itself reports success under 2xx only.
        Meaning::Started(_) | Meaning::NotStarted(_) => is_malformed(&[Malformed::StatusMismatch]),
        // Without a code the status decides.
        Meaning::Malformed(reasons)
            if !is_success && [Malformed::NotAnObject, Malformed::NoCode].contains(&reasons[0]) =>
        {
            matches!(kind, Err(Kind::Status))
        }
        Meaning::Malformed(reasons) => is_malformed(reasons),
    };
    let message = message.map(|message| message.chars().collect());
    let is_message = match &meaning {
        Meaning::Started(messages) | Meaning::NotStarted(messages) | Meaning::Code(_, messages) => {
            messages.contains(&message)
        }
        Meaning::Malformed(_) => message.is_none(),
    };
    assert!(
        is_right && is_message,
        "{result:?}, {message:?}, but serde_json: {meaning:?}, of {:?}",
        String::from_utf8_lossy(body)
    );
}
