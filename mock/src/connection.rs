mod pass_on;
mod reply;
mod unread;

use core::time::Duration;
use std::net::SocketAddr;
use std::sync::Arc;

use reply::Reply;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use unread::Unread;

use crate::admin;
use crate::context::Context;
use crate::http::{BODY_KEPT, Persistence, ReadError, RequestBody, RequestHead, Response, read_body, read_head};
use crate::journal::RecordedRequest;
use crate::net::listener::ListenerKind;
use crate::net::tls::handshake;
use crate::net::{ConnectionEnd, Stream, StreamError, after};
use crate::scenario::{REDIRECTED, Selection, Violation, check_head, hints, parse_body, split_path};

/// The wait for the rest of the first line of a connection before a case cuts it off: the line tells whether the page calls.
const CUT_OFF_DELAY: Duration = Duration::from_secs(1);

/// Per-connection handler: reads requests, and replies to each.
#[derive(Debug)]
pub(crate) struct Connection {
    context: Arc<Context>,
    number: u64,
    peer: SocketAddr,
    kind: ListenerKind,
}

impl Connection {
    pub(crate) fn new(context: Arc<Context>, kind: ListenerKind, peer: SocketAddr) -> Self {
        let number = context.begin_connection();
        Self {
            context,
            number,
            peer,
            kind,
        }
    }

    /// Serves a connection until either side ends it.
    pub(crate) async fn serve(mut self, stream: TcpStream) {
        match self.context.acceptor.clone() {
            Some(acceptor) if self.kind == ListenerKind::Service => self.serve_tls(stream, &acceptor).await,
            _ => {
                let stream = Stream::plain(stream, self.context.client_timeout);
                self.serve_requests(stream).await;
            }
        }
    }

    async fn serve_tls(&mut self, stream: TcpStream, acceptor: &TlsAcceptor) {
        let client_timeout = self.context.client_timeout;
        match handshake::is_tls(&stream, client_timeout).await {
            Some(true) => {}
            Some(false) => {
                self.kind = ListenerKind::AdminOnly;
                return self.serve_requests(Stream::plain(stream, client_timeout)).await;
            }
            None => return,
        }
        if let Some(selected) = self.context.state.on_accept() {
            self.cut_off(Stream::plain(stream, client_timeout), selected).await;
            return;
        }
        let mut request = RecordedRequest::new(self.number, self.peer, true);
        let tls_case = self.context.tls_case;
        let (problem, end) = match handshake::accept(acceptor, stream, client_timeout, tls_case).await {
            Ok(mut stream) => match stream.wait_for_request().await {
                Ok(()) => return self.serve_requests(stream).await,
                Err(error) => {
                    let end = match error {
                        StreamError::Disconnected => ConnectionEnd::Left,
                        StreamError::TimedOut => ConnectionEnd::Closed,
                    };
                    request.hint =
                        tls_case.map(|case| format!("the client may have refused {case} after the handshake"));
                    ("nothing was sent after the TLS handshake".to_owned(), end)
                }
            },
            Err(refusal) => {
                request.hint = refusal.hint;
                request.refused_as_it_must = refusal.is_right;
                (refusal.problem, ConnectionEnd::Left)
            }
        };
        self.record(request, problem, end);
    }

    async fn serve_requests(&self, mut stream: Stream) {
        // A device sends at once. A connection that stays silent is a spare one of a browser, and takes no case.
        if stream.wait_for_request().await.is_err() {
            return;
        }
        let mut kept = match self.due_on_accept(&mut stream).await {
            Some(selected) => self.cut_off(stream, selected).await,
            None => Some(stream),
        };
        while let Some(stream) = kept {
            kept = self.serve_request(stream).await;
        }
    }

    /// Takes the next case if it begins before a request is read, unless the client calls the admin interface.
    async fn due_on_accept(&self, stream: &mut Stream) -> Option<Selection> {
        let state = &self.context.state;
        if self.kind != ListenerKind::Service || !state.is_due_on_accept() {
            return None;
        }
        let end = after(CUT_OFF_DELAY).into();
        loop {
            match admin::is_called_by(&stream.buffer) {
                Some(true) => return None,
                Some(false) => break,
                None => match stream.fill_until(end).await {
                    Ok(()) => {}
                    Err(StreamError::Disconnected) => return None,
                    Err(StreamError::TimedOut) => break,
                },
            }
        }
        state.on_accept()
    }

    /// Plays a case that begins before anything is read.
    async fn cut_off(&self, stream: Stream, selected: Selection) -> Option<Stream> {
        let reply = Reply::selected(self.request(&stream), Persistence::Close, selected);
        reply.before(Unread::All).send(&self.context, stream).await
    }

    /// Serves the next request, and returns the stream if the connection is kept.
    async fn serve_request(&self, mut stream: Stream) -> Option<Stream> {
        let error = match read_head(&mut stream).await {
            Ok((head, deadline)) if self.is_for_admin(&head) => {
                return self.serve_admin(stream, &head, deadline).await;
            }
            Ok((head, deadline)) => {
                let reply = self.decide(&mut stream, head, deadline).await?;
                return reply.send(&self.context, stream).await;
            }
            Err(ReadError::Idle) => return None,
            Err(error) => error,
        };
        let head = RequestHead::of_part(&stream.buffer);
        match error {
            ReadError::BadRequest(bad) if self.is_for_admin(&head) => {
                send_admin(stream, &admin::error(bad.problem), &head, Persistence::Close).await
            }
            ReadError::BadRequest(bad) => {
                let request = self.request(&stream).with_head(head);
                Reply::refusal(request, Persistence::Close, bad.into())
                    .send(&self.context, stream)
                    .await
            }
            _ if self.is_for_admin(&head) => None,
            _ => self.record_incomplete(self.request(&stream).with_head(head), "inside its head"),
        }
    }

    fn is_for_admin(&self, head: &RequestHead) -> bool {
        self.kind != ListenerKind::RedirectTarget && admin::is_for(head)
    }

    async fn serve_admin(&self, mut stream: Stream, head: &RequestHead, deadline: Instant) -> Option<Stream> {
        let mut body = RequestBody::new(head.framing);
        let (response, persistence) = match read_body(&mut stream, head, deadline, &mut body).await {
            Ok(()) => tokio::select! {
                biased;
                response = admin::respond(&self.context, head, &body) => (response, head.persistence),
                // A wait ends with its client.
                () = stream.left() => return None,
            },
            Err(ReadError::BadRequest(bad)) => (admin::error(bad.problem), Persistence::Close),
            Err(ReadError::Idle | ReadError::Disconnected) => return None,
        };
        send_admin(stream, &response, head, persistence).await
    }

    /// Reads the rest of a request, and decides on the reply. `None` if the client is gone.
    async fn decide(&self, stream: &mut Stream, head: RequestHead, deadline: Instant) -> Option<Reply> {
        let state = &self.context.state;
        let request = self.request(stream);
        let persistence = head.persistence;
        let mut checked = self.check_head(&head);
        if checked.is_ok() {
            match state.on_head(&head.headers, &head.path) {
                Ok(None) => {}
                Ok(Some(selected)) => {
                    let framing = head.framing;
                    let reply = Reply::selected(request.with_head(head), persistence, selected);
                    return Some(reply.before(Unread::Body(framing)));
                }
                Err(violation) => checked = Err(violation),
            }
        }
        let mut body = RequestBody::new(head.framing);
        let read = read_body(stream, &head, deadline, &mut body).await;
        let request = request.with_body(&body.kept, body.length);
        match read {
            Ok(()) => {}
            Err(ReadError::BadRequest(bad)) => {
                return Some(Reply::refusal(request.with_head(head), Persistence::Close, bad.into()));
            }
            Err(ReadError::Idle | ReadError::Disconnected) => {
                let place = format!("after {} of {} bytes of its body", body.length, body.announced());
                return self.record_incomplete(request.with_head(head), &place);
            }
        }
        let selected = checked.and_then(|()| {
            if !body.is_kept_whole() {
                let problem = format!("the body has more than {BODY_KEPT} bytes");
                return Err(Violation::with_status(413, problem));
            }
            let body = parse_body(&body.kept)?;
            let selected = state.on_request(&head.headers, &head.path, &body.notebook_id)?;
            let selected = match &self.context.notebooks {
                Some(notebooks) => notebooks.replace(&body.notebook_id, selected),
                None => selected,
            };
            Ok((hints(&head, &body), body.notebook_id, selected))
        });
        let request = request.with_head(head);
        Some(match selected {
            Ok((hint, id, selected)) => {
                let notebook_id = Some(id);
                let hints: Vec<_> = request.hint.into_iter().chain(hint).collect();
                let request = RecordedRequest {
                    notebook_id,
                    hint: (!hints.is_empty()).then(|| hints.join("; ")),
                    ..request
                };
                Reply::selected(request, persistence, selected).with_body(body.kept)
            }
            Err(violation) => Reply::refusal(request, persistence, violation),
        })
    }

    fn check_head(&self, head: &RequestHead) -> Result<(), Violation> {
        if head.path.starts_with(REDIRECTED) {
            return Err(followed());
        }
        match self.kind {
            ListenerKind::Service => {
                let (_, path) = split_path(&head.path)?;
                check_head(&head.method, path, &head.headers)
            }
            ListenerKind::AdminOnly => Err(Violation::before_the_service(
                400,
                "this is plain HTTP, and the service speaks TLS: call https",
            )),
            ListenerKind::RedirectTarget => Err(followed()),
        }
    }

    /// Makes the record of the next request.
    fn request(&self, stream: &Stream) -> RecordedRequest {
        let case = self.context.tls_case.filter(|_| stream.is_tls());
        RecordedRequest {
            hint: case.map(|case| format!("the client accepted {case}, which it must refuse")),
            ..RecordedRequest::new(self.number, self.peer, stream.is_tls())
        }
    }

    /// Records a request that the client did not complete.
    fn record_incomplete<T>(&self, request: RecordedRequest, place: &str) -> Option<T> {
        self.record(request, format!("the request broke off {place}"), ConnectionEnd::Left);
        None
    }

    fn record(&self, request: RecordedRequest, problem: String, end: ConnectionEnd) {
        let problem = Some(problem);
        self.context.journal.record(RecordedRequest {
            problem,
            end,
            ..request
        });
    }
}

/// Sends a response of the admin interface, and returns the stream if the connection is kept.
async fn send_admin(
    mut stream: Stream,
    response: &Response,
    head: &RequestHead,
    persistence: Persistence,
) -> Option<Stream> {
    let bytes = response.encode(head.method == "HEAD", persistence);
    stream.send(&bytes).await.ok()?;
    if persistence.keeps() {
        return Some(stream);
    }
    stream.close_lingering().await;
    None
}

fn followed() -> Violation {
    Violation::with_status(404, "a redirect to another host was followed, with all that was sent")
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.context.end_connection();
    }
}
