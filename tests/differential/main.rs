//! Differential tests: for every generated body, the client has the same result as `serde_json` and the contract.
//!
//! The bodies are variants of the documented envelope, about half of them damaged. They are the same in every run.

#![allow(clippy::print_stdout, reason = "the long test prints its figures")]

mod body;

use std::{collections::BTreeMap, sync::Mutex, thread, time::Instant};

use support::{
    Random, ScriptedConnection,
    documented::{client, notebook},
    json_oracle::{self, Meaning},
};

/// The number of bodies that are generated from one seed.
const BATCH: u64 = if cfg!(miri) { 2 } else { 10_000 };

/// Checks a batch of bodies, and counts their meanings.
fn batch(seed: u64, counts: &mut BTreeMap<String, u64>) {
    let mut random = Random::new(seed);
    let mut text = Vec::new();
    let mut buffer = vec![0; 4096];
    for _ in 0..BATCH {
        text.clear();
        body::generate(&mut random, &mut text);
        let connection = ScriptedConnection::unannounced(&*text).piece(random.below(48) + 1);
        let mut client = client(connection, &mut buffer);
        let result = client.start(notebook());
        json_oracle::check(&text, 200, &result, client.message());
        *counts.entry(kind(&json_oracle::interpret(&text))).or_default() += 1;
    }
}

fn kind(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Started(_) => "started".to_owned(),
        Meaning::NotStarted(_) => "not started".to_owned(),
        Meaning::Code(..) => "code".to_owned(),
        Meaning::Malformed(reasons) => reasons[0].to_string(),
    }
}

#[test]
fn every_body_means_the_same_to_serde_json() {
    let mut counts = BTreeMap::new();
    for seed in 0..5 {
        batch(seed, &mut counts);
    }
    // Every kind has to occur.
    let enough = if cfg!(miri) { 0 } else { 100 };
    let kinds = [
        "started",
        "not started",
        "code",
        "not UTF-8",
        "not JSON",
        "not a JSON object",
        "nested too deep",
        "no code",
        "more than one code",
        "code is not a plain number",
        "code 0 without a boolean as data",
        "more than one data",
    ];
    for kind in kinds {
        assert!(counts.get(kind).copied().unwrap_or(0) >= enough, "{kind}: {counts:?}");
    }
}

#[test]
#[ignore = "takes minutes: `.ci/exhaustive`"]
fn each_of_a_hundred_million_bodies_means_the_same_to_serde_json() {
    const BATCHES: usize = 10_000;
    let (begin, counts) = (Instant::now(), Mutex::new(BTreeMap::<_, u64>::new()));
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    thread::scope(|scope| {
        for thread in 0..threads {
            let counts = &counts;
            scope.spawn(move || {
                let mut own = BTreeMap::new();
                // Seeds that the short test does not use.
                for seed in (1000 + thread..1000 + BATCHES).step_by(threads) {
                    batch(seed as u64, &mut own);
                }
                let mut counts = counts.lock().unwrap();
                own.into_iter()
                    .for_each(|(kind, count)| *counts.entry(kind).or_default() += count);
            });
        }
    });
    let counts = counts.into_inner().unwrap();
    let bodies: u64 = counts.values().sum();
    assert_eq!(bodies, 100_000_000);
    println!("{bodies} bodies in {} s: {counts:#?}", begin.elapsed().as_secs());
}
