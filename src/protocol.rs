//! The service's protocol: a request as JSON, and what a response means. Nothing in here sees a connection.

mod envelope;
mod json;
mod message;
pub(crate) mod request;
mod response;

pub use message::Message;
pub use request::REQUEST_CAPACITY;
pub(crate) use request::Request;
pub(crate) use response::Response;
pub use response::Started;
