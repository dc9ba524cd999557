//! The admin interface and its page.

mod endpoints;
mod page;
mod response;

use http::header::HOST;
use response::AdminError;
pub(crate) use response::error;

use crate::context::Context;
use crate::http::{BODY_KEPT, RequestBody, RequestHead, Response, media_type_is_json};

/// The start of every path of the admin interface, and the same without its slash.
const ADMIN: &str = "/__admin/";
const ADMIN_BARE: &str = "/__admin";

/// The most bytes of a request line that are waited for to tell who calls.
const LINE_MAX: usize = 8 * 1024;

/// The problem of a POST or PUT with another content type, and the solution.
const NOT_JSON: &str =
    "the header Content-Type is not application/json; for curl, add -H 'Content-Type: application/json'";

/// The problem of another host, and the solution.
const FOREIGN: &str = "the header Host is not of this machine; call an address, localhost, the name of this machine, or that of \
     --tls-name";

/// Returns whether a request is for the admin interface or the page, and not for the service.
pub(crate) fn is_for(head: &RequestHead) -> bool {
    let is_read = matches!(head.method.as_str(), "GET" | "HEAD");
    let path = head.path.as_str();
    path.starts_with(ADMIN) || path == ADMIN_BARE || (is_read && matches!(path, page::PAGE | page::OPENAPI))
}

/// Returns the same from the first bytes of a request; `None` if more bytes are needed.
pub(crate) fn is_called_by(bytes: &[u8]) -> Option<bool> {
    let is_known = bytes.trim_ascii_start().contains(&b'\n') || bytes.len() > LINE_MAX;
    is_known.then(|| is_for(&RequestHead::of_part(bytes)))
}

/// Answers a request to the admin interface or the page.
pub(crate) async fn respond(context: &Context, head: &RequestHead, body: &RequestBody) -> Response {
    let method = match head.method.as_str() {
        "HEAD" => "GET",
        method => method,
    };
    if !body.is_kept_whole() {
        return error(format!("the body has more than {BODY_KEPT} bytes"));
    }
    if !is_host_known(context, head) {
        return AdminError::forbidden(FOREIGN).into();
    }
    // A foreign web page has to ask before it sends JSON or a DELETE, and is refused.
    if matches!(method, "POST" | "PUT") && !media_type_is_json(&head.headers) {
        return error(NOT_JSON);
    }
    if let Some(page) = page::get(&head.path) {
        return page;
    }
    let endpoint = head.path.strip_prefix(ADMIN).unwrap_or_default();
    let query = head.query.as_deref().unwrap_or_default();
    let called = endpoints::call(context, method, endpoint, query, &body.kept).await;
    called.unwrap_or_else(Response::from)
}

/// Returns whether the client calls this machine by one of its names. HTTP/1.0 has no header `Host`, and no browser speaks it.
fn is_host_known(context: &Context, head: &RequestHead) -> bool {
    let hosts = head.headers.get_all(HOST).iter();
    hosts
        .map(|host| host.to_str().unwrap_or_default())
        .all(|host| context.host_names.has(host))
}
