use core::{
    hint::black_box,
    pin::pin,
    task::{Context, Poll, Waker},
};

use embedded_svc::http::client::{Connection, asynch};
use scnet_notebook::{
    BaseUrl, Client, Error, NotebookId, Started, Token,
    error::{InvalidBaseUrl, InvalidNotebookId},
};

use crate::Aligned;

/// Makes one call.
pub fn call<C: Connection>(connection: C) {
    calls(connection, "eyJhbGciOiJIUzI1NiJ9", 1);
}

/// Makes the same call `count` times.
pub fn calls<C: Connection>(connection: C, token: &'static str, count: u32) {
    let Ok(token) = Token::new(black_box(token)) else {
        return;
    };
    let Ok(notebook) = notebook() else { return };
    let Ok(base_url) = base_url() else { return };
    let mut buffer = Aligned([0; 512]);
    let mut client = Client::new(connection, base_url, token, &mut buffer.0);
    for _ in 0..count {
        use_result(&client.start(notebook), &client);
    }
}

/// Makes one call over an async connection.
pub fn call_async<C: asynch::Connection>(connection: C) {
    let Ok(token) = Token::new(black_box("eyJhbGciOiJIUzI1NiJ9")) else {
        return;
    };
    let Ok(notebook) = notebook() else { return };
    let Ok(base_url) = base_url() else { return };
    let mut buffer = Aligned([0; 512]);
    let mut client = Client::new(connection, base_url, token, &mut buffer.0);
    use_result(&block_on(client.start_async(notebook)), &client);
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

/// Makes a base URL that the compiler cannot see through.
///
/// # Errors
///
/// Never, but the compiler cannot see that.
pub fn base_url() -> Result<BaseUrl<'static>, InvalidBaseUrl> {
    BaseUrl::new(black_box("https://scnet-demo.accloud.cn"))
}

/// Makes a notebook id that the compiler cannot see through.
///
/// # Errors
///
/// Never, but the compiler cannot see that.
pub fn notebook() -> Result<NotebookId<'static>, InvalidNotebookId> {
    NotebookId::new(black_box("1821067171420946434"))
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
