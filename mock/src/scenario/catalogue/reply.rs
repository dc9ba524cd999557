//! Parts of replies.

use scnet_notebook::Code;

use crate::scenario::answer::Answer;
use crate::scenario::script::Script;

/// The body of the documented success.
pub(super) const SUCCESS: &str = r#"{"code":"0","msg":"success","data":true}"#;

/// The header of an envelope.
pub(super) const JSON: &str = "Content-Type: application/json\r\n";

/// Makes a reply with a length; `headers` are whole lines.
pub(super) fn whole(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Makes the documented success.
pub(super) fn success() -> String {
    let length = SUCCESS.len();
    format!("HTTP/1.1 200 OK\r\n{JSON}Content-Length: {length}\r\n\r\n{SUCCESS}")
}

/// Returns the envelope of a code in the words of the service.
pub(super) fn documented(code: Code) -> String {
    String::from_utf8_lossy(Answer::code(code).body()).into_owned()
}

/// Makes a reply with this body and the headers of an envelope.
pub(super) fn envelope(body: impl AsRef<[u8]>) -> Script {
    Script::reply(whole("200 OK", JSON, body))
}
