//! The documented codes.

use scnet_notebook::Outcome;
use scnet_notebook::error::{CODES, DocumentedCode};

use super::entry::Entry;
use crate::scenario::answer::Answer;
use crate::scenario::behavior::Behavior;

pub(super) fn cases() -> Vec<Entry> {
    CODES.iter().map(case).collect()
}

fn case(row: &'static DocumentedCode) -> Entry {
    let answer = Answer::code(row.code);
    let summary = match row.code.outcome() {
        None => "The start succeeds.".into(),
        Some(Outcome::Refused) => format!("The start is refused: {}.", row.meaning).into(),
        Some(_) => format!("The start may have happened: {}.", row.meaning).into(),
    };
    let alias = format!("code/{}", row.name);
    Entry {
        name: format!("code/{}", row.code.number()).into(),
        // Leaks a short string for each code, once in a program.
        alias: Some(alias.leak()),
        summary,
        refuses: answer.refuses(),
        behavior: Behavior::Answer(answer),
    }
}
