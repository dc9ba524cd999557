use core::pin::pin;

use http::Request;
use http::response::Parts;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;

use super::connect::Transport;
use super::failure::Failure;

/// The most bytes of a body that are read. The documented one has 40.
const BODY_MAX: usize = 64 * 1024;
/// The most bytes of the head of an answer.
const HEAD_MAX: usize = 64 * 1024;

/// An answer of the upstream service.
pub(crate) struct Received {
    pub(crate) head: Parts,
    pub(crate) body: Vec<u8>,
    /// Set if the body is longer, and its rest was not read.
    pub(crate) is_cut: bool,
}

/// Sends a request, once, and reads the answer.
pub(super) async fn exchange(
    connection: Box<dyn Transport>,
    request: Request<Full<Bytes>>,
) -> Result<Received, Failure> {
    let mut client = http1::Builder::new();
    client.max_buf_size(HEAD_MAX);
    let connected = client.handshake(TokioIo::new(connection)).await;
    let (mut sender, driver) = connected.map_err(|error| failure(&error))?;
    let mut call = pin!(async {
        let answer = sender.send_request(request).await.map_err(|error| failure(&error))?;
        let (head, body) = answer.into_parts();
        if !(200..=599).contains(&head.status.as_u16()) {
            return Err(Failure::unanswered(
                "the status of the answer is not between 200 and 599",
            ));
        }
        let (body, is_cut) = read(body).await?;
        Ok(Received { head, body, is_cut })
    });
    // The driver moves the bytes, and may end before the last of them are taken here.
    tokio::select! {
        biased;
        received = &mut call => received,
        _ = driver => call.await,
    }
}

/// Reads a body, and returns whether it was cut.
async fn read(mut body: Incoming) -> Result<(Vec<u8>, bool), Failure> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| failure(&error))?;
        bytes.extend_from_slice(frame.data_ref().map_or(&[], |data| &data[..]));
        if bytes.len() > BODY_MAX {
            bytes.truncate(BODY_MAX);
            return Ok((bytes, true));
        }
    }
    Ok((bytes, false))
}

/// Makes the failure of a call on an open connection, of which some bytes may have arrived.
fn failure(error: &hyper::Error) -> Failure {
    Failure::unanswered(if error.is_parse_too_large() {
        "the head of the answer is too long"
    } else if error.is_parse() {
        "the answer is not valid HTTP/1.1"
    } else if error.is_body_write_aborted() || error.is_canceled() || error.is_closed() {
        "the connection ended before the answer"
    } else {
        "the connection ended before a whole answer"
    })
}
