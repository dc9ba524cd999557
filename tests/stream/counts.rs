//! Streams that count their bytes wrong.

use super::*;

#[test]
fn a_stream_that_miscounts_is_an_error() {
    for (action, outcome) in [
        (Action::ClaimWritten(0), Outcome::NotSent),
        (Action::ClaimRead(129), Outcome::Unknown),
        (Action::ClaimRead(usize::MAX), Outcome::Unknown),
    ] {
        let result = fails(&server(STARTED).action_from(0, action));
        assert_eq!(result, (StreamError::InvalidByteCount, outcome), "{action:?}");
    }
}

#[test]
fn a_write_with_too_large_a_count_counts_as_complete() {
    for claim in [129, 1000, usize::MAX] {
        let claiming = |response| server(response).action_from(0, Action::ClaimWritten(claim));
        start(&claiming(STARTED)).unwrap();
        // Without a reply the outcome is unknown.
        assert_eq!(start(&claiming("")).unwrap_err().outcome(), Outcome::Unknown);
    }
}

#[test]
fn a_write_with_too_large_a_count_loses_no_byte() {
    // Too long for the buffer that collects small writes.
    let (token, id) = ("t".repeat(100), "7".repeat(64));
    for claim in [100, 129, usize::MAX] {
        let connector = server(STARTED).action_from(0, Action::ClaimWritten(claim));
        let (base_url, token) = (BaseUrl::new(URL).unwrap(), Token::new(&token).unwrap());
        let mut buffer = [0; 512];
        let mut client = Client::new(connect(&connector), base_url, token, &mut buffer);
        let result = client.start(NotebookId::new(&id).unwrap());
        let request = connector.records()[0].request();
        let header = format!("\r\ntoken: {}\r\n", "t".repeat(100));
        assert!(request.contains(&header), "{request}");
        assert!(request.ends_with(&format!(r#"{{"notebookId":"{id}"}}"#)), "{request}");
        result.unwrap();
    }
}
