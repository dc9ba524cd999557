//! Starts an SCNet notebook instance with one REST call.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "std")]
extern crate std;

mod base_url;
mod client;
mod code;
mod decimal;
mod error;
mod escapes;
mod fault;
mod json;
mod message;
mod notebook_id;
mod reply;
mod request;
mod response;
mod token;
mod visible;

pub use base_url::{BaseUrl, InvalidBaseUrl};
pub use client::Client;
pub use code::{CODES, Code, DocumentedCode};
pub use error::{Error, Outcome, Step};
pub use fault::Fault;
pub use message::Message;
pub use notebook_id::{InvalidNotebookId, NotebookId};
pub use reply::Malformed;
pub use request::REQUEST_CAPACITY;
pub use response::Started;
pub use token::{InvalidToken, Token};
