//! HTTP/1.1 as a client speaks it: bytes in, bytes out. Nothing in here sees a stream.

mod broken;
mod buffer;
mod exchange;
mod head;
mod line;
mod request;
mod server;
mod session;

pub use broken::Broken;
pub use head::StreamHead;
pub(crate) use request::Head;
pub use server::Server;
pub(crate) use session::Session;
