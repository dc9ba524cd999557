//! The message of a reply as it is shown: on one line, and without the token.

use std::time::{Duration, Instant};

use scnet_notebook::{BaseUrl, Client, NotebookId, Token};
use support::{Random, ScriptedConnection};

const TOKEN: &str = "abcdefghijklmnopqrstuvwx";

/// A message as `Display` and `Debug` show it, its raw text, and the `Debug` texts of the error and of the client.
struct Shown {
    display: String,
    debug: String,
    raw: String,
    others: String,
}

/// Makes a call that is refused with this `msg`, written in JSON.
fn show(token: &str, msg: &str) -> Shown {
    let base_url = BaseUrl::new("https://scnet-demo.accloud.cn").unwrap();
    let body = format!(r#"{{"code":"10008","msg":"{msg}"}}"#);
    let mut buffer = vec![0; body.len().max(64)];
    let connection = ScriptedConnection::reply(body);
    let mut client = Client::new(connection, base_url, Token::new(token).unwrap(), &mut buffer);
    let error = client
        .start(NotebookId::new("1821067171420946434").unwrap())
        .unwrap_err();
    let message = client.message().unwrap();
    assert_eq!(
        (format!("{message:?}"), format!("Message({message})")),
        (format!("{message:#?}"), format!("{message:?}"))
    );
    Shown {
        display: message.to_string(),
        debug: format!("{message:?}"),
        raw: message.chars().collect(),
        others: format!("{error} {error:?} {error:#?} {client:?}"),
    }
}

#[track_caller]
fn shows(token: &str, msg: &str, raw: &str, display: &str) {
    let shown = show(token, msg);
    assert_eq!((shown.display.as_str(), shown.raw.as_str()), (display, raw), "{msg}");
    let length = token.len().min(8);
    for piece in token.as_bytes().windows(length) {
        let piece = str::from_utf8(piece).unwrap();
        for text in [&shown.display, &shown.debug, &shown.others] {
            assert!(!text.contains(piece), "{text}");
        }
    }
}

#[test]
fn three_asterisks_replace_the_token_and_every_eight_consecutive_characters_of_it() {
    let cases = [
        (TOKEN, "***"),
        ("token abcdefghijklmnopqrstuvwx expired", "token *** expired"),
        ("from the eighth: hijklmnopqrstuvwx", "from the eighth: ***"),
        ("in the middle <ijklmnop>", "in the middle <***>"),
        ("abcdefgh.ijklmnop.qrstuvwx", "***.***.***"),
        ("twice abcdefghijklmnopqrstuvwxabcdefghijklmnopqrstuvwx!", "twice ***!"),
        (
            "in two abcdefghijklmnopqrstuvwx,abcdefghijklmnopqrs!",
            "in two ***,***!",
        ),
        ("two pieces abcdefghijefghijklmn!", "two pieces ***!"),
        ("eight, then seven: ijklmnopabcdefg", "eight, then seven: ***abcdefg"),
        ("seven, then eight: abcdefgijklmnop", "seven, then eight: abcdefg***"),
        ("aabcdefgh", "a***"),
    ];
    let shown = [
        "seven <ijklmno> <abcdefg> <rstuvwx>",
        "seven twice <ijklmnoijklmno>",
        "ABCDEFGHIJKLMNOPQRSTUVWX",
    ];
    for (text, display) in cases.into_iter().chain(shown.map(|text| (text, text))) {
        shows(TOKEN, text, text, display);
    }
}

#[test]
fn every_piece_of_the_token_of_eight_or_more_characters_is_masked() {
    for start in (0..TOKEN.len()).step_by(if cfg!(miri) { 7 } else { 1 }) {
        for end in start + 1..=TOKEN.len() {
            let piece = &TOKEN[start..end];
            let display = if piece.len() < 8 { piece } else { "***" };
            shows(TOKEN, piece, piece, display);
            let inside = format!("<{piece}>");
            shows(TOKEN, &inside, &inside, &format!("<{display}>"));
        }
    }
}

#[test]
fn pieces_of_the_token_that_overlap_are_one_masked_run() {
    let token = "ABCDEFGH-DEFGHIJKL";
    shows(token, "<ABCDEFGHIJKL>", "<ABCDEFGHIJKL>", "<***>");
    shows(token, "<ABCDEFGHIJ>", "<ABCDEFGHIJ>", "<***IJ>");
    shows(token, "<BCDEFGHIJKL>", "<BCDEFGHIJKL>", "<BC***>");
    // The longest of several pieces with the same beginning.
    shows("aaaabcdefghij", "<aaabcdefgh>", "<aaabcdefgh>", "<***>");
}

#[test]
fn a_token_that_is_escaped_in_json_is_masked_too() {
    let escaped: String = TOKEN.bytes().map(|byte| format!(r"\u{byte:04x}")).collect();
    shows(TOKEN, &escaped, TOKEN, "***");
    shows(TOKEN, &format!("<{}>", &escaped[..8 * 6]), "<abcdefgh>", "<***>");
    shows(TOKEN, &format!("<{}>", &escaped[..7 * 6]), "<abcdefg>", "<abcdefg>");
    shows(TOKEN, r"abcd\u0065\u0066gh", "abcdefgh", "***");
    let token = r#"ab"cd\ef/gh"#;
    shows(token, r#"<ab\"cd\\ef\/gh>"#, r#"<ab"cd\ef/gh>"#, "<***>");
}

#[test]
fn a_token_shorter_than_eight_characters_is_masked_whole() {
    for (token, text, display) in [
        (
            "secret",
            "my secret, secre and ecret, secretsecret",
            "my ***, secre and ecret, ***",
        ),
        ("~", "a~~b~", "a***b***"),
        ("exactly8", "exactly8 exactly xactly8", "*** exactly xactly8"),
        ("seven77", "seven77 seven7 even77", "*** seven7 even77"),
    ] {
        shows(token, text, text, display);
    }
}

#[test]
fn a_message_stays_on_one_line_and_hides_nothing() {
    let cases = [
        (r"a\nb\u001b[2J\u0085c", "a\nb\u{1b}[2J\u{85}c", r"a\nb\u{1b}[2J\u{85}c"),
        (
            "a\u{202e}b\u{2028}c\u{feff}d\u{ad}e\u{61c}f\u{e0041}中",
            "a\u{202e}b\u{2028}c\u{feff}d\u{ad}e\u{61c}f\u{e0041}中",
            r"a\u{202e}b\u{2028}c\u{feff}d\u{ad}e\u{61c}f\u{e0041}中",
        ),
        (r#"\"quoted\" \\ 😀"#, r#""quoted" \ 😀"#, r#""quoted" \ 😀"#),
        // An invisible character does not make two harmless pieces of a token.
        (r"abcd\u200befghijklm", "abcd\u{200b}efghijklm", r"abcd\u{200b}***"),
    ];
    for (msg, raw, display) in cases {
        shows(TOKEN, msg, raw, display);
    }
}

#[test]
fn every_invisible_character_is_escaped_and_its_neighbours_are_not() {
    let invisible = [
        ('\u{7f}', '\u{9f}'),
        ('\u{ad}', '\u{ad}'),
        ('\u{34f}', '\u{34f}'),
        ('\u{61c}', '\u{61c}'),
        ('\u{115f}', '\u{1160}'),
        ('\u{180e}', '\u{180e}'),
        ('\u{200b}', '\u{200f}'),
        ('\u{2028}', '\u{202e}'),
        ('\u{2060}', '\u{206f}'),
        ('\u{3164}', '\u{3164}'),
        ('\u{fe00}', '\u{fe0f}'),
        ('\u{feff}', '\u{feff}'),
        ('\u{fff9}', '\u{fffb}'),
        ('\u{e0000}', '\u{e007f}'),
        ('\u{e0100}', '\u{e01ef}'),
    ];
    for (first, last) in invisible {
        let before = char::from_u32(u32::from(first) - 1).unwrap();
        let after = char::from_u32(u32::from(last) + 1).unwrap();
        let text: String = [before, first, last, after].iter().collect();
        let (first, last) = (u32::from(first), u32::from(last));
        let display = format!(r"{before}\u{{{first:x}}}\u{{{last:x}}}{after}");
        shows(TOKEN, &text, &text, &display);
    }
}

#[test]
fn an_escape_that_contains_a_piece_of_the_token_is_masked() {
    let token = r"abcdefg\nhijklmn";
    shows(token, r"abcdefg\nhijklmn", "abcdefg\nhijklmn", "***");
    shows(token, r"abcdefg\\nhijklmn", r"abcdefg\nhijklmn", "***");
    shows(token, r"<abcdef\ng\nhijkl>", "<abcdef\ng\nhijkl>", r"<abcdef\n***>");
    shows(token, r"<abcdefg\r>", "<abcdefg\r>", r"<***r>");
    shows(token, r"<fg\nhij>", "<fg\nhij>", r"<fg\nhij>");
    let token = r"abc\u{200b}def";
    shows(token, r"abc\u200bdef", "abc\u{200b}def", "***");
    shows(token, "<\u{200b}>", "<\u{200b}>", "<***>");
    shows(token, "abc\u{200c}def", "abc\u{200c}def", "***c}def");
    // The same with a short token.
    shows("{200b}", "<\u{200b}>", "<\u{200b}>", r"<\u***>");
    shows(r"\n", r"a\n\nb", "a\n\nb", "a***b");
}

#[test]
fn a_long_message_of_one_letter_is_masked_quickly() {
    let letters = "a".repeat(if cfg!(miri) { 40 } else { 4000 });
    let begin = Instant::now();
    shows(&letters, &letters, &letters, "***");
    let elapsed = begin.elapsed();
    // A cube of the length is minutes, on any machine. Under Miri the time says nothing.
    assert!(cfg!(miri) || elapsed < Duration::from_secs(60), "{elapsed:?}");
}

/// Letters as JSON and as they are shown.
const ALPHABETS: [&[(&str, &str)]; 4] = [
    &[("a", "a")],
    &[("a", "a"), ("b", "b")],
    &[("a", "a"), ("b", "b"), ("c", "c")],
    &[(r"\n", r"\n"), (r"\\", r"\"), ("n", "n")],
];

/// Masks by the definition: a character is masked if it is in a run of eight or more characters of the token, or in the whole of
/// a shorter token.
fn mask(token: &str, shown: &str) -> String {
    let mut is_masked = vec![false; shown.len()];
    for start in 0..shown.len() {
        for end in start + 1..=shown.len() {
            let run = &shown[start..end];
            if (run.len() >= 8 || run == token) && token.contains(run) {
                is_masked[start..end].fill(true);
            }
        }
    }
    let mut masked = String::new();
    for (index, character) in shown.char_indices() {
        match is_masked[index] {
            false => masked.push(character),
            true if index == 0 || !is_masked[index - 1] => masked.push_str("***"),
            true => {}
        }
    }
    masked
}

#[test]
fn repetitive_messages_are_masked_by_repetitive_tokens_as_the_definition_says() {
    let mut random = Random::new(0);
    let mut partly_masked = 0;
    for _ in 0..if cfg!(miri) { 40 } else { 4000 } {
        let letters = random.one_of(&ALPHABETS);
        let token: String = (0..=random.below(30)).map(|_| random.one_of(letters).1).collect();
        let (mut msg, mut shown) = (String::new(), String::new());
        for _ in 0..=random.below(30) {
            let (json, escaped) = random.one_of(letters);
            msg.push_str(json);
            shown.push_str(escaped);
        }
        let masked = mask(&token, &shown);
        partly_masked += usize::from(masked.len() > 3 && masked.contains('*'));
        assert_eq!(show(&token, &msg).display, masked, "{token} {msg}");
    }
    assert!(cfg!(miri) || partly_masked >= 500, "{partly_masked}");
}
