//! Cases on the command line: names, descriptions in JSON, and files of them.

use std::fs::File;
use std::io::Read;

use scnet_notebook_mock::{Case, InvalidDescription, Queued, TlsCase, UnknownTlsCase};

/// The most bytes of a file.
const FILE_MAX: u64 = 1024 * 1024;

/// The argument of `--case`.
#[derive(Clone, Debug)]
pub(crate) enum DefaultCase {
    Case(Case),
    Tls(TlsCase),
}

pub(crate) fn parse_case(text: &str) -> Result<DefaultCase, String> {
    if text.starts_with("tls/") {
        let case = text.parse().map(DefaultCase::Tls);
        return case.map_err(|unknown: UnknownTlsCase| unknown.to_string());
    }
    let described = described(text, Case::from_json);
    described.unwrap_or_else(|| named(text)).map(DefaultCase::Case)
}

/// The argument of `--queue`.
#[derive(Clone, Debug)]
pub(crate) struct Entries(pub(crate) Vec<Queued>);

pub(crate) fn parse_queue(text: &str) -> Result<Entries, String> {
    let names = || {
        text.split(',')
            .map(|name| named(name.trim()).map(Queued::from))
            .collect()
    };
    described(text, Queued::from_json).unwrap_or_else(names).map(Entries)
}

fn named(name: &str) -> Result<Case, String> {
    Case::named(name).map_err(|unknown| match unknown.closest() {
        _ if name.ends_with(".json") => format!("no case has this name; for a file, write @{name}"),
        Some(_) => unknown.to_string(),
        None => format!("{unknown}; --list lists all cases"),
    })
}

/// Reads JSON or the file of it, unless the text is something else.
fn described<T>(text: &str, read: impl Fn(&str) -> Result<T, InvalidDescription>) -> Option<Result<T, String>> {
    if let Some(file) = text.strip_prefix('@') {
        let json = read_file(file).and_then(|json| read(&json).map_err(|invalid| invalid.to_string()));
        return Some(json.map_err(|problem| format!("{file}: {problem}")));
    }
    let is_json = text.trim_start().starts_with(['{', '[', '"']);
    is_json.then(|| read(text).map_err(|invalid| invalid.to_string()))
}

fn read_file(path: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FILE_MAX + 1).read_to_end(&mut bytes));
    match read {
        Err(error) => Err(format!("cannot read the file: {error}")),
        Ok(length) if length as u64 > FILE_MAX => Err("the file has more than 1 MiB".to_owned()),
        Ok(_) => String::from_utf8(bytes).map_err(|_| "expected JSON in UTF-8".to_owned()),
    }
}
