//! The service's words, as they are shown: on one line, and without the token.

mod scripted;

use scnet_notebook::{BaseUrl, Client, NotebookId, Token};
use scripted::Scripted;

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
    let connection = Scripted::reply(format!(r#"{{"code":"10008","msg":"{msg}"}}"#));
    let mut buffer = [0; 512];
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
fn three_asterisks_stand_for_the_token_and_for_every_eight_characters_in_a_row_of_it() {
    let cases = [
        (TOKEN, "***"),
        ("token abcdefghijklmnopqrstuvwx expired", "token *** expired"),
        ("from the eighth: hijklmnopqrstuvwx", "from the eighth: ***"),
        ("in the middle <ijklmnop>", "in the middle <***>"),
        ("abcdefgh.ijklmnop.qrstuvwx", "***.***.***"),
        (
            "seven <ijklmno> <abcdefg> <rstuvwx>",
            "seven <ijklmno> <abcdefg> <rstuvwx>",
        ),
        ("seven twice <ijklmnoijklmno>", "seven twice <ijklmnoijklmno>"),
        ("twice abcdefghijklmnopqrstuvwxabcdefghijklmnopqrstuvwx!", "twice ***!"),
        (
            "twice abcdefghijklmnopqrstuvwx,abcdefghijklmnopqrstuvwx!",
            "twice ***,***!",
        ),
        ("two pieces abcdefghijefghijklmn!", "two pieces ***!"),
        ("eight, then seven: ijklmnopabcdefg", "eight, then seven: ***abcdefg"),
        ("seven, then eight: abcdefgijklmnop", "seven, then eight: abcdefg***"),
        ("aabcdefgh", "a***"),
        ("ABCDEFGHIJKLMNOPQRSTUVWX", "ABCDEFGHIJKLMNOPQRSTUVWX"),
    ];
    for (text, display) in cases {
        shows(TOKEN, text, text, display);
    }
}

#[test]
fn every_piece_of_the_token_is_masked_from_eight_characters_on() {
    for start in (0..TOKEN.len()).step_by(if cfg!(miri) { 7 } else { 1 }) {
        for end in start + 1..=TOKEN.len() {
            let piece = &TOKEN[start..end];
            let display = if piece.len() < 8 { piece } else { "***" };
            shows(TOKEN, piece, piece, display);
            shows(
                TOKEN,
                &format!("<{piece}>"),
                &format!("<{piece}>"),
                &format!("<{display}>"),
            );
        }
    }
}

#[test]
fn pieces_of_the_token_that_overlap_are_one_masked_run() {
    let token = "ABCDEFGH-DEFGHIJKL";
    shows(token, "<ABCDEFGHIJKL>", "<ABCDEFGHIJKL>", "<***>");
    shows(token, "<ABCDEFGHIJ>", "<ABCDEFGHIJ>", "<***IJ>");
    shows(token, "<BCDEFGHIJKL>", "<BCDEFGHIJKL>", "<BC***>");
    // The longest of the pieces that begin alike.
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
    let text = "my secret, secre and ecret, secretsecret";
    shows("secret", text, text, "my ***, secre and ecret, ***");
    shows("~", "a~~b~", "a~~b~", "a***b***");
    shows(
        "exactly8",
        "exactly8 exactly xactly8",
        "exactly8 exactly xactly8",
        "*** exactly xactly8",
    );
    shows(
        "seven77",
        "seven77 seven7 even77",
        "seven77 seven7 even77",
        "*** seven7 even77",
    );
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
        ("", "", ""),
    ];
    for (msg, raw, display) in cases {
        shows(TOKEN, msg, raw, display);
    }
}
