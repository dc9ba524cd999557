//! Invariants of every call: the outcome follows from the error, and the token is never shown.

use std::{error::Error as _, fmt::Debug};

use scnet_notebook::{
    Client, Error, Message, Outcome, Started,
    error::{Kind, Step},
};

use crate::{check::NEXT_BODY, documented::TOKEN};

/// The result of a call.
pub(crate) type CallResult<E> = Result<Started, Error<E>>;

/// The documented codes that mean refused.
const REFUSALS: [u32; 8] = [10003, 10004, 10007, 10008, 10009, 10010, 10011, 716_865];

/// The statuses that mean refused if there is no code.
const REFUSING_STATUSES: [u16; 16] = [
    400, 401, 403, 404, 405, 406, 407, 411, 413, 414, 415, 417, 421, 426, 429, 431,
];

/// Checks the outcome of the last call.
pub(crate) fn check_outcome<C, E>(client: &Client<'_, C>, result: &CallResult<E>) {
    let expected = result.as_ref().err().map(|error| {
        let is_refused = match error.kind() {
            Kind::RequestTooLong { .. }
            | Kind::Connection {
                step: Step::Open | Step::Send,
                ..
            }
            | Kind::InvalidByteCount { step: Step::Send } => return Outcome::NotSent,
            Kind::Code(code) => REFUSALS.contains(&code.number()),
            Kind::NotStarted => true,
            Kind::Status => REFUSING_STATUSES.contains(&error.status().unwrap()),
            _ => false,
        };
        if is_refused { Outcome::Refused } else { Outcome::Unknown }
    });
    assert_eq!(result.as_ref().err().map(Error::outcome), expected);
    assert_eq!(client.outcome(), expected);
}

/// Checks that the call after another one succeeded, if its buffer was large enough.
pub(crate) fn check_next<C, E: Debug>(client: &Client<'_, C>, result: &CallResult<E>, capacity: usize) {
    if capacity < NEXT_BODY.len() {
        let kind = result.as_ref().expect_err("the reply does not fit").kind();
        let is_too_long = matches!(kind, Kind::ReplyTooLong { capacity: c } if *c as usize == capacity);
        assert!(is_too_long, "{kind:?}");
        assert_eq!(client.message().map(|_| ()), None);
    } else {
        result.as_ref().expect("the next call works");
        assert!(client.message().unwrap().chars().eq("next".chars()));
    }
}

/// Checks that neither the client, nor the result, nor the message shows the token.
pub(crate) fn check_secrecy<C, E: std::error::Error>(client: &Client<'_, C>, result: &CallResult<E>) {
    let mut shown = format!("{client:?} {result:?} {result:#?}");
    if let Err(error) = result {
        shown += &format!("{error} {:?} {:?}", error.outcome(), error.fault());
        let mut source = error.source();
        while let Some(cause) = source {
            shown += &format!(" {cause} {cause:?}");
            source = cause.source();
        }
    }
    check_secrecy_of(&shown);
    if let Some(message) = client.message() {
        check_message(message);
    }
}

/// Checks that a text does not contain the token.
pub(crate) fn check_secrecy_of(shown: &str) {
    assert!(!shown.contains("unmistakable"), "{shown}");
}

/// Checks that a message escapes control characters, masks eight or more consecutive characters of the token, and shows all
/// others.
fn check_message(message: Message<'_>) {
    let mut characters = Vec::new();
    for character in message.chars() {
        if character.is_control() {
            characters.extend(character.escape_default());
        } else {
            // Invisible characters may be escaped as `\u{…}`, of which no part is in the token.
            characters.push(character);
        }
    }
    let pieces: Vec<String> = (8..=TOKEN.len()).map(|end| TOKEN[end - 8..end].to_owned()).collect();
    let mut is_secret = vec![false; characters.len()];
    for (start, window) in characters.windows(8).enumerate() {
        if pieces.contains(&window.iter().collect()) {
            is_secret[start..start + 8].fill(true);
        }
    }
    let text = message.to_string();
    assert_eq!(format!("{message:?}"), format!("Message({text})"));
    assert!(!text.chars().any(char::is_control), "{text:?}");
    let mut shown = text.as_str();
    let mut eat = |expected: &str| shown.strip_prefix(expected).map(|rest| shown = rest).is_some();
    for (index, character) in characters.iter().enumerate() {
        let is_eaten = if is_secret[index] {
            index > 0 && is_secret[index - 1] || eat("***")
        } else {
            let is_plain = character.is_alphanumeric() || character.is_ascii_graphic() || *character == ' ';
            eat(&character.to_string()) || !is_plain && eat(&character.escape_default().to_string())
        };
        assert!(is_eaten, "{character:?} at {index} of {characters:?} in {text:?}");
    }
    assert_eq!(shown, "", "{characters:?}");
}
