//! HTTP/1.1 over a byte stream: a sans-I/O client, and the parts of a [`StreamConnection`](crate::StreamConnection).
//!
//! The state machine of an exchange, one POST and its response. It never sees a stream.
//!
//! ```text
//!        ┌──────── begin ────────┐
//!        │                       ▼
//!      Idle                   Request
//!                                │ head awaited
//!                                ▼
//!                           StatusLine ◀──── 1xx ────┐
//!                                │                   │
//!                                ▼                   │
//!                       Headers(framing) ────────────┘
//!                ┌───────────────┼─────────────────┐
//!        chunked │         neither │                 │ Content-Length
//!                ▼                 ▼                 ▼
//!  ┌───────▶ ChunkSize         UntilEof       Body(bytes left)
//!  │          │     │              │ end of          ▲
//!  │          │     │ last chunk   │ the stream      │ 0 left
//!  │          ▼     ▼              │                 │
//!  │       Chunk   Trailer ────────┴─────────────────┘
//!  │    (bytes left)
//!  │          │
//!  │          ▼
//!  └────── ChunkCrLf
//! ```
//!
//! The response is complete when 0 bytes of its body are left. One without a body is complete after its head. An error leaves
//! `Idle`, and so does a task that is dropped before its end.

mod connection;
mod endpoint;
mod error;
mod line;
mod line_buffer;
mod request_head;
mod response_head;
mod state;

pub(crate) use connection::{Connection, Operation, Part};
pub use endpoint::Endpoint;
pub use error::{ProtocolError, StreamError};
#[cfg(feature = "std")]
pub(crate) use line::Line;
pub(crate) use request_head::RequestHead;
pub use response_head::ResponseHead;

pub use crate::stream::ResponseBody;
