use scnet_notebook::NotebookId;

use crate::{call::client, claims::show_no_secret, connection::Scripted, envelope, plan::Plan};

/// Takes the body of a reply, and compares the client's result under 200 and under 403 with that of `serde_json`.
pub fn reply(body: &[u8]) {
    for status in [200, 403] {
        let mut connection = Scripted::new(Plan::default(), body);
        connection.status = status;
        let mut buffer = vec![0; body.len().max(64)];
        let mut client = client(connection, &mut buffer);
        let result = client.start(NotebookId::new("7").unwrap());
        envelope::check(body, status, &result, client.message());
        show_no_secret(&client, &result);
    }
}
