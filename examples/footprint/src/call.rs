use core::hint::black_box;

use embedded_svc::http::client::Connection;
use scnet_notebook::{BaseUrl, Client, NotebookId, Token};

/// Makes one call and looks at all of its result, so that no path of the client can be left out of the image.
pub fn call<C: Connection>(connection: C) {
    let (Ok(base_url), Ok(token), Ok(notebook)) = (
        BaseUrl::new(black_box("https://scnet-demo.accloud.cn")),
        Token::new(black_box("eyJhbGciOiJIUzI1NiJ9")),
        NotebookId::new(black_box("1821067171420946434")),
    ) else {
        return;
    };
    let mut buffer = [0; 512];
    let mut client = Client::new(connection, base_url, token);
    match client.start(&notebook, &mut buffer) {
        Ok(started) => {
            black_box(&started);
        }
        Err(error) => {
            black_box((error.outcome(), error.fault()));
            black_box(&error);
        }
    }
}
