//! A stand-in for the notebook service, for tests and for the bench.
//!
//! It answers the one documented call, starting a notebook, with whichever answer it is told to give. It refuses what
//! breaks the contract, and it keeps what it was sent:
//!
//! ```text
//!  a device ── request ──▶ contract ── kept ──▶ the answer set by `reply_with` ─┬─▶ the device
//!                             │                                                 │
//!                             └── broken ─────▶ a refusal that says why ────────┤
//!                                                                               └─▶ the journal, `requests`
//! ```
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//!
//! use scnet_notebook::Code;
//! use scnet_notebook_mock::{Answer, START_PATH, Server};
//!
//! let server = Server::start();
//! server.reply_with(Answer::code(Code::USER_FROZEN));
//!
//! let body = r#"{"notebookId":"1821067171420946434"}"#;
//! let mut wire = TcpStream::connect(server.address())?;
//! write!(wire, "POST {START_PATH} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\ntoken: eyJhbGciOiJIUzI1N\r\n")?;
//! write!(wire, "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
//! let mut reply = String::new();
//! wire.read_to_string(&mut reply)?;
//!
//! assert!(reply.ends_with(r#"{"code":"10007","msg":"用户已被冻结","data":null}"#));
//! assert_eq!(server.requests()[0].body, body.as_bytes());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # What it refuses
//!
//! A refusal never carries the configured answer. It is an envelope like any other, and its header `Mock-Problem` says
//! in English what was wrong.
//!
//! | what was wrong | status | code |
//! |---|---|---|
//! | the path | 404 | 10004 |
//! | the method | 405, with `Allow: POST` | 10004 |
//! | the token, or the notebook id, is missing or empty | 200 | 10003 |
//! | anything else about the headers or the body | 200 | 10004 |
//!
//! The page gives no code for a wrong path or method. 10004 blames the request, which is right; 10009, "no permission to
//! access this interface", would send the reader to the account instead. The page does not say either which HTTP status
//! stands around an error; 200 is what was seen on its sibling endpoints.
//!
//! # What it cannot do
//!
//! Its answers are whole and well-formed HTTP, in plain text. What is not HTTP at all gets the empty 400 of the HTTP
//! server below, and what breaks off in the middle of a request is neither answered nor kept.
#![forbid(unsafe_code)]

mod admin;
mod answer;
mod backend;
mod body;
mod builder;
mod case;
mod chosen_by;
mod connection;
mod contract;
mod delay;
mod door;
mod head;
mod house;
mod intake;
mod journal;
mod play;
mod received;
mod redaction;
mod script;
mod server;
mod tls;
mod wire;

pub use answer::Answer;
pub use builder::Builder;
pub use case::{Case, Play, UnknownCase};
pub use chosen_by::ChosenBy;
pub use contract::START_PATH;
pub use delay::{Delay, InvalidDelay};
pub use received::{End, Received};
pub use script::{Act, Cue, Leave, Script};
pub use server::Server;
pub use tls::{Ca, InvalidCa, Tls, TlsCase, UnknownTlsCase};

/// The description of the service for machines, in `OpenAPI` 3.1. The server shows it at `/openapi.yaml`.
pub const OPENAPI: &str = include_str!("../openapi.yaml");
