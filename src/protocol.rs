//! The service's protocol: the body of a request, and the meaning of a response. It never sees a connection.

mod envelope;
mod json;
mod message;
pub(crate) mod request;
mod response;

pub use message::Message;
pub(crate) use request::Request;
pub(crate) use response::Response;
pub use response::Started;
