use core::hint::black_box;

use embedded_svc::http::client::Connection;
use scnet_notebook::{BaseUrl, Client, Error, NotebookId, Started, Token};

/// Makes one call, and looks at all of its result, so that no path of the client can be left out of the image.
pub fn call<C: Connection>(connection: C) {
    calls(connection, 1);
}

/// Makes the same call again and again.
pub fn calls<C: Connection>(connection: C, count: u32) {
    let Some((mut client, notebook)) = client(connection) else {
        return;
    };
    let mut buffer = [0; 512];
    for _ in 0..count {
        look_at(&client.start(&notebook, &mut buffer));
    }
}

/// Makes the values of a call, of which the compiler is not to know that they are right.
pub fn client<C>(connection: C) -> Option<(Client<'static, C>, NotebookId)> {
    let base_url = BaseUrl::new(black_box("https://scnet-demo.accloud.cn")).ok()?;
    let notebook = NotebookId::new(black_box("1821067171420946434")).ok()?;
    Some((
        Client::new(connection, base_url, Token::new(black_box(TOKEN)).ok()?),
        notebook,
    ))
}

/// Looks at all of a result.
pub fn look_at<E>(result: &Result<Started, Error<E>>) {
    if let Err(error) = result {
        black_box((error.outcome(), error.fault()));
    }
    black_box(result);
}

/// A token of 400 characters, as long as real ones are.
const TOKEN: &str = match core::str::from_utf8(&[b'e'; 400]) {
    Ok(token) => token,
    Err(_) => unreachable!(),
};
