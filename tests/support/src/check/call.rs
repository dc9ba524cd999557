use scnet_notebook::{BaseUrl, Client, NotebookId, Token};

use super::{connection::check_connection, stream::check_stream};
use crate::{documented::TOKEN, fixture::Actions};

/// The shortest id and the longest.
const IDS: [&str; 2] = ["7", "7777777777777777777777777777777777777777777777777777777777777777"];
/// The reply to the call after the one under test.
pub(crate) const NEXT_BODY: &[u8] = br#"{"code":"0","msg":"next","data":true}"#;

/// The same with its HTTP.
pub(crate) const NEXT_RESPONSE: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{\"code\":\"0\",\"msg\":\"next\",\"data\":true}";

/// Statuses with different meanings.
const STATUSES: [u16; 16] = [
    200, 201, 299, 100, 199, 300, 302, 400, 401, 404, 408, 409, 429, 500, 503, 999,
];

/// Makes calls over a connection and over streams, and checks them. The input has three lines: a byte for each action, the
/// settings, and the response.
///
/// # Panics
///
/// If a call differs from the oracles.
pub fn check_call(data: &[u8]) {
    let mut lines = data.splitn(3, |byte| *byte == b'\n');
    let actions = Actions::decode(lines.next().unwrap_or_default());
    let settings = lines.next().unwrap_or_default();
    let reply = lines.next().unwrap_or_default();
    let setting = |index: usize| settings.get(index).copied().unwrap_or(0);
    let flags = setting(0);
    let id = IDS[usize::from(flags >> 1 & 1)];
    let settings = Settings {
        id: NotebookId::new(id).unwrap(),
        body: format!(r#"{{"notebookId":"{id}"}}"#),
        stays_open: flags & 1 != 0,
        capacity: usize::from(setting(1)) + usize::from(setting(6)) * 256,
        polls: usize::from(setting(2)),
        status: STATUSES[usize::from(setting(3)) % STATUSES.len()],
        length: setting(4) % 6,
        retry_after: setting(5) % 4,
    };
    check_connection(&actions, &settings, reply);
    check_stream(&actions, &settings, reply);
}

/// The settings of a call.
pub(crate) struct Settings {
    pub(crate) id: NotebookId<'static>,
    pub(crate) body: String,
    pub(crate) stays_open: bool,
    pub(crate) capacity: usize,
    pub(crate) polls: usize,
    pub(crate) status: u16,
    pub(crate) length: u8,
    pub(crate) retry_after: u8,
}

impl Settings {
    /// Returns whether the buffer is large enough for the request, and for the documented success of 40 bytes.
    pub(crate) fn is_sent(&self) -> bool {
        self.capacity >= self.body.len().max(40)
    }
}

/// The host of [`client`].
pub(crate) const HOST: &str = "h";

/// Makes a client with a short request, as the seeds of the fuzz target expect it.
pub(crate) fn client<C>(connection: C, buffer: &mut [u8]) -> Client<'_, C> {
    let (base_url, token) = (BaseUrl::new("http://h").unwrap(), Token::new(TOKEN).unwrap());
    Client::new(connection, base_url, token, buffer)
}
