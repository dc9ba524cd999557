//! The request, its headers and its body.

use super::*;

/// Returns the headers of each request.
fn headers(connection: &ScriptedConnection) -> impl Iterator<Item = &Vec<(String, String)>> {
    connection.calls.iter().filter_map(|call| match call {
        Call::Open { headers, .. } => Some(headers),
        _ => None,
    })
}

#[test]
fn a_call_is_one_request_in_the_documented_form() {
    let mut connection = ScriptedConnection::reply(SUCCESS);
    assert_eq!(start(&mut connection).unwrap().status, 200);
    let headers = [
        ("token", TOKEN),
        ("Content-Type", "application/json"),
        ("Content-Length", "36"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let url = "http://scnet-demo.accloud.cn/ac/openapi/v2/notebook/actions/start".to_owned();
    assert_eq!(
        connection.calls,
        [
            Call::Open { url, headers },
            Call::Write(BODY.to_owned()),
            Call::Flush,
            Call::Await,
            Call::Read,
            Call::Read
        ]
    );
}

#[test]
fn a_request_body_has_18_to_81_bytes_and_its_buffer_holds_it_and_the_documented_success() {
    for (length, body, least) in [(1, 18, 40), (NotebookId::MAX_LENGTH, 81, 81)] {
        let id = "7".repeat(length);
        let id = NotebookId::new(&id).unwrap();
        let reply = r#"{"code":10007}"#;
        let mut connection = ScriptedConnection::reply(reply);
        let error = client(&mut connection, &mut vec![0; least]).start(id).unwrap_err();
        assert_eq!(error.kind(), &Kind::Code(Code::USER_FROZEN));
        assert_eq!(connection.request_body().len(), body);
        let mut connection = ScriptedConnection::reply(reply);
        let error = client(&mut connection, &mut vec![0; least - 1]).start(id).unwrap_err();
        let capacity = u32::try_from(least - 1).unwrap();
        assert_eq!(error.kind(), &Kind::RequestTooLong { capacity });
        assert_eq!(connection.calls, [], "nothing is sent");
    }
}

#[test]
fn the_content_length_is_right_for_every_length_of_id() {
    for length in (1..=NotebookId::MAX_LENGTH).step_by(if cfg!(miri) { 21 } else { 1 }) {
        let mut connection = ScriptedConnection::reply(SUCCESS);
        let id = "7".repeat(length);
        let id = NotebookId::new(&id).unwrap();
        client(&mut connection, &mut [0; 128]).start(id).unwrap();
        let length = connection.request_body().len().to_string();
        assert_eq!(
            headers(&connection).next().unwrap()[2],
            ("Content-Length".to_owned(), length)
        );
    }
}

#[test]
fn the_longest_base_url_is_sent_whole() {
    let base_url = format!("https://scnet-demo.accloud.cn/{}", "p".repeat(98));
    assert_eq!(base_url.len(), 128);
    let mut connection = ScriptedConnection::reply(SUCCESS);
    let mut buffer = [0; 128];
    let token = Token::new(TOKEN).unwrap();
    let mut client = Client::new(&mut connection, BaseUrl::new(&base_url).unwrap(), token, &mut buffer);
    for _ in 0..2 {
        client.start(notebook()).unwrap();
    }
    let expected = base_url + "/ac/openapi/v2/notebook/actions/start";
    let is_opened = |call: &&Call| matches!(call, Call::Open { url, .. } if *url == expected);
    let opened = connection.calls.iter().filter(is_opened).count();
    assert_eq!(opened, 2, "{:?}", connection.calls);
}

#[test]
fn a_renewed_token_is_given_to_a_new_client_over_the_same_connection() {
    let (mut connection, mut buffer) = (ScriptedConnection::reply(SUCCESS), [0; 64]);
    let base_url = BaseUrl::new(URL).unwrap();
    for token in ["secret", "fresh"] {
        let mut client = Client::new(&mut connection, base_url, Token::new(token).unwrap(), &mut buffer);
        client.start(notebook()).unwrap();
    }
    let tokens = headers(&connection).map(|headers| headers[0].1.as_str());
    assert!(tokens.eq(["secret", "fresh"]), "{:?}", connection.calls);
}
