//! Switches on an SCNet notebook instance with one REST call, from a device that has no allocator.
//!
//! ```text
//!  NotebookId ─┐
//!  Token ──────┼─ encode ─▶ [buffer] ──▶ Connection ──▶ ESP-IDF, a host, any transport of yours
//!  BaseUrl ────┘                             │
//!  Started ◀───── decode ◀─ [buffer] ◀───────┘
//! ```
//!
//! [`Client::start`] is the whole interface: the values on the left are checked once, when they are made; the request
//! and the reply share one buffer of yours; the connection is any [`Connection`] of `embedded-svc` 0.29. No
//! input makes it panic, and nothing but `StdHttpConnection` allocates, logs, or takes RAM in a static.
//!
//! A start costs money and cannot be taken back. So the client sends one request and never repeats it, and each
//! [`Error`] tells whether the start may have happened all the same:
//!
//! ```
//! # use embedded_svc::http::client::Connection;
//! use scnet_notebook::{BaseUrl, Client, NotebookId, Outcome, Token};
//!
//! # fn call<C: Connection>(connection: C) -> Result<(), Box<dyn core::error::Error>> {
//! let base_url = BaseUrl::new("https://scnet-demo.accloud.cn")?;
//! let notebook = NotebookId::new("1821067171420946434")?;
//! let mut client = Client::new(connection, base_url, Token::new("eyJhbGciOiJIUzI1N")?);
//!
//! match client.start(&notebook, &mut [0; 512]).map_err(|error| error.outcome()) {
//!     Ok(_started) => {}
//!     Err(Outcome::NotSent) => { /* it did not go out whole: another call starts one notebook, not two */ }
//!     Err(Outcome::Unknown) => { /* look at the notebook first */ }
//!     Err(Outcome::Refused) => { /* `Error::fault` says who has to act */ }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! None is on by default.
//!
//! - `std`: `StdHttpConnection`, the connection of a host or a Linux gateway.
//! - `http1`: `StreamConnection`, HTTP/1.1 over any byte stream of `embedded-io`.
//! - `async`: `Client::start_async`, and with `http1` an async `StreamConnection`.
//! - `defmt`: `defmt::Format` for values and errors.
//!
//! [`Connection`]: embedded_svc::http::client::Connection
#![no_std]
#![forbid(unsafe_code)]
// Nothing that is sent to it makes it panic.
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

mod ascii;
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

pub use base_url::BaseUrl;
pub use client::Client;
pub use code::Code;
pub use error::{Error, Fault, Outcome};
pub use notebook_id::NotebookId;
pub use protocol::{Message, REQUEST_CAPACITY, Started};
#[cfg(feature = "std")]
pub use std_http::StdHttpConnection;
#[cfg(all(feature = "async", feature = "http1"))]
pub use stream::ConnectAsync;
#[cfg(feature = "http1")]
pub use stream::{Connect, StreamConnection};
pub use token::Token;

#[cfg(all(doctest, feature = "std"))]
#[doc = include_str!("../README.md")]
struct Readme;
