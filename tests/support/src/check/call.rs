use scnet_notebook::{BaseUrl, Client, Error, NotebookId, Started, Token};

use crate::{over_connection::over_connection, over_stream::over_stream, plan::Plan};

pub const TOKEN: &str = "unmistakable-secret";

/// The shortest id, and the longest.
const IDS: [&str; 2] = ["7", "7777777777777777777777777777777777777777777777777777777777777777"];
pub const SECOND: &[u8] = br#"{"code":"0","msg":"second","data":true}"#;
pub const SECOND_REPLY: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Length: 39\r\n\r\n{\"code\":\"0\",\"msg\":\"second\",\"data\":true}";

/// Statuses that differ in their meaning.
const STATUSES: [u16; 16] = [
    200, 201, 299, 100, 199, 300, 302, 400, 401, 404, 408, 409, 429, 500, 503, 999,
];

/// Takes three lines: a byte for each operation, some settings, and a reply.
pub fn call(data: &[u8]) {
    let mut lines = data.splitn(3, |byte| *byte == b'\n');
    let plan = Plan::new(lines.next().unwrap_or_default());
    let settings = lines.next().unwrap_or_default();
    let reply = lines.next().unwrap_or_default();
    let setting = |index: usize| settings.get(index).copied().unwrap_or(0);
    let flags = setting(0);
    let id = IDS[usize::from(flags >> 1 & 1)];
    let settings = Settings {
        id: NotebookId::new(id).unwrap(),
        body: format!(r#"{{"notebookId":"{id}"}}"#).into_bytes(),
        stays_open: flags & 1 != 0,
        capacity: usize::from(setting(1)) + usize::from(setting(6)) * 256,
        polls: usize::from(setting(2)),
        status: STATUSES[usize::from(setting(3)) % STATUSES.len()],
        length: setting(4) % 6,
        retry_after: setting(5) % 4,
    };
    over_connection(&plan, &settings, reply);
    over_stream(&plan, &settings, reply);
}

pub struct Settings {
    pub id: NotebookId<'static>,
    pub body: Vec<u8>,
    pub stays_open: bool,
    pub capacity: usize,
    pub polls: usize,
    pub status: u16,
    pub length: u8,
    pub retry_after: u8,
}

pub type Outcomes<E> = Result<Started, Error<E>>;

pub fn client<C>(connection: C, buffer: &mut [u8]) -> Client<'_, C> {
    Client::new(
        connection,
        BaseUrl::new("http://h").unwrap(),
        Token::new(TOKEN).unwrap(),
        buffer,
    )
}

/// Returns the header by which firewalls know the crate, with the version of its manifest.
pub fn user_agent() -> String {
    let mut lines = include_str!("../../Cargo.toml").lines();
    let version = lines.find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    format!("scnet-notebook/{}", version.unwrap())
}
