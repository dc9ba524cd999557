//! The documented call.

use scnet_notebook::{BaseUrl, Client, NotebookId, Token};

/// The base URL of [`client`].
pub const URL: &str = "http://scnet-demo.accloud.cn";

/// The token of [`client`].
pub const TOKEN: &str = "unmistakable-secret";

/// The documented id.
pub const ID: &str = "1821067171420946434";

/// The body of the request with this id.
pub const BODY: &str = r#"{"notebookId":"1821067171420946434"}"#;

/// The documented success.
pub const SUCCESS: &str = r#"{"code":"0","msg":"success","data":true}"#;

/// The same with its HTTP.
pub const STARTED: &str =
    "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"code\":\"0\",\"msg\":\"success\",\"data\":true}";

/// Returns the documented id.
#[must_use]
pub fn notebook() -> NotebookId<'static> {
    NotebookId::new(ID).unwrap()
}

/// Makes a client.
pub fn client<C>(connection: C, buffer: &mut [u8]) -> Client<'_, C> {
    let (base_url, token) = (BaseUrl::new(URL).unwrap(), Token::new(TOKEN).unwrap());
    Client::new(connection, base_url, token, buffer)
}

/// Returns the message of the last reply.
pub fn message<C>(client: &Client<'_, C>) -> Option<String> {
    client.message().map(|message| message.chars().collect())
}

/// Returns the request to this host with this body, as a [`StreamConnection`](scnet_notebook::StreamConnection) sends it.
#[must_use]
pub fn request(host: &str, body: &str) -> String {
    format!(
        "POST /ac/openapi/v2/notebook/actions/start HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         User-Agent: scnet-notebook/{}\r\ntoken: {TOKEN}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        crate::crate_version(),
        body.len()
    )
}
