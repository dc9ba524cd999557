//! A mock of the notebook service, with faults on demand, for tests and for the bench.
//!
//! It answers the documented call, which starts a notebook, with a [`Case`]: a documented code, or a fault of a network, a
//! gateway or a server. It refuses invalid requests, and records all requests:
//!
//! ```text
//!  device ── request ──▶ validation ─┬─ valid ──▶ selection ──▶ case ─┬─ answer ─┬─▶ device
//!                                    │                                └─ script ─┤
//!                                    └─ invalid ──▶ refusal with its reason ─────┴─▶ journal
//! ```
//!
//! Modules, each of which knows only those below:
//!
//! | module | content |
//! |---|---|
//! | `server`, `config` | settings, start, stop |
//! | `connection` | per-connection handler |
//! | `admin` | the admin interface and its page |
//! | `context` | state shared by all connections |
//! | `upstream` | the service behind the mock: one call, and the differences of its answer from the page |
//! | `journal` | recorded requests, and their text without the token |
//! | `scenario` | cases, selection, validation, scripts |
//! | `http` | requests in, responses out |
//! | `net` | listener, streams with time limits, TLS |
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
//! Async code starts the server with [`Server::start_async`]. If a test fails, the dropped server prints its journal.
//!
//! # Selection of a case
//!
//! The first of these that selects a case counts:
//!
//! 1. The queue: [`Server::queue`], or `POST /__admin/queue`. An entry is used for one valid start, or for as many as it
//!    says. A start takes the first entry that is for its device.
//! 2. A header: `Prefer: example=conn/reset-mid-body`, or `Prefer: code=10007`.
//! 3. The base URL: `http://127.0.0.1:8080/__case/conn/reset-mid-body`.
//! 4. The notebook id: `case:conn/reset-mid-body`, which needs no change of the firmware.
//! 5. The default: [`Server::reply_with`], or `PUT /__admin/default`.
//!
//! Some cases begin before the request is read. Selected by the queue or the default, they do; selected by the request, they
//! begin as soon as the selection is read. An entry of the queue for one device only is skipped for all others. Its token is
//! known with the head of the request, and its notebook with the body: until then, nothing behind the entry is played.
//!
//! A [`TlsCase`] is selected when the server starts, because the handshake comes before any request.
//!
//! # Descriptions
//!
//! The admin interface, the command line, [`Case::from_json`] and [`Queued::from_json`] take cases in JSON: a string is the
//! name of a case, and an object has exactly one of these members:
//!
//! | member | value |
//! |---|---|
//! | `case` | the name of a case of the catalogue |
//! | `code` | a number, or a string of digits: an envelope; beside it `msg` and `data`, any JSON, `status` and `headers` replace what is documented |
//! | `answer` | `{"status": 200, "headers": {"name": "value"}, "body": BYTES}`, each of which may be absent |
//! | `script` | an array of `{"send": BYTES}`, `{"wait": "300ms"}` and `{"dribble": {"bytes": BYTES, "piece": 1, "every": "10ms"}}`, of which the last may be `"keep"`, `"hold"`, `"close"` or `"reset"`; beside it `on`, the moment at which it begins: `"accept"`, `"head"` or `"request"` |
//!
//! BYTES is a string, or `{"base64": "…"}`. The last three kinds may have a `name` for the journal, and `executed`, which says
//! whether the service may have started the notebook. Without it, an answer is [judged](Case::refuses) by its code and its
//! status, and a script counts as executed. A script on accept or head never does: the service has no whole request.
//!
//! An entry of the queue is a description that may also have `times`, the number of starts; `delay`, such as `"100ms..2s"`,
//! instead of that of the server; `token`, the end of the token of the only device, such as `"…w5c4"`; and `notebook`, the only
//! notebook. Over HTTP, the queue takes at most 10,000 uses and 16 MiB in all, and a request 64 KiB.
//!
//! ```json
//! {"script": [{"send": "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{"}, {"wait": "300ms"}, "reset"], "times": 3, "token": "…w5c4"}
//! ```
//!
//! An invalid description is an error with the path to the invalid part, and what is expected there:
//! `script[1].wait: expected a time such as 300ms`. `GET /__admin/schema` returns the JSON Schema of an entry.
//!
//! # Refusals
//!
//! A refused request plays no case. The refusal is an envelope, and its header `Mock-Problem` has the reason in English.
//!
//! | reason | status | code |
//! |---|---|---|
//! | the path | 404 | 10004 |
//! | the method | 405, with `Allow: POST` | 10004 |
//! | the token or the notebook id is missing or empty | 200 | 10003 |
//! | invalid HTTP; the connection is closed | 400 | 10004 |
//! | plain HTTP to a service with TLS | 400 | none: plain text |
//! | a slow client; the connection is closed | 408 | 10004 |
//! | a body or a head of more than 64 KiB | 413 or 431 | 10004 |
//! | other problems of the headers or the body; an unknown case or preference, or two cases | 200 | 10004 |
//!
//! The service's page gives no code for a wrong path or method. 10004 blames the request, which is right; 10009, "no
//! permission to access this interface", would blame the account. The page does not give the HTTP status of an error either;
//! 200 was seen on sibling endpoints.
//!
//! A start that the page allows is played. If no real client would send it, its record has a [hint](RecordedRequest::hint).
//!
//! # Executed starts
//!
//! A start counts as executed ([`RecordedRequest::executed`], [`Server::executed`]) unless the client may conclude that it was
//! not: the outcome is "not sent" or "refused" by the rules of the client's `Error::outcome`. A cut, broken or late reply
//! leaves the outcome unknown, so the start counts as executed, and so do codes 10001 and 10012 and all undocumented codes.
//! [`Case::refusing`] marks a case of your own as not executed.
//!
//! A valid start of a notebook within a minute after an executed one is a repeat, whatever its token is and whatever it is
//! answered with ([`RecordedRequest::repeated_after`], [`Server::repeats`]). A client that starts a notebook once makes none.
//!
//! # The service upstream, and the states of notebooks
//!
//! [`Builder::upstream`] passes the starts that select no case on to another service, such as the real one, where **each of
//! them costs money**. A start is passed on once. It counts as executed unless nothing was sent, or the answer refuses it. The
//! record has the answer, and its differences from the service's page ([`RecordedRequest::upstream`]); [`UpstreamAnswer::case`]
//! replays it, without secrets.
//!
//! [`Builder::stateful`] answers with a code if a running notebook is started once more. The service's answer to that is
//! undocumented.
//!
//! # The journal
//!
//! The journal ([`Server::requests`], `GET /__admin/requests`) keeps the latest 1000 requests that have ended, all that have
//! not, and two counts: `dropped` of the requests that made room for later ones, `cleared` of the times it was cleared. The page
//! at `/` shows it live. Of a token it shows only the length and, if that is 32 or more, the last four characters. Every header
//! may be a token, but those that are known to be harmless; so may every word of 32 or more letters and digits; and all that
//! follows a name such as `token` or `password` in a body is hidden. A request is stored as it was sent.
//!
//! A failed TLS handshake has a [hint](RecordedRequest::hint) about its reason; [`refused_as_it_must`](RecordedRequest::refused_as_it_must)
//! marks a client that refused a [`TlsCase`] for its fault.
//!
//! # Verification
//!
//! [`Server::verify`] and `GET /__admin/verify` wait until the counts of requests are as expected, and stay so. `posts` counts
//! all POSTs, `executed` those that may have started the notebook, `refused` all others, and `repeats` the starts of a notebook
//! within a minute after an executed one: [`Counts`] has the rules. Only requests since the journal was cleared count.
//!
//! ```sh
//! curl -f 'http://127.0.0.1:8080/__admin/verify?posts=1&executed=1&within=5s&settle=300ms'
//! ```
//!
//! Each count is a number or a range with both of its ends: `1`, `1..`, `..3`, `1..3`. `within` is the time in which the
//! counts have to come true, `settle` the time for which they then have to stay so; both are 10 minutes at most, and no time
//! without them. A count above its range fails at once, as counts only grow; `posts=0&settle=5s` verifies that no POST comes.
//! A start that is passed on is awaited until the service has answered.
//! `case`, `notebook`, `token` and `connection` are filters; of a long token, the last four characters count. If requests that
//! may count have made room for later ones, nothing is verified: clear the journal before the test.
//!
//! # The admin interface
//!
//! The responses are JSON, and end with a line end. An error has a status of 400 to 405, or 417, and the body
//! `{"error": TEXT}`. `GET /__admin/` lists all endpoints.
//!
//! | method and path | body | reply |
//! |---|---|---|
//! | `GET /__admin/health` | | `{"status": "ok", …}`: the URL, the version, the TLS case, the delay, and the counts |
//! | `GET /__admin/cases` | | `{"cases": [{"name", "alias", "family", "summary"}]}` |
//! | `GET /__admin/requests` | | `{"requests": […], "more", "matching", "dropped", "cleared", "total"}`; `?after=7` returns those after number 7, and `&wait=30s` waits up to 30 seconds for the first of them, or for `&count=2`; the other filters are `state=open` or `ended`, `case`, `notebook`, `token` (its end), `connection`, and `executed`, `refused` and `repeated`, which are `true` or `false`; `matching` is the number of all that match; `more` is true if the reply has 1 MiB of them and there are later ones |
//! | `GET /__admin/requests/ID/case` | | the case that replays the answer of the [upstream](Builder::upstream) service |
//! | `DELETE /__admin/requests` | | the same, with no requests |
//! | `GET /__admin/verify` | | `{"verified": true, "counts"}`, or status 417 and `{"verified": false, "error": TEXT, "counts", "requests": […], "more"}`; [above](#verification) |
//! | `GET /__admin/queue` | | `{"queue": [{"id", "case", "times", "delay", "token", "notebook"}]}`; `times` is the number of uses that are left |
//! | `POST /__admin/queue` | an entry, such as `{"case": NAME}`, an array of entries, or `{"cases": [ENTRY]}` | the same; equal entries side by side are one |
//! | `DELETE /__admin/queue/ID` | | the same, without the entry, or with `?times=1` without one of its uses |
//! | `DELETE /__admin/queue` | | the same, with no entries |
//! | `GET /__admin/schema` | | the JSON Schema of an entry |
//! | `GET /__admin/default` | | `{"case": NAME}` |
//! | `PUT /__admin/default` | a description, such as `{"case": NAME}` | the same |
//! | `GET /__admin/delay` | | `{"delay": "100ms..2s"}` |
//! | `PUT /__admin/delay` | `{"delay": "100ms..2s"}` | the same |
//! | `GET /__admin/notebooks` | | `{"notebooks": [{"notebook", "state"}]}`, of a [stateful](Builder::stateful) server |
//! | `POST /__admin/notebooks` | `{"notebook": ID, "state": "running"}`, or `"stopped"` | the same |
//! | `POST /__admin/reset` | | that of `health` |
//!
//! A POST and a PUT need the header `Content-Type: application/json`, even without a body: a foreign web page in a browser on
//! the bench cannot send it. The header `Host` has to be an address, `localhost`, or a name of this machine or of
//! [`Tls::with_name`]: a foreign web page whose name was made to resolve to this machine sends its own.
//!
//! ```sh
//! curl 'http://127.0.0.1:8080/__admin/requests?after=0&wait=30'
//! curl -H 'Content-Type: application/json' -d '{"case":"conn/reset-mid-body"}' http://127.0.0.1:8080/__admin/queue
//! curl -H 'Content-Type: application/json' -d '{"code":911042,"status":502,"times":3}' http://127.0.0.1:8080/__admin/queue
//! curl -X PUT -H 'Content-Type: application/json' -d '{"delay":"100ms..2s"}' http://127.0.0.1:8080/__admin/delay
//! curl -X POST -H 'Content-Type: application/json' http://127.0.0.1:8080/__admin/reset
//! curl -X DELETE http://127.0.0.1:8080/__admin/requests
//! ```
//!
//! Everyone who can reach the server can use the admin interface and read the journal: it is for a bench, not for the internet.
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
mod upstream;

pub use config::Builder;
pub use journal::{CountRange, Counts, NotVerified, RecordedRequest, UpstreamAnswer};
pub use net::ConnectionEnd;
pub use net::tls::{Ca, InvalidCa, Tls, TlsCase, UnknownTlsCase};
pub use openapi::openapi;
pub use scenario::{
    Answer, Behavior, Case, Delay, Ending, InvalidDelay, InvalidDescription, NotebookState, Queued, START_PATH, Script,
    SelectedBy, Step, Trigger, UnknownCase,
};
pub use server::{Server, Verification};
pub use upstream::{InvalidUpstream, Upstream};
pub mod wiremock;

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
