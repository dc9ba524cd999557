use core::{
    hint::black_box,
    pin::pin,
    task::{Context, Poll, Waker},
};

use embedded_svc::http::client::{Connection, asynch};
use scnet_notebook::{BaseUrl, Client, Error, NotebookId, Started, Token};

use crate::Aligned;

/// Makes one call.
pub fn call<C: Connection>(connection: C) {
    calls(connection, "eyJhbGciOiJIUzI1NiJ9", 1);
}

/// Makes the same call `count` times.
pub fn calls<C: Connection>(connection: C, token: &'static str, count: u32) {
    let Some((base_url, token, notebook)) = values(token) else {
        return;
    };
    let mut buffer = Aligned([0; 512]);
    let mut client = Client::new(connection, base_url, token, &mut buffer.0);
    for _ in 0..count {
        use_result(&client.start(notebook), &client);
    }
}

/// Makes one call over an async connection.
pub fn call_async<C: asynch::Connection>(connection: C) {
    let Some((base_url, token, notebook)) = values("eyJhbGciOiJIUzI1NiJ9") else {
        return;
    };
    let mut buffer = Aligned([0; 512]);
    let mut client = Client::new(connection, base_url, token, &mut buffer.0);
    use_result(&block_on(client.start_async(notebook)), &client);
}

/// Makes the values of a call. The compiler cannot see that they are valid.
#[must_use]
pub fn values(token: &'static str) -> Option<(BaseUrl<'static>, Token<'static>, NotebookId<'static>)> {
    let token = Token::new(black_box(token)).ok()?;
    let notebook = NotebookId::new(black_box("1821067171420946434")).ok()?;
    let base_url = BaseUrl::new(black_box("https://scnet-demo.accloud.cn")).ok()?;
    Some((base_url, token, notebook))
}

/// Polls a future until it is ready.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// A token of 400 characters, the usual length.
pub const TOKEN: &str = match core::str::from_utf8(&[b'e'; 400]) {
    Ok(token) => token,
    Err(_) => unreachable!(),
};

/// Uses all of a result, so that the linker cannot drop any path of the client.
pub fn use_result<C, E>(result: &Result<Started, Error<E>>, client: &Client<'_, C>) {
    if let Err(error) = result {
        black_box((error.outcome(), error.fault()));
    }
    black_box(client.message());
    black_box(result);
}
