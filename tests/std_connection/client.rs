//! A call with the methods that the client uses.

use embedded_svc::http::client::Connection;
use embedded_svc::http::{Method, Status};
use embedded_svc::io::{Read, Write};
use scnet_notebook::{StdHttpConnection, std_http::StdHttpError};

pub(crate) use support::documented::BODY;
pub(crate) const HEADERS: [(&str, &str); 3] = [
    ("token", "secret"),
    ("Content-Type", "application/json"),
    ("Content-Length", "36"),
];

/// The step that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Request,
    Write,
    Response,
    Read,
}

/// Posts [`BODY`] and reads the whole reply.
pub(crate) fn post(connection: &mut StdHttpConnection, url: &str) -> Result<(u16, String), (Step, StdHttpError)> {
    connection
        .initiate_request(Method::Post, url, &HEADERS)
        .map_err(|e| (Step::Request, e))?;
    let written = connection.write(BODY.as_bytes()).map_err(|e| (Step::Write, e))?;
    assert_eq!(written, BODY.len());
    connection.flush().map_err(|e| (Step::Write, e))?;
    connection.initiate_response().map_err(|e| (Step::Response, e))?;
    let status = connection.status();
    let body = read_all(connection).map_err(|e| (Step::Read, e))?;
    Ok((status, body))
}

/// Begins a request.
pub(crate) fn begin(connection: &mut StdHttpConnection, url: &str) {
    connection.initiate_request(Method::Post, url, &HEADERS).unwrap();
}

pub(crate) fn read_all(connection: &mut StdHttpConnection) -> Result<String, StdHttpError> {
    let mut body = Vec::new();
    let mut buffer = [0; 64];
    loop {
        match connection.read(&mut buffer)? {
            0 => return Ok(String::from_utf8(body).unwrap()),
            read => body.extend_from_slice(&buffer[..read]),
        }
    }
}

/// Posts and expects a failure with an unknown outcome.
pub(crate) fn post_in_vain(connection: &mut StdHttpConnection, url: &str) -> (Step, StdHttpError) {
    let (step, error) = post(connection, url).unwrap_err();
    assert!(matches!(step, Step::Response | Step::Read), "{step:?}: {error}");
    assert!(!error.is_unsent(), "{error}");
    (step, error)
}

/// Posts and expects a failure before anything was sent.
pub(crate) fn post_unsent(connection: &mut StdHttpConnection, url: &str) -> StdHttpError {
    let (step, error) = post(connection, url).unwrap_err();
    assert!(matches!(step, Step::Request | Step::Write), "{step:?}: {error}");
    assert!(error.is_unsent(), "{error}");
    error
}
