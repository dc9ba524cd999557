//! Methods that are called out of order, and abandoned requests.

use super::*;

#[test]
fn a_request_that_its_owner_abandoned_is_discarded_by_the_next_one() {
    use embedded_svc::http::{
        Method,
        client::{Connection, asynch},
    };

    let headers = [("Content-Length", "2")];
    let connector = Connector::new([STARTED; 4].map(Script::new));
    let mut blocking = connect(&connector);
    for _ in 0..2 {
        blocking.initiate_request(Method::Post, "http://h/", &headers).unwrap();
        assert!(blocking.is_request_initiated());
        assert_eq!(connector.log.borrow().open, 1);
    }
    drop(blocking);
    let mut connection = connect(&connector);
    for _ in 0..2 {
        let request = asynch::Connection::initiate_request(&mut connection, Method::Post, "http://h/", &headers);
        block_on(request).unwrap();
        assert!(asynch::Connection::is_request_initiated(&connection));
        assert_eq!(connector.log.borrow().open, 1);
    }
    assert_eq!(connector.log.borrow().endpoints, ["h 80"; 4]);
}

#[test]
fn a_client_sends_nothing_inside_a_request_of_the_connections_owner() {
    use embedded_svc::http::{Method, client::Connection, client::asynch};
    use embedded_svc::io::Write;

    let headers = [("Content-Length", "0")];
    let connector = Connector::new([STARTED; 4].map(Script::new));
    let mut connection = connect(&connector);
    connection
        .initiate_request(Method::Post, "http://h/", &headers)
        .unwrap();
    let (mut buffer, operations) = ([0; 512], connector.log.borrow().operations);
    let mut blocking = client(connection, &mut buffer);
    let error = blocking.start(id()).unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (&Kind::RequestInProgress, Outcome::Unknown)
    );
    assert_eq!(blocking.outcome(), Some(Outcome::Unknown));
    assert_eq!(connector.log.borrow().operations, operations);
    // The owner completes it.
    blocking.connection().flush().unwrap();
    blocking.connection().initiate_response().unwrap();
    blocking.start(id()).unwrap();

    let mut connection = connect(&connector);
    let request = asynch::Connection::initiate_request(&mut connection, Method::Post, "http://h/", &headers);
    block_on(request).unwrap();
    let operations = connector.log.borrow().operations;
    let mut asynch = client(connection, &mut buffer);
    assert_eq!(block_on(asynch.start_async(id())), Err(error));
    assert_eq!(connector.log.borrow().operations, operations);
}

#[test]
fn calls_out_of_order_are_errors_and_never_panics() {
    use embedded_svc::http::client::Connection;
    use embedded_svc::http::{Headers, Method, Status};
    use embedded_svc::io::{Read, Write};

    let mut connection = connect(&Connector::new([STARTED; 3].map(Script::new)));
    assert_eq!(connection.write(b"x"), Err(StreamError::InvalidState));
    assert_eq!(connection.flush(), Err(StreamError::InvalidState));
    assert_eq!(connection.initiate_response(), Err(StreamError::InvalidState));
    assert_eq!(connection.read(&mut [0; 8]), Err(StreamError::InvalidState));
    assert_eq!((connection.status(), connection.header("Retry-After")), (0, None));
    assert!(connection.raw_connection().is_err());

    let headers = [("Content-Length", "2")];
    for (method, url) in [
        (Method::Get, "http://h/"),
        (Method::Put, "http://h/"),
        (Method::Post, "h/"),
        (Method::Post, "ftp://h/"),
        (Method::Post, "http:/h/"),
        (Method::Post, "http://"),
        (Method::Post, "http://:80/"),
        (Method::Post, "http://h:port/"),
        (Method::Post, "http://h:65536/"),
        (Method::Post, "http://user@h/"),
    ] {
        assert_eq!(
            connection.initiate_request(method, url, &headers),
            Err(StreamError::Unsupported),
            "{url}"
        );
    }

    connection
        .initiate_request(Method::Post, "http://h/", &headers)
        .unwrap();
    assert!(connection.is_request_initiated() && !connection.is_response_initiated());
    assert_eq!(
        connection.read(&mut [0; 8]),
        Err(StreamError::InvalidState),
        "no reply has begun"
    );
    assert!(!connection.is_request_initiated(), "it failed for good");
    assert_eq!(connection.write(b"12"), Err(StreamError::InvalidState));
}

#[test]
fn a_request_that_cannot_begin_discards_the_previous_response() {
    use embedded_svc::http::{Method, client::Connection};
    use embedded_svc::io::{Read, Write};

    let mut connection = connect(&Connector::new([Script::new(STARTED)]));
    connection.initiate_request(Method::Post, "http://h/", &[]).unwrap();
    connection.write(b"x").unwrap();
    connection.flush().unwrap();
    connection.initiate_response().unwrap();
    assert!(connection.is_response_initiated());
    let result = connection.initiate_request(Method::Get, "http://h/", &[]);
    assert_eq!(result, Err(StreamError::Unsupported));
    assert!(!connection.is_request_initiated() && !connection.is_response_initiated());
    assert_eq!(connection.read(&mut [0; 8]), Err(StreamError::InvalidState));
    assert!(connection.raw_connection().is_err(), "the stream is dropped");
}

#[test]
fn async_calls_out_of_order_are_errors_and_never_panics() {
    use embedded_svc::http::{Method, client::asynch::Connection};
    use embedded_svc::io::asynch::{Read, Write};

    let headers = [("Content-Length", "2")];
    let scripts = [STARTED; 3].map(Script::new);
    let mut connection = connect(&Connector::new(scripts));
    block_on(async {
        assert_eq!(connection.write(b"x").await, Err(StreamError::InvalidState));
        assert_eq!(connection.flush().await, Err(StreamError::InvalidState));
        assert_eq!(connection.initiate_response().await, Err(StreamError::InvalidState));
        assert_eq!(connection.read(&mut [0; 8]).await, Err(StreamError::InvalidState));
        for (method, url) in [(Method::Get, "http://h/"), (Method::Post, "ftp://h/")] {
            let result = connection.initiate_request(method, url, &headers).await;
            assert_eq!(result, Err(StreamError::Unsupported), "{url}");
        }
        connection
            .initiate_request(Method::Post, "http://h/", &headers)
            .await
            .unwrap();
        assert_eq!(connection.read(&mut [0; 8]).await, Err(StreamError::InvalidState));
        assert!(!connection.is_request_initiated(), "it failed for good");
        assert_eq!(connection.write(b"12").await, Err(StreamError::InvalidState));
        connection
            .initiate_request(Method::Post, "http://h/", &headers)
            .await
            .unwrap();
        connection.write(b"12").await.unwrap();
        connection.flush().await.unwrap();
        assert!(connection.is_request_initiated() && !connection.is_response_initiated());
    });
    // The response has begun, so nothing more can be sent.
    block_on(connection.initiate_response()).unwrap();
    assert!(connection.is_response_initiated() && !connection.is_request_initiated());
    let mut start = [0; 2];
    assert_eq!(block_on(connection.split().1.read(&mut start)), Ok(2));
    assert_eq!(&start, &ENVELOPE.as_bytes()[..2]);
    assert_eq!(block_on(connection.write(b"")), Err(StreamError::InvalidState));

    block_on(connection.initiate_request(Method::Post, "http://h/", &[("Content-Length", "0")])).unwrap();
    block_on(connection.flush()).unwrap();
    block_on(connection.initiate_response()).unwrap();
    assert!(connection.is_response_initiated() && !connection.is_request_initiated());
}

#[test]
fn a_response_has_its_status_and_retry_after_but_not_its_framing() {
    use embedded_svc::http::{Headers, Method, Status, client::Connection};
    use embedded_svc::io::{Read, Write};

    let replies = [
        ("Retry-After: 00000000000000000007", Some("00000000000000000007")),
        ("Retry-After: 00000000000000000007777", Some("00000000000000000007")),
        ("Retry-After: 00000000000000000007777x", None),
        ("Retry-After: soon", None),
    ];
    for (header, retry_after) in replies {
        let reply = with_length(&format!("Server: nginx\r\n{header}\r\n"));
        let mut connection = connect(&Connector::new([Script::new(reply)]));
        // A URL may end with its host.
        connection
            .initiate_request(Method::Post, "http://h", &[("Content-Length", "0")])
            .unwrap();
        connection.flush().unwrap();
        connection.initiate_response().unwrap();
        assert!(connection.is_response_initiated() && !connection.is_request_initiated());
        assert_eq!((connection.status(), connection.status_message()), (200, None));
        let (head, body) = connection.split();
        assert_eq!((head.status(), head.status_message()), (200, None));
        let mut start = [0; 2];
        assert_eq!(Read::read(body, &mut start), Ok(2));
        assert_eq!(&start, &ENVELOPE.as_bytes()[..2]);
        assert_eq!(head.header("Content-Length"), None);
        assert_eq!(head.header("RETRY-AFTER"), retry_after, "{header}");
        assert_eq!(head.header("Server"), None);
    }
}

#[test]
fn debug_shows_no_byte_of_a_request() {
    let connector = Connector::new([Script::new(STARTED).failing(1..2, Failure::UNPLUGGED)]);
    let mut buffer = [0; 512];
    let mut client = client(connect(&connector), &mut buffer);
    let error = client.start(id()).unwrap_err();
    let shown = format!("{client:?} {error:?} {error}");
    assert!(!shown.contains(TOKEN), "{shown}");
    assert_eq!(
        format!("{:?}", client.connection()),
        "StreamConnection { body: ResponseBody { http: Idle, .. }, .. }"
    );
}
