use scnet_notebook::{
    BaseUrl, Client, NotebookId, Outcome, StreamConnection, Token,
    error::{InvalidBaseUrl, InvalidNotebookId, InvalidToken},
};
use url::{Host, Url};

use crate::{
    crate_version,
    fixture::{Actions, ScriptedConnector},
};

const PATH: &str = "/ac/openapi/v2/notebook/actions/start";

/// Checks values and the request with them. The input has three lines: a token, an id and a base URL.
///
/// # Panics
///
/// If a value or the request differs from its reference.
pub fn check_values(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.splitn(3, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (token, id, base_url) = (line(), line(), line());
    let token_value = check_token(token);
    let id_value = check_id(id);
    let base_url_value = check_base_url(base_url);
    // Valid values replace invalid ones.
    check_request(
        token_value.unwrap_or(Token::new("t").unwrap()),
        if token_value.is_some() { token } else { "t" },
        id_value.unwrap_or(NotebookId::new("7").unwrap()),
        base_url_value.unwrap_or(BaseUrl::new("http://h").unwrap()),
    );
}

fn is_visible_ascii(byte: u8) -> bool {
    (0x21..=0x7E).contains(&byte)
}

fn check_token(text: &str) -> Option<Token<'_>> {
    let bad = text.bytes().position(|byte| !is_visible_ascii(byte));
    match (Token::new(text), bad) {
        (Ok(token), None) => {
            assert!(!text.is_empty());
            assert_eq!(format!("{token:?}"), "Token(***)");
            Some(token)
        }
        (Err(InvalidToken::Empty), None) if text.is_empty() => None,
        (Err(error @ InvalidToken::Character { position }), Some(bad)) => {
            assert_eq!(position, bad);
            // The error repeats nothing of the token: it is the same for any token with an invalid character there.
            let other = "x".repeat(position) + "\n";
            let same = Token::new(&other).unwrap_err();
            assert_eq!((error, error.to_string()), (same, same.to_string()));
            None
        }
        (result, bad) => panic!("{text:?}: {result:?} {bad:?}"),
    }
}

fn check_id(text: &str) -> Option<NotebookId<'_>> {
    let bad = text
        .bytes()
        .position(|byte| !is_visible_ascii(byte) || [b'"', b'\\'].contains(&byte));
    match (NotebookId::new(text), bad) {
        (Ok(id), None) => {
            assert!((1..=64).contains(&text.len()));
            assert_eq!((id.as_str(), id.to_string().as_str()), (text, text));
            Some(id)
        }
        (Err(InvalidNotebookId::Empty), None) if text.is_empty() => None,
        (Err(InvalidNotebookId::TooLong { length }), None) if text.len() > 64 => {
            assert_eq!(length, text.len());
            None
        }
        (Err(InvalidNotebookId::Character { position }), Some(bad)) => {
            assert_eq!(position, bad);
            None
        }
        (result, bad) => panic!("{text:?}: {result:?} {bad:?}"),
    }
}

fn check_base_url(text: &str) -> Option<BaseUrl<'_>> {
    match BaseUrl::new(text) {
        Ok(base_url) => {
            assert_eq!((base_url.as_str(), base_url.to_string().as_str()), (text, text));
            assert!(text.bytes().all(is_visible_ascii) && text.len() <= BaseUrl::MAX_LENGTH && !text.ends_with('/'));
            assert!(!text.contains('@'), "a password may precede it");
            Some(base_url)
        }
        Err(error) => {
            let is_url = text.starts_with("http://") || text.starts_with("https://");
            let start = text.find("://").map_or(text.len(), |index| index + 3);
            let end = text[start..]
                .find(['/', '?', '#'])
                .map_or(text.len(), |index| start + index);
            let has_user_info = is_url && text[start..end].contains('@');
            match error {
                InvalidBaseUrl::UserInfo => assert!(has_user_info || !is_url && text.contains('@')),
                InvalidBaseUrl::NoHost | InvalidBaseUrl::Port => assert!(is_url && !has_user_info),
                InvalidBaseUrl::Character { position } => {
                    assert!(text.is_char_boundary(position) && !has_user_info);
                }
                InvalidBaseUrl::TooLong { length } => assert!(length == text.len() && length > BaseUrl::MAX_LENGTH),
                InvalidBaseUrl::TrailingSlash => assert!(text.ends_with('/')),
                InvalidBaseUrl::Scheme => assert!(!is_url),
                _ => {}
            }
            assert!(!is_plain(text), "{text:?}: {error}");
            None
        }
    }
}

/// Returns whether every parser reads a URL in the same way: `url` parses it, and formats it unchanged.
fn is_plain(text: &str) -> bool {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:/[]%~!$&'()*+,;=".contains(&byte);
    let Ok(url) = Url::parse(text) else { return false };
    let host = url.host_str().unwrap_or_default();
    text.bytes().all(is_usual)
        && url.as_str().trim_end_matches('/') == text
        && ["http", "https"].contains(&url.scheme())
        && url.username().is_empty()
        && url.password().is_none()
        && url.port() != Some(0)
        && !url.path().contains(['[', ']'])
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte))
        && text.len() <= BaseUrl::MAX_LENGTH
}

/// Makes a request, and parses it as a server would.
fn check_request(token: Token<'_>, token_text: &str, id: NotebookId<'_>, base_url: BaseUrl<'_>) {
    let whole = format!("{base_url}{PATH}");
    let connector = ScriptedConnector::new(Actions::default(), b"");
    let mut buffer = [0; 81]; // the longest body
    let mut client = Client::new(StreamConnection::new(connector.clone()), base_url, token, &mut buffer);
    let error = client.start(id).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let shown = format!("{error} {error:?} {client:?}");
    let is_part = token_text.len() < 12 || whole.contains(token_text);
    assert!(is_part || !shown.contains(token_text), "{shown}");
    drop(client);

    let record = connector.records().remove(0);
    let sent = record.request();
    let mut headers = [httparse::EMPTY_HEADER; 7];
    let mut request = httparse::Request::new(&mut headers);
    let head = request.parse(sent.as_bytes()).unwrap().unwrap();
    let body: serde_json::Value = serde_json::from_str(&sent[head..]).unwrap();
    assert_eq!(body, serde_json::json!({ "notebookId": id.as_str() }));

    let (scheme, rest) = whole.split_once("://").unwrap();
    let (authority, path) = rest.split_at(rest.find('/').unwrap());
    let standard = if scheme == "https" { ":443" } else { ":80" };
    let (named, port) = match authority.rsplit_once(':') {
        Some((named, port)) if !port.contains(']') => (named, port),
        _ => (authority, &standard[1..]),
    };
    let port: u16 = port.parse().unwrap();
    let is_standard = format!(":{port}") == standard;
    let host = if is_standard { named } else { authority };
    let user_agent = format!("scnet-notebook/{}", crate_version());
    let expected = [
        ("Host", host.as_bytes()),
        ("Connection", b"close"),
        ("User-Agent", user_agent.as_bytes()),
        ("token", token_text.as_bytes()),
        ("Content-Type", b"application/json"),
        ("Content-Length", &(sent.len() - head).to_string().into_bytes()),
    ];
    let first_line = (request.method, request.path, request.version);
    assert_eq!(first_line, (Some("POST"), Some(path), Some(1)));
    let headers = request.headers.iter().map(|header| (header.name, header.value));
    assert_eq!(headers.collect::<Vec<_>>(), expected);
    let name = named.trim_start_matches('[').trim_end_matches(']');
    let secure = if scheme == "https" { "s " } else { "" };
    assert_eq!(record.endpoint, format!("{secure}{name} {port}"));

    // If another parser accepts the URL, it has the same parts.
    let Ok(url) = Url::parse(&whole) else { return };
    assert_eq!((url.scheme(), url.port_or_known_default()), (scheme, Some(port)));
    let others = (url.username(), url.password(), url.query(), url.fragment());
    assert_eq!(others, ("", None, None, None));
    match url.host().unwrap() {
        Host::Domain(domain) => assert_eq!(domain, name.to_ascii_lowercase()),
        // `url` also reads numbers such as 0x7f.1 as addresses.
        Host::Ipv4(address) => assert!(name.parse().map_or(true, |other: std::net::Ipv4Addr| other == address)),
        Host::Ipv6(address) => assert_eq!(name.parse(), Ok(address)),
    }
    let dotted = path.replace("%2e", ".").replace("%2E", ".");
    assert!(url.path() == path || dotted.split('/').any(|segment| [".", ".."].contains(&segment)));
}
