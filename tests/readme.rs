//! What the README repeats from the code must be what the code says. (Its examples are compiled as doc tests.)

use scnet_notebook::{Code, Fault, Outcome, error::CODES};

const README: &str = include_str!("../README.md");

#[test]
fn it_lists_every_documented_code() {
    for entry in CODES.iter().filter(|entry| entry.code != Code::SUCCESS) {
        let fault = match entry.code.fault() {
            Some(Fault::Request) => "request",
            Some(Fault::Account) => "account",
            Some(Fault::Service) => "service",
            other => panic!("{other:?}"),
        };
        let outcome = match entry.code.outcome() {
            Some(Outcome::Refused) => "refused",
            Some(Outcome::Unknown) => "unknown",
            other => panic!("{other:?}"),
        };
        let row = format!(
            "| {} | {} | {} | {outcome} | {fault} |\n",
            entry.code.number(),
            entry.meaning,
            entry.original
        );
        assert!(README.contains(&row), "missing: {row}");
    }
    let row = format!("| 0 | {} | {} | | |\n", CODES[0].meaning, CODES[0].original);
    assert!(README.contains(&row), "missing: {row}");
}

#[test]
fn it_tells_which_rust_it_needs() {
    let manifest = include_str!("../Cargo.toml");
    let version = manifest
        .split_once("rust-version = \"")
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0;
    assert!(README.contains(&format!("It needs Rust {version}")), "{version}");
}

#[test]
fn it_and_the_crate_name_every_feature() {
    let manifest = include_str!("../Cargo.toml");
    let features = manifest
        .split_once("[features]\n")
        .unwrap()
        .1
        .split_once("\n\n")
        .unwrap()
        .0;
    let library = include_str!("../src/lib.rs");
    for feature in features
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name)
    {
        assert!(
            feature == "default" || library.contains(&format!("//! - `{feature}`: ")),
            "{feature}"
        );
    }
}
