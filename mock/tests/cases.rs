//! The table of cases: that all of the catalogue is in it, and how a case is found.

use std::collections::BTreeSet;

use scnet_notebook::{Code, error::CODES};
use scnet_notebook_mock::{Answer, Case, Cue, Play, Script, TlsCase};

/// The faults of the catalogue, by name.
const CATALOGUE: &str = include_str!("catalogue.txt");

#[test]
fn the_table_has_every_fault_of_the_catalogue_and_every_documented_code() {
    let mut listed: BTreeSet<_> = CATALOGUE.lines().map(str::to_owned).collect();
    assert_eq!(listed.len(), 164);
    listed.extend(CODES.iter().map(|entry| format!("code/{}", entry.code.number())));
    assert_eq!(listed.len(), 175);
    // The forms of a fault follow its name.
    let table = Case::all().iter().map(Case::name);
    let table: BTreeSet<_> = table
        .filter(|name| name.split('/').count() == 2)
        .map(str::to_owned)
        .collect();
    assert_eq!(table, listed);
}

#[test]
fn the_readme_counts_them_right() {
    let readme = include_str!("../../README.md");
    let faults = CATALOGUE.lines().count();
    let cases = Case::all().len() - CODES.len();
    let all = Case::all().len() + TlsCase::ALL.len();
    for count in [
        format!("the {} documented codes, and {faults} faults", CODES.len()),
        format!("of which some have several forms: {cases}\ncases"),
        format!("`--list` shows all {all}."),
    ] {
        assert!(readme.contains(&count), "{count}");
    }
    assert_eq!(TlsCase::ALL.len(), 6);
    assert!(readme.contains("six handshakes that a client must refuse"));
    let examples = [
        "example=conn/reset-mid-body",
        "/__case/conn/reset-mid-body",
        "case:conn/reset-mid-body",
    ];
    assert!(examples.iter().all(|example| readme.contains(example)));
}

#[test]
fn a_name_is_given_once_and_the_forms_of_a_fault_are_counted_from_2() {
    let names: BTreeSet<_> = Case::all().iter().map(Case::name).collect();
    assert_eq!(names.len(), Case::all().len());
    for name in &names {
        if let [family, fault, number] = name.split('/').collect::<Vec<_>>()[..] {
            let number: u32 = number.parse().unwrap();
            let before = match number {
                2 => format!("{family}/{fault}"),
                _ => format!("{family}/{fault}/{}", number - 1),
            };
            assert!(names.contains(before.as_str()), "{name}");
        }
    }
}

#[test]
fn every_case_has_a_sentence_of_its_own() {
    let mut sentences = BTreeSet::new();
    for case in Case::all() {
        let summary = case.summary();
        assert!(
            summary.starts_with(char::is_uppercase) || summary.starts_with(char::is_numeric),
            "{case}"
        );
        assert!(summary.ends_with('.') && summary.len() < 100, "{case}");
        assert!(sentences.insert(summary), "{case}");
    }
}

#[test]
fn every_case_is_found_by_its_name() {
    for case in Case::all() {
        assert_eq!(&Case::named(case.name()).unwrap(), case);
        assert_eq!(&case.name().parse::<Case>().unwrap(), case);
    }
}

#[test]
fn a_documented_code_is_found_by_number_and_by_name_and_made_from_itself() {
    for entry in &CODES {
        let case = Case::from(entry.code);
        assert_eq!(case.play(), &Play::Answer(Answer::code(entry.code)));
        assert_eq!(Case::from(Answer::code(entry.code)), case);
        let (number, name) = (entry.code.number(), entry.name);
        for text in [
            format!("code/{number}"),
            format!("code/{name}"),
            number.to_string(),
            name.to_owned(),
        ] {
            assert_eq!(Case::named(&text).unwrap(), case, "{text}");
        }
        assert_eq!(case.to_string(), format!("code/{number} {name}"));
        assert_eq!(case.refuses(), entry.code != Code::SUCCESS);
    }
    assert_eq!(Case::default(), Case::from(Code::SUCCESS));
}

#[test]
fn what_is_not_quite_a_name_is_no_name_and_gets_the_closest() {
    for (wrong, text) in [
        (
            "conn/reset-mid-boddy",
            "no case is named \"conn/reset-mid-boddy\"; did you mean conn/reset-mid-body?",
        ),
        (
            "reset-mid-body",
            "no case is named \"reset-mid-body\"; did you mean conn/reset-mid-body?",
        ),
        (
            "user_frozen",
            "no case is named \"user_frozen\"; did you mean code/user-frozen?",
        ),
        (
            "tls/expired",
            "no case is named \"tls/expired\"; a TLS case is chosen at the start, --case tls/expired",
        ),
        (
            "wrong-host",
            "no case is named \"wrong-host\"; a TLS case is chosen at the start, --case tls/wrong-host",
        ),
        ("code/1007", "no case is named \"code/1007\"; did you mean code/10007?"),
        ("", "no case is named \"\"; --list shows those that are"),
        (
            "\n\u{1b}",
            "no case is named \"\\n\\u{1b}\"; --list shows those that are",
        ),
    ] {
        assert_eq!(Case::named(wrong).unwrap_err().to_string(), text);
    }
    for wrong in [
        "Code/0",
        "code/00",
        " 0",
        "CODE",
        "conn",
        "conn/",
        "frame/no-length-close/3",
    ] {
        assert!(Case::named(wrong).is_err(), "{wrong}");
    }
    let endless = Case::named(&"x".repeat(10_000)).unwrap_err().to_string();
    assert!(endless.len() < 200, "{endless}");
}

#[test]
fn a_case_of_ones_own_is_made_from_an_answer_or_a_script() {
    let answer = Answer::code(Code::USER_FROZEN).with_status(503);
    let case = Case::from(answer.clone());
    assert_eq!((case.name(), case.family()), ("answer/503", "answer"));
    assert_eq!(case.play(), &Play::Answer(answer));
    let script = Script::on(Cue::Head).close();
    assert_eq!(Case::from(script.clone()).play(), &Play::Script(script));
    assert_eq!(Case::from(Code::new(820_001)).name(), "code/820001");
}
