//! Calls that are dropped, and calls out of order.

use super::*;

#[test]
fn a_dropped_call_is_unfinished_until_the_connection_is_reset() {
    use embedded_svc::http::client::asynch::Connection;

    let slow = Script {
        piece: 7,
        ..Script::new(STARTED)
    };
    for times in 1.. {
        let dialler = Dialler::new([slow.clone(), Script::new(STARTED)]);
        let mut client = client(StreamConnection::new(Afresh(dialler.clone())));
        if poll_times(client.start_async(&id(), &mut [0; 512]), times).is_some() {
            assert!(times > 20, "it went on as long as there was something to wait for");
            break;
        }
        let connection = client.connection();
        assert!(!connection.is_request_initiated() || !connection.is_response_initiated());
        match block_on(client.start_async(&id(), &mut [0; 512])) {
            // The head of the reply had come, so there is no request any more that could be unfinished.
            Ok(_) => assert_eq!(dialler.log.borrow().dialled.len(), 2),
            Err(error) => {
                assert_eq!(error, Error::RequestInProgress, "poll {times}");
                client.connection().reset();
                block_on(client.start_async(&id(), &mut [0; 512])).unwrap();
            }
        }
    }
}

#[test]
fn calls_out_of_order_are_errors_and_never_panics() {
    use embedded_svc::http::client::Connection;
    use embedded_svc::http::{Headers, Method, Status};
    use embedded_svc::io::{Read, Write};

    let mut connection = StreamConnection::new(Afresh(Dialler::new([STARTED; 3].map(Script::new))));
    assert_eq!(connection.write(b"x"), Err(StreamError::InvalidState));
    assert_eq!(connection.flush(), Err(StreamError::InvalidState));
    assert_eq!(connection.initiate_response(), Err(StreamError::InvalidState));
    assert_eq!(connection.read(&mut [0; 8]), Err(StreamError::InvalidState));
    assert_eq!((connection.status(), connection.header("Content-Length")), (0, None));
    assert!(connection.raw_connection().is_err());

    let headers = [("Content-Length", "2")];
    for (method, url, headers) in [
        (Method::Get, "http://h/", &headers[..]),
        (Method::Post, "http://h/", &[]),
        (Method::Post, "http://h/", &[("Content-Length", "two")]),
        (Method::Post, "h/", &headers),
        (Method::Post, "ftp://h/", &headers),
        (Method::Post, "http:/h/", &headers),
        (Method::Post, "http://", &headers),
        (Method::Post, "http://:80/", &headers),
        (Method::Post, "http://h:port/", &headers),
        (Method::Post, "http://h:65536/", &headers),
    ] {
        assert_eq!(
            connection.initiate_request(method, url, headers),
            Err(StreamError::Unsupported),
            "{url}"
        );
    }

    connection
        .initiate_request(Method::Post, "http://h/", &headers)
        .unwrap();
    assert!(connection.is_request_initiated() && !connection.is_response_initiated());
    assert_eq!(connection.write(b"too long"), Err(StreamError::InvalidState));
    assert!(!connection.is_request_initiated(), "it failed for good");
    connection
        .initiate_request(Method::Post, "http://h/", &headers)
        .unwrap();
    assert_eq!(
        connection.read(&mut [0; 8]),
        Err(StreamError::InvalidState),
        "no reply has begun"
    );
    connection
        .initiate_request(Method::Post, "http://h/", &headers)
        .unwrap();
    connection.write(b"1").unwrap();
    assert_eq!(
        connection.initiate_response(),
        Err(StreamError::InvalidState),
        "a byte of the body is missing"
    );
}

#[test]
fn async_calls_out_of_order_are_errors_and_never_panics() {
    use embedded_svc::http::{Method, client::asynch::Connection};
    use embedded_svc::io::asynch::{Read, Write};

    let headers = [("Content-Length", "2")];
    let scripts = [STARTED; 3].map(Script::new);
    let mut connection = StreamConnection::new(Afresh(Dialler::new(scripts)));
    block_on(async {
        assert_eq!(connection.write(b"x").await, Err(StreamError::InvalidState));
        assert_eq!(connection.flush().await, Err(StreamError::InvalidState));
        assert_eq!(connection.initiate_response().await, Err(StreamError::InvalidState));
        assert_eq!(connection.read(&mut [0; 8]).await, Err(StreamError::InvalidState));
        connection
            .initiate_request(Method::Post, "http://h/", &headers)
            .await
            .unwrap();
        connection.write(b"1").await.unwrap();
        assert_eq!(connection.initiate_response().await, Err(StreamError::InvalidState));
        assert!(!connection.is_request_initiated(), "it failed for good");
        connection
            .initiate_request(Method::Post, "http://h/", &headers)
            .await
            .unwrap();
        connection.write(b"12").await.unwrap();
    });
    // Once the reply is waited for, nothing more can be sent.
    assert_eq!(poll_times(connection.initiate_response(), 2), None);
    assert!(connection.is_request_initiated() && !connection.is_response_initiated());
    assert_eq!(block_on(connection.write(b"")), Err(StreamError::InvalidState));

    block_on(connection.initiate_request(Method::Post, "http://h/", &[("Content-Length", "0")])).unwrap();
    block_on(connection.flush()).unwrap();
    block_on(connection.initiate_response()).unwrap();
    assert!(connection.is_response_initiated() && !connection.is_request_initiated());
}

#[test]
fn a_response_tells_its_status_and_two_headers() {
    use embedded_svc::http::{Headers, Method, Status, client::Connection};
    use embedded_svc::io::Write;

    let replies = [
        ("Retry-After: 00000000000000000007", Some("00000000000000000007")),
        ("Retry-After: 00000000000000000007777", Some("00000000000000000007")),
        ("Retry-After: 00000000000000000007777x", None),
        ("Retry-After: soon", None),
    ];
    for (header, retry_after) in replies {
        let reply = with_length(&format!("Server: nginx\r\n{header}\r\n"));
        let mut connection = StreamConnection::new(Afresh(Dialler::new([Script::new(reply)])));
        // A URL may end with its host.
        connection
            .initiate_request(Method::Post, "http://h", &[("Content-Length", "0")])
            .unwrap();
        connection.flush().unwrap();
        connection.initiate_response().unwrap();
        assert!(connection.is_response_initiated() && !connection.is_request_initiated());
        assert_eq!((connection.status(), connection.status_message()), (200, None));
        let (head, _) = connection.split();
        assert_eq!((head.status(), head.status_message()), (200, None));
        assert_eq!(head.header("content-length"), Some("40"));
        assert_eq!(head.header("RETRY-AFTER"), retry_after, "{header}");
        assert_eq!(head.header("Server"), None);
    }
}

#[test]
fn debug_shows_no_byte_of_a_request() {
    let dialler = Dialler::new([Script {
        fails: Some(1),
        ..Script::new(STARTED)
    }]);
    let mut client = client(StreamConnection::new(Afresh(dialler)));
    let error = client.start(&id(), &mut [0; 512]).unwrap_err();
    let shown = format!("{client:?} {error:?} {error}");
    assert!(!shown.contains(TOKEN), "{shown}");
    assert_eq!(
        format!("{:?}", client.connection()),
        "StreamConnection { body: ResponseBody { session: Idle, .. }, .. }"
    );
}
