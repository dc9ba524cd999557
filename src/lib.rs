//! Starts an SCNet notebook instance with one REST call.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "std")]
extern crate std;

mod code;
mod error;

pub use code::{CODES, Code, DocumentedCode};
pub use error::Fault;
