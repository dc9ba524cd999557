//! The facts of the README agree with the code, wherever they are in it. Its examples are compiled as doc tests.

use scnet_notebook::{Code, Fault, Outcome, error::CODES};

const README: &str = include_str!("../README.md");
const MANIFEST: &str = include_str!("../Cargo.toml");

/// Returns the text of the manifest between two others.
fn manifest(start: &str, end: &str) -> &'static str {
    let (_, rest) = MANIFEST.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}

#[test]
fn its_table_of_codes_is_that_of_the_crate() {
    let rows = README.lines().filter_map(|line| line.trim().strip_prefix('|'));
    let rows: Vec<Vec<_>> = rows.map(|row| row.split('|').map(str::trim).collect()).collect();
    for entry in CODES {
        let outcome = match entry.code.outcome() {
            Some(Outcome::Refused) => "refused",
            Some(Outcome::Unknown) => "unknown",
            None if entry.code == Code::SUCCESS => "",
            other => panic!("{other:?}"),
        };
        let fault = match entry.code.fault() {
            Some(Fault::Request) => "request",
            Some(Fault::Account) => "account",
            Some(Fault::Service) => "service",
            None if entry.code == Code::SUCCESS => "",
            other => panic!("{other:?}"),
        };
        let number = entry.code.number().to_string();
        let row = rows.iter().find(|row| row[0] == number);
        let row = row.unwrap_or_else(|| panic!("no row for code {number}"));
        for cell in [entry.meaning, entry.original, outcome, fault] {
            assert!(row.contains(&cell), "{cell:?} is not in the row {row:?}");
        }
    }
}

#[test]
fn it_names_the_oldest_rust() {
    let words: Vec<_> = README.split_whitespace().collect();
    let version = manifest("rust-version = \"", "\"");
    let is_named = |pair: &[&str]| pair[0] == "Rust" && pair[1].trim_matches([',', '.', ';', ')']) == version;
    assert!(words.windows(2).any(is_named), "Rust {version}");
}

#[test]
fn its_dependencies_name_the_version_of_the_crate() {
    let version = manifest("version = \"", "\"");
    for line in README.lines().filter(|line| line.starts_with("scnet-notebook = ")) {
        if let Some(named) = line
            .split('"')
            .find(|text| text.starts_with(|c: char| c.is_ascii_digit()))
        {
            assert!(version.starts_with(named), "{line}, but the version is {version}");
        }
    }
}

#[test]
fn it_and_the_crate_document_every_feature() {
    let features = manifest("[features]\n", "\n\n")
        .lines()
        .filter_map(|line| line.split_once(" = "));
    for (feature, _) in features.filter(|(feature, _)| *feature != "default") {
        assert!(README.contains(&format!("`{feature}`")), "{feature} in the README");
        let library = include_str!("../src/lib.rs");
        assert!(
            library.contains(&format!("//! - `{feature}`: ")),
            "{feature} in the crate"
        );
    }
}
