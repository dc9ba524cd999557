//! The documented codes.

use std::sync::Arc;

use scnet_notebook::{
    Outcome,
    error::{CODES, DocumentedCode},
};

use crate::Answer;
use crate::scenario::case::{Behavior, Case, Entry};

pub(crate) fn cases() -> Vec<Case> {
    CODES.iter().map(case).collect()
}

fn case(entry: &'static DocumentedCode) -> Case {
    let answer = Answer::code(entry.code);
    let summary = match entry.code.outcome() {
        None => "The start succeeds.".into(),
        Some(Outcome::Refused) => format!("The start is refused: {}.", entry.meaning).into(),
        Some(_) => format!("The start may have happened: {}.", entry.meaning).into(),
    };
    let alias = format!("code/{}", entry.name);
    Case(Arc::new(Entry {
        name: format!("code/{}", entry.code.number()).into(),
        // Eleven of them, once in the life of a program.
        alias: Some(alias.leak()),
        summary,
        refuses: answer.refuses(),
        play: Behavior::Answer(answer),
    }))
}
