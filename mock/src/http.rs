//! HTTP/1.1 on the server's side: requests in, responses out.

mod error_place;
mod persistence;
mod reader;
mod request_body;
mod request_head;
mod response;

pub(crate) use persistence::Persistence;
pub(crate) use reader::{ReadError, read_body, read_head};
pub(crate) use request_body::{BODY_KEPT, RequestBody};
pub(crate) use request_head::{BadRequest, Framing, RequestHead, media_type_is_json};
pub(crate) use response::Response;
