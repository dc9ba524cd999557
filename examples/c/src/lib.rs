//! The C interface of `scnet-notebook`: `include/scnet_notebook.h` is made from these files by cbindgen.
//!
//! Documentation of public items is that of the header, and written for C.
#![cfg_attr(target_os = "none", no_std)]
#![allow(clippy::doc_markdown, reason = "the documentation is that of a header in C")]
// No input makes it panic.
#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::todo,
    clippy::unreachable,
    clippy::unwrap_used
)]

mod call;
#[cfg(feature = "std")]
mod https;
mod message;
#[cfg(target_os = "none")]
mod panic;
mod reason;
mod request;
mod result;
mod start;
mod stream;
#[cfg(test)]
#[allow(
    clippy::indexing_slicing,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "tests may panic"
)]
mod tests;
mod text;
mod text_buffer;

#[cfg(feature = "std")]
pub use https::{Https, scnet_start_https};
#[cfg(target_os = "none")]
pub use panic::scnet_panic;
pub use reason::Reason;
pub use request::Request;
pub use result::{CallResult, Fault, Outcome, Step};
pub use start::scnet_start;
pub use stream::Stream;
pub use text::{scnet_text, scnet_version};
