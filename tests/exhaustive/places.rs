//! Every text up to a length, in every place of a reply.

/// Characters with a meaning in JSON, and some without.
fn alphabet() -> Vec<&'static [u8]> {
    let bytes = b"{}[]\":,\\u019-+.etn \n\0\x7f\xff";
    bytes.chunks(1).chain(["é".as_bytes()]).collect()
}

/// The places, each marked by `@`.
const PLACES: [&str; 12] = [
    r"@",
    r#"{"code":@,"data":true}"#,
    r#"{"code":"@","data":true}"#,
    r#"{"code":"0","data":@}"#,
    r#"{"code":"1","msg":@}"#,
    r#"{"code":"1","msg":"@"}"#,
    r#"{"code":"1","x":@}"#,
    r#"{"@":"2","code":"1"}"#,
    r#"{@"code":"1"}"#,
    r#"{"code"@:"1"}"#,
    r#"{"code":"0","data":true@"#,
    r#"{"code":"0","data":true}@"#,
];

/// Parts of a number and of an escape, of which longer texts are tried.
const NUMBERS: [&[u8]; 6] = [b"0", b"1", b"-", b"+", b".", b"e"];
const ESCAPES: [&[u8]; 6] = [b"\\", b"u", b"d", b"8", b"c", b"0"];

#[test]
fn every_text_of_two_characters_means_the_same_to_serde_json_in_every_place() {
    for place in PLACES {
        every_text(&alphabet(), if cfg!(miri) { 1 } else { 2 }, place);
    }
}

#[test]
fn every_number_and_every_escape_of_four_characters_means_the_same_to_serde_json() {
    let length = if cfg!(miri) { 2 } else { 4 };
    every_text(&NUMBERS, length, r#"{"code":1,"x":@}"#);
    every_text(&NUMBERS, length, r#"{"code":@}"#);
    every_text(&ESCAPES, length, r#"{"code":"1","msg":"\ud8@"}"#);
}

#[test]
#[ignore = "takes minutes: `.ci/exhaustive`"]
fn every_text_of_five_characters_means_the_same_to_serde_json_in_every_place() {
    let mut texts = 0;
    for place in PLACES {
        texts += every_text(&alphabet(), 5, place);
    }
    texts += every_text(&NUMBERS, 9, r#"{"code":1,"x":@}"#);
    texts += every_text(&NUMBERS, 9, r#"{"code":@}"#);
    texts += every_text(&ESCAPES, 8, r#"{"code":"1","msg":"\ud8@"}"#);
    println!("{texts} texts");
}

/// Puts every text of up to `length` characters into a place, and returns the number of texts.
fn every_text(alphabet: &[&[u8]], length: usize, place: &str) -> u64 {
    let (before, after) = place.split_once('@').unwrap();
    let mut body = before.as_bytes().to_vec();
    let mut count = 0;
    extend(&mut body, alphabet, length, &mut |body| {
        let end = body.len();
        body.extend(after.as_bytes());
        support::check_reply(body);
        body.truncate(end);
        count += 1;
    });
    count
}

fn extend(body: &mut Vec<u8>, alphabet: &[&[u8]], length: usize, check: &mut impl FnMut(&mut Vec<u8>)) {
    check(body);
    if length == 0 {
        return;
    }
    for character in alphabet {
        let end = body.len();
        body.extend(*character);
        extend(body, alphabet, length - 1, check);
        body.truncate(end);
    }
}
