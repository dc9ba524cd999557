//! Starts an SCNet notebook instance with one REST call.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "std")]
extern crate std;

mod code;
mod error;
#[cfg(feature = "std")]
mod std_http;

pub use code::{CODES, Code, DocumentedCode};
pub use error::Fault;
#[cfg(feature = "std")]
pub use std_http::{StdHttpBody, StdHttpConnection, StdHttpError, StdHttpHead};
