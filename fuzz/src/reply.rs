use scnet_notebook::{BaseUrl, Client, NotebookId, Token};

use crate::{connection::Scripted, envelope, plan::Plan};

/// Takes the body of a reply, and holds what the client makes of it against `serde_json`.
pub fn reply(body: &[u8]) {
    let base_url = BaseUrl::new("http://h").unwrap();
    let mut client = Client::new(Scripted::new(Plan::default(), body), base_url, Token::new("t").unwrap());
    let mut buffer = vec![0; body.len().max(64)];
    let result = client.start(&NotebookId::new("7").unwrap(), &mut buffer);
    envelope::check(body, 200, None, &result);
}
