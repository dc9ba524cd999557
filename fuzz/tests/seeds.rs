//! Every seed and a fixed number of mutations of it, on stable Rust: the part of the fuzzing that CI runs.

use std::{fs, path::Path};

use support::{Random, check_call, check_http, check_reply, check_values};

/// The number of mutations of a seed.
const MUTATIONS: u64 = if cfg!(miri) { 0 } else { 400 };

#[test]
fn every_seed_of_reply_passes() {
    check("reply", check_reply);
}

#[test]
fn every_seed_of_http_passes() {
    check("http", check_http);
}

#[test]
fn every_seed_of_call_passes() {
    check("call", check_call);
}

#[test]
fn every_seed_of_values_passes() {
    check("values", check_values);
}

fn check(target: &str, check: fn(&[u8])) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let mut paths: Vec<_> = fs::read_dir(seeds)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut random = Random::new(1);
    for path in paths {
        println!("{}", path.display());
        let seed = fs::read(path).unwrap();
        check(&seed);
        for _ in 0..MUTATIONS {
            let mut mutant = seed.clone();
            for _ in 0..=random.below(3) {
                mutate(&mut random, &mut mutant);
            }
            println!("{:?}", String::from_utf8_lossy(&mutant));
            check(&mutant);
        }
    }
}

/// Changes one place.
fn mutate(random: &mut Random, bytes: &mut Vec<u8>) {
    let at = random.below(bytes.len() + 1);
    let interesting = b"\0\r\n \t\"\\{}[],:;0159aut\x7f\x80\xc3\xff!?+-\x1f";
    let byte = if random.once_in(2) {
        random.one_of(interesting)
    } else {
        u8::try_from(random.below(256)).unwrap()
    };
    match random.below(4) {
        0 => bytes.insert(at, byte),
        1 if at < bytes.len() => bytes[at] = byte,
        2 if at < bytes.len() => _ = bytes.remove(at),
        _ => {
            let piece = bytes[at..bytes.len().min(at + 8)].to_vec();
            let to = random.below(bytes.len() + 1);
            bytes.splice(to..to, piece);
        }
    }
}
