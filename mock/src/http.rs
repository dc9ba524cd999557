pub(crate) mod reader;
pub(crate) mod request_body;
pub(crate) mod request_head;
pub(crate) mod response;
