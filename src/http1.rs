//! HTTP/1.1 as a client speaks it: bytes in, bytes out. Nothing in here sees a stream.

mod buffer;
mod endpoint;
mod exchange;
mod line;
mod protocol_error;
mod request_head;
mod response_head;
mod session;

pub use crate::stream::{KeepAlive, ResponseBody, StreamError};
pub use endpoint::Endpoint;
pub use protocol_error::ProtocolError;
pub(crate) use request_head::RequestHead;
pub use response_head::ResponseHead;
pub(crate) use session::Session;
