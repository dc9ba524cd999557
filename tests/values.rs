//! The values of a caller: valid ones, and the errors of invalid ones.

use std::fmt::Display;

use scnet_notebook::{
    BaseUrl, Client, NotebookId, Token,
    error::{InvalidBaseUrl, InvalidNotebookId, InvalidToken},
};

/// Returns characters that are not visible ASCII.
fn invisible() -> impl Iterator<Item = char> {
    (0..=0x20)
        .chain(0x7F..=0xFF)
        .filter_map(char::from_u32)
        .chain(['中', '\u{2028}', '😀'])
}

fn visible() -> impl Iterator<Item = char> {
    '!'..='~'
}

#[test]
fn an_id_is_any_visible_text_of_1_to_64_characters_without_quotes_and_backslashes() {
    for id in ["1821067171420946434", "0", "a-b_c", &"9".repeat(64)] {
        assert_eq!(NotebookId::new(id).unwrap().as_str(), id);
    }
    let all: String = visible().filter(|character| !['"', '\\'].contains(character)).collect();
    for part in all.as_bytes().chunks(64) {
        let part = str::from_utf8(part).unwrap();
        assert_eq!(NotebookId::new(part).unwrap().to_string(), part);
    }
    let id = NotebookId::new("1821067171420946434").unwrap();
    assert_eq!(format!("{id:?}"), r#"NotebookId("1821067171420946434")"#);
}

#[test]
fn the_error_of_an_invalid_id_has_reason_and_position() {
    use InvalidNotebookId::{Character, Empty, TooLong};
    assert_eq!(NotebookId::new(""), Err(Empty));
    for length in [65, 1000] {
        assert_eq!(NotebookId::new(&"9".repeat(length)), Err(TooLong { length }));
    }
    for character in invisible().chain(['"', '\\']) {
        let id = format!("18{character}21");
        assert_eq!(NotebookId::new(&id), Err(Character { position: 2 }), "{character:?}");
    }
    assert_eq!(NotebookId::new("7\n"), Err(Character { position: 1 }));
}

#[test]
fn a_token_is_any_visible_text_of_any_length() {
    for length in [1, 365, 1024, 8192, if cfg!(miri) { 1 << 14 } else { 1 << 20 }] {
        assert!(Token::new(&"x".repeat(length)).is_ok());
    }
    assert!(Token::new(&visible().collect::<String>()).is_ok());
}

#[test]
fn the_error_of_an_invalid_token_has_reason_and_position() {
    use InvalidToken::{Character, Empty};
    assert_eq!(Token::new("").unwrap_err(), Empty);
    for character in invisible() {
        let error = Token::new(&format!("abc{character}def")).unwrap_err();
        assert_eq!(error, Character { position: 3 }, "{character:?}");
    }
    let error = Token::new("abc\r\nx-admin: 1").unwrap_err();
    assert_eq!(error, Character { position: 3 });
}

#[test]
fn a_token_is_never_printed() {
    let token = Token::new("eyJhbGciOiJIUzI1NiJ9").unwrap();
    let mut buffer = [0; 64];
    let client = Client::new((), BaseUrl::new("http://127.0.0.1").unwrap(), token, &mut buffer);
    assert_eq!(format!("{token:?}"), "Token(***)");
    assert_eq!(format!("{token:#?}"), "Token(***)");
    assert_eq!(
        format!("{client:?}"),
        r#"Client { base_url: BaseUrl("http://127.0.0.1"), token: Token(***), outcome: None, .. }"#
    );
}

#[test]
fn a_base_url_is_a_scheme_a_host_a_port_and_a_path() {
    let urls = [
        "https://scnet-demo.accloud.cn",
        "http://127.0.0.1:8080",
        "https://[::1]:8443",
        "https://[2001:db8::7]",
        "https://host:1/prefix",
        "https://host:65535",
        "https://a_b.c-d.example/one/two;v=1/%7Ethree",
        "https://h/!$&'()*+,-.0123456789:;=AZ_az~",
    ];
    for url in urls {
        let base_url = BaseUrl::new(url).unwrap();
        assert_eq!((base_url.as_str(), base_url.to_string().as_str()), (url, url));
    }
    let longest = format!("https://host/{}", "p".repeat(BaseUrl::MAX_LENGTH - 13));
    assert_eq!(BaseUrl::new(&longest).unwrap().as_str(), longest);
}

#[test]
fn the_error_of_an_invalid_base_url_has_reason_and_position() {
    use InvalidBaseUrl::{Character, NoHost, Port, Scheme, TooLong, TrailingSlash, UserInfo};
    let cases = [
        ("", Scheme),
        ("scnet-demo.accloud.cn", Scheme),
        ("127.0.0.1:8080", Scheme),
        ("ftp://host", Scheme),
        ("https:/host", Scheme),
        ("HTTPS://host", Scheme),
        (" https://host", Scheme),
        ("https://", NoHost),
        ("https:///path", NoHost),
        ("https://:8080", NoHost),
        ("https://?x", Character { position: 8 }),
        ("https://äh", Character { position: 8 }),
        ("https://host:", Port),
        ("https://host:/path", Port),
        ("https://host:0", Port),
        ("https://host:65536", Port),
        ("https://host:99999999999999999999", Port),
        ("https://host:-1", Port),
        ("https://host/", TrailingSlash),
        ("https://host:8080/prefix/", TrailingSlash),
        ("https://host:80a", Character { position: 15 }),
        ("https://user@host", UserInfo),
        ("https://user@host/x", UserInfo),
        ("http://user:pw@host", UserInfo),
        ("http://user:80@host", UserInfo),
        ("http://user:0@host", UserInfo),
        ("http://:pw@host", UserInfo),
        ("https://us%65r:pw@host:8443/x?y", UserInfo),
        ("https://host:x/@", Port),
        ("https://host?query", Character { position: 12 }),
        ("https://host/path?query", Character { position: 17 }),
        ("https://host/path#fragment", Character { position: 17 }),
        ("https://host/a b", Character { position: 14 }),
        ("https://host/@", Character { position: 13 }),
        ("https://host/a@b/c", Character { position: 14 }),
        // A password with a slash.
        ("https://user:1234/p4ss@host", Character { position: 22 }),
        ("https://host\r\nx-admin: 1", Character { position: 12 }),
        ("https://host/\r\nx-admin: 1", Character { position: 13 }),
        ("https://host\\path", Character { position: 12 }),
        ("https://host/\"", Character { position: 13 }),
        ("https://höst", Character { position: 9 }),
        ("https://[::1", Character { position: 12 }),
        ("https://[::g]", Character { position: 11 }),
        ("https://[::-]", Character { position: 11 }),
        ("https://[::_]", Character { position: 11 }),
        ("https://[::G]", Character { position: 11 }),
        ("https://::1", NoHost),
        ("https://[]", NoHost),
        ("https://[]:8080", NoHost),
    ];
    for (url, wrong) in cases {
        assert_eq!(BaseUrl::new(url), Err(wrong), "{url:?}");
    }
    for length in [BaseUrl::MAX_LENGTH + 1, 10_000] {
        let long = format!("https://host/{}", "p".repeat(length - 13));
        assert_eq!(BaseUrl::new(&long), Err(TooLong { length }));
    }
}

#[test]
fn no_error_of_a_base_url_repeats_a_password() {
    for url in [
        "pw@host",
        "ftp://user:pw@host",
        "https://user:pw@host",
        "https://user:pw@host/",
        "https://user:pw@host:8443/a b",
        "https://user:pw",
        "https://:pw@host",
        "https://us r:pw@host",
        "https://user:80pw@host",
        "https://user:80/pw@host",
        "https://user:80/pw@host?",
        "https://[::1]:pw@host",
        &format!("https://user:pw@{}", "h".repeat(200)),
    ] {
        let error = BaseUrl::new(url).unwrap_err();
        assert!(!format!("{error} {error:?} {error:#?}").contains("pw"), "{error:?}");
    }
}

#[test]
fn a_base_url_is_visible_ascii() {
    for character in invisible() {
        for url in [
            format!("https://h{character}st"),
            format!("https://host:8{character}"),
            format!("https://h/{character}"),
        ] {
            assert!(BaseUrl::new(&url).is_err(), "{url:?}");
        }
    }
}

#[track_caller]
fn read<E: Display>(value: &str, texts: &[(E, &str)]) {
    for (error, text) in texts {
        assert_eq!(error.to_string(), format!("{value} {text}"));
    }
}

#[test]
fn every_error_of_a_value_reads_as_a_sentence() {
    use InvalidBaseUrl::{NoHost, Port, Scheme, TrailingSlash, UserInfo};
    let position = 2;
    let allowed = "has a character at byte 2 that is not allowed; visible ASCII is, but for \" and \\";
    let too_long = "has 65 characters, the most is 64";
    let errors = [
        (InvalidNotebookId::Empty, "is empty"),
        (InvalidNotebookId::TooLong { length: 65 }, too_long),
        (InvalidNotebookId::Character { position }, allowed),
    ];
    read("notebook id", &errors);
    let invisible = "has a character at byte 2 that is not visible ASCII; trim a line end";
    let errors = [
        (InvalidToken::Empty, "is empty"),
        (InvalidToken::Character { position }, invisible),
    ];
    read("token", &errors);
    let allowed = "has a character at byte 2 that is not allowed there; a host, a port and a path may follow the scheme, but \
                   no query, fragment or IPv6 zone";
    let too_long = "has 129 characters, the most is 128";
    let errors = [
        (Scheme, "does not begin with https:// or http://, in lower case"),
        (NoHost, "names no host; an IPv6 address needs brackets"),
        (Port, "has a port that is not a number from 1 to 65535"),
        (TrailingSlash, "ends with a slash; leave it out"),
        (UserInfo, "has user information; leave out everything up to the @"),
        (InvalidBaseUrl::TooLong { length: 129 }, too_long),
        (InvalidBaseUrl::Character { position }, allowed),
    ];
    read("base URL", &errors);
}
