//! Starts a notebook instance of [SCNet](https://www.scnet.cn) with one REST call, from devices without an allocator.
//!
//! ```text
//!  NotebookId ─┐
//!  Token ──────┼─ encode ─▶ [buffer] ──▶ Connection ──▶ ESP-IDF, a host, any byte stream
//!  BaseUrl ────┘                             │
//!  Started ◀───── decode ◀─ [buffer] ◀───────┘
//! ```
//!
//! The values on the left are borrowed, and checked once, when they are made. The request and the reply share one buffer of the
//! caller. The connection is any [`Connection`] of `embedded-svc` 0.29. No input makes the crate panic. Only `StdHttpConnection`
//! allocates, and nothing takes RAM in a static.
//!
//! A start costs money and cannot be taken back. So the client sends one request and never repeats it, and each [`Error`] says
//! whether the start may have happened:
//!
//! ```
//! # use embedded_svc::http::client::Connection;
//! use scnet_notebook::{BaseUrl, Client, NotebookId, Outcome, Token};
//!
//! # fn call<C: Connection>(connection: C) -> Result<(), Box<dyn core::error::Error>> {
//! let base_url = BaseUrl::new("https://scnet-demo.accloud.cn")?;
//! let token = Token::new("eyJhbGciOiJIUzI1N")?;
//! let mut buffer = [0; 512];
//! let mut client = Client::new(connection, base_url, token, &mut buffer);
//!
//! match client.start(NotebookId::new("1821067171420946434")?) {
//!     Ok(_started) => println!("starting"),
//!     Err(error) => {
//!         eprintln!("{error}");
//!         match error.outcome() {
//!             Outcome::NotSent => { /* nothing was started: correct the cause, or try again after a pause */ }
//!             Outcome::Refused => { /* nothing was started: `error.fault()` says who has to act */ }
//!             Outcome::Unknown => { /* look at the notebook before the next call */ }
//!         }
//!         if let Some(message) = client.message() {
//!             eprintln!("the service says: {message}");
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! None is on by default.
//!
//! - `std`: `StdHttpConnection`, the connection of a host or a Linux gateway; with `http1`.
//! - `http1`: `StreamConnection`, HTTP/1.1 over any byte stream of `embedded-io`.
//! - `async`: `Client::start_async`, and with `http1` an async `StreamConnection`.
//! - `defmt`: `defmt::Format` for values and errors.
//!
//! # Layers
//!
//! Each knows those below it, and none above.
//!
//! ```text
//!  client              the call: encode, send, receive, decode; blocking and async
//!  stream, std_http    connections: the only I/O
//!  http1               a sans-I/O client of HTTP/1.1
//!  protocol            the request, the response and its message, JSON
//!  values, error       the names of this page
//! ```
//!
//! [`Connection`]: embedded_svc::http::client::Connection
#![no_std]
#![forbid(unsafe_code)]
// No input makes it panic.
#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::todo,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "std")]
extern crate std;

mod base_url;
mod client;
mod code;
mod cursor;
mod decimal;
pub mod error;
#[cfg(feature = "http1")]
pub mod http1;
mod notebook_id;
mod protocol;
#[cfg(feature = "std")]
pub mod std_http;
#[cfg(feature = "http1")]
mod stream;
mod token;
mod url;

pub use base_url::BaseUrl;
pub use client::Client;
pub use code::Code;
#[doc(inline)]
pub use error::{Error, Fault, Outcome};
pub use notebook_id::NotebookId;
pub use protocol::{Message, Started};
#[cfg(feature = "std")]
#[doc(inline)]
pub use std_http::StdHttpConnection;
#[cfg(all(feature = "async", feature = "http1"))]
pub use stream::ConnectAsync;
#[cfg(feature = "http1")]
pub use stream::{Connect, StreamConnection};
pub use token::Token;

#[cfg(all(doctest, feature = "std"))]
#[doc = include_str!("../README.md")]
struct Readme;
