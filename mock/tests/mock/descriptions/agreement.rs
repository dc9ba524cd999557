//! The parser and the schema, on every combination of members.

use scnet_notebook_mock::Queued;

use super::{fits, schema};

const MEMBERS: [&str; 12] = [
    r#""case": "json/null""#,
    r#""code": 0"#,
    r#""msg": null"#,
    r#""data": true"#,
    r#""status": 200"#,
    r#""headers": {}"#,
    r#""answer": {}"#,
    r#""script": ["close"]"#,
    r#""on": "head""#,
    r#""name": "own""#,
    r#""executed": EXECUTED"#,
    r#""times": 2, "delay": "1s", "token": "w5c4", "notebook": "1""#,
];

#[test]
fn the_parser_and_the_schema_agree_on_every_combination_of_members() {
    let schema = schema();
    let mut valid = 0;
    for (combination, executed) in (0..1 << MEMBERS.len()).flat_map(|all| [(all, "true"), (all, "false")]) {
        let members = MEMBERS.iter().enumerate();
        let chosen = members.filter(|(place, _)| combination >> place & 1 == 1);
        let chosen: Vec<_> = chosen.map(|(_, member)| *member).collect();
        let text = format!("{{{}}}", chosen.join(", ")).replace("EXECUTED", executed);
        let is_valid = Queued::from_json(&text).is_ok();
        assert_eq!(is_valid, fits(&schema, &text), "{text}");
        valid += usize::from(is_valid);
    }
    // Each twice, if executed is absent: a case with or without the members of an entry; a code with each of its four members,
    // name, executed and those; an answer with name, executed and those; a script with on as well, but not on with true.
    let (case, code, answer, script) = (2 << 1, 2 << 7, 2 << 3, (2 << 4) - (1 << 2));
    assert_eq!(valid, case + code + answer + script);
}

#[test]
fn the_parser_and_the_schema_agree_on_the_forms_of_a_time_and_on_names() {
    let schema = schema();
    let times = [
        "0",
        "00",
        " 0",
        "0 ",
        "0w",
        "0 weeks",
        "0wk",
        "0M",
        "0months",
        "0yr",
        "0years",
        "0..1s",
        "0..0",
        "0.0",
        "1.5",
        "1.5s",
        "1s0",
        "0s 0",
        "5",
        "",
        "..",
        "1s..",
        "1 sec 2ms",
        "1day",
        "1S",
        "1µs",
        "1μs",
    ];
    let delays = times.map(|time| format!(r#"{{"code": 0, "delay": "{time}"}}"#));
    let waits = times.map(|time| format!(r#"{{"script": [{{"wait": "{time}"}}]}}"#));
    let names = ["upstream", "upstreams", "Upstream", "upstream/1", "code"];
    let names = names.map(|name| format!(r#"{{"code": 0, "name": "{name}"}}"#));
    for text in delays.iter().chain(&waits).chain(&names) {
        let read = Queued::from_json(text).map(drop);
        assert_eq!(read.is_ok(), fits(&schema, text), "{text}: {read:?}");
    }
}
