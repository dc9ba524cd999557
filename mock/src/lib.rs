//! A stand-in for the notebook service that misbehaves on command, for tests and for the bench.
//!
//! It answers the one documented call, starting a notebook, with a [`Case`]: one of the documented codes, or one of the
//! faults that a network, a gateway or a server has in store. It refuses what breaks the contract, and keeps what it was
//! sent:
//!
//! ```text
//!  a device ── request ──▶ contract ── kept ──▶ the case ─┬─ an answer ─▶ wiremock ─┬─▶ the device
//!                             │                           └─ a script ──────────────┤
//!                             └─ broken ─▶ a refusal that says why ─▶ wiremock ─────┤
//!                                                                                   └─▶ the journal
//! ```
//!
//! ```
//! use scnet_notebook::{BaseUrl, Client, NotebookId, Outcome, StdHttpConnection, Token};
//! use scnet_notebook_mock::{Case, ConnectionEnd, Server};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Server::start();
//! server.queue(Case::named("conn/reset-mid-body")?);
//!
//! let (base_url, token) = (BaseUrl::new(server.url())?, Token::new("eyJhbGciOiJIUzI1N")?);
//! let mut buffer = [0; 512];
//! let mut client = Client::new(StdHttpConnection::new(), base_url, token, &mut buffer);
//! let notebook = NotebookId::new("1821067171420946434")?;
//! let error = client.start(notebook).unwrap_err();
//! assert_eq!(error.outcome(), Outcome::Unknown);
//! client.start(notebook)?;
//!
//! let requests = server.requests();
//! assert_eq!((requests.len(), requests[0].end, requests[0].executed), (2, ConnectionEnd::Reset, true));
//! # Ok(())
//! # }
//! ```
//!
//! From async code it is started with [`Server::start_async`]; all else is the same. Where a test fails, a server that is
//! dropped prints its journal.
//!
//! # How a case is chosen
//!
//! The first of these that says anything counts:
//!
//! 1. The queue: [`Server::queue`], or `POST /__admin/queue`. Each entry is used for one well-formed start.
//! 2. A header: `Prefer: example=conn/reset-mid-body`, or `Prefer: code=10007`.
//! 3. The base URL: `http://127.0.0.1:8080/__case/conn/reset-mid-body`.
//! 4. The notebook id: `case:conn/reset-mid-body`, so that firmware can be driven as it is.
//! 5. The default: [`Server::reply_with`], or `PUT /__admin/default`.
//!
//! Some cases begin before the request was read. Chosen by the queue or the default they do; chosen by the request itself
//! they begin as soon as the choice is known.
//!
//! A [`TlsCase`] is chosen when the server is started: the handshake comes before any request.
//!
//! # What it refuses
//!
//! A refusal never carries the chosen case. It is an envelope like any other, and its header `Mock-Problem` says in English
//! what was wrong.
//!
//! | what was wrong | status | code |
//! |---|---|---|
//! | the path | 404 | 10004 |
//! | the method | 405, with `Allow: POST` | 10004 |
//! | the token, or the notebook id, is missing or empty | 200 | 10003 |
//! | the HTTP, and the connection is closed | 400 | 10004 |
//! | a client that is too slow, and the connection is closed | 408 | 10004 |
//! | a body of more than 64 KiB, or a head | 413, or 431 | 10004 |
//! | anything else about the headers or the body, or a case that there is not | 200 | 10004 |
//!
//! The page gives no code for a wrong path or method. 10004 blames the request, which is right; 10009, "no permission to
//! access this interface", would send the reader to the account instead. The page does not say either which HTTP status
//! stands around an error; 200 is what was seen on its sibling endpoints.
//!
//! # Executed starts
//!
//! A start counts as executed ([`RecordedRequest::executed`], [`Server::executed`]) unless the client may conclude that it was not:
//! by the rules of the client's `Error::outcome`, where the outcome is "not sent" or "refused". What a cut, broken or late
//! reply leaves unknown counts as executed, and so do codes 10001 and 10012 and all that are undocumented.
//!
//! # What it shows
//!
//! The journal ([`Server::requests`], `GET /__admin/requests`) keeps the latest 1000 requests that have ended, and those that
//! have not, and tells how many had to make room. The page at `/` shows it live. A token is nowhere shown but for its length
//! and its last four characters, nor kept anywhere but in [`RecordedRequest::headers`].
//!
//! # The admin interface
//!
//! It answers in JSON; what goes wrong, with a status of 400 to 405 and `{"error": TEXT}`. `GET /__admin/` lists it.
//!
//! | method and path | body | reply |
//! |---|---|---|
//! | `GET /__admin/health` | | `{"status": "ok", …}`: the URL, the version, the TLS case, the delay, and the counts |
//! | `GET /__admin/cases` | | `{"cases": [{"name", "alias", "family", "summary"}]}` |
//! | `GET /__admin/requests` | | `{"requests": […], "dropped", "cleared", "total"}`; `?after=7` shows those after number 7, and `&wait=30` waits so many seconds, 30 at most, until there are any |
//! | `DELETE /__admin/requests` | | the same, with no requests |
//! | `GET /__admin/queue` | | `{"queue": [NAME]}` |
//! | `POST /__admin/queue` | `{"case": NAME}` or `{"cases": [NAME]}` | the same |
//! | `DELETE /__admin/queue` | | the same |
//! | `GET /__admin/default` | | `{"case": NAME}` |
//! | `PUT /__admin/default` | `{"case": NAME}` | the same |
//! | `GET /__admin/delay` | | `{"delay": "100ms..2s"}` |
//! | `PUT /__admin/delay` | `{"delay": "100ms..2s"}` | the same |
//! | `POST /__admin/reset` | | that of `health` |
//!
//! A POST and a PUT need the header `Content-Type: application/json`, with a body or without: a foreign web page that is
//! open in a browser on the bench cannot send it.
//!
//! ```sh
//! curl 'http://127.0.0.1:8080/__admin/requests?after=0&wait=30'
//! curl -H 'Content-Type: application/json' -d '{"case":"conn/reset-mid-body"}' http://127.0.0.1:8080/__admin/queue
//! curl -X PUT -H 'Content-Type: application/json' -d '{"delay":"100ms..2s"}' http://127.0.0.1:8080/__admin/delay
//! curl -X POST -H 'Content-Type: application/json' http://127.0.0.1:8080/__admin/reset
//! curl -X DELETE http://127.0.0.1:8080/__admin/requests
//! ```
//!
//! The journal and the admin interface are open to whoever can reach the server: it is for a bench, not for the internet.
#![forbid(unsafe_code)]

mod admin;
mod config;
mod connection;
mod context;
mod http;
mod journal;
mod net;
mod openapi;
mod scenario;
mod server;

pub use config::Builder;
pub use journal::RecordedRequest;
pub use net::ConnectionEnd;
pub use net::tls::{Ca, InvalidCa, Tls, TlsCase, UnknownTlsCase};
pub use openapi::openapi;
pub use scenario::{
    Answer, Behavior, Case, Delay, Ending, InvalidDelay, START_PATH, Script, SelectedBy, Step, Trigger, UnknownCase,
};
pub use server::Server;
pub mod wiremock;

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
