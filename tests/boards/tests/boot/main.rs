//! The images, booted in QEMU, against servers on the loopback of the host. `.ci/boards` builds them first.

mod broken_handshakes;
mod chains;
mod handshakes;
mod https;
mod image;
mod network;
mod openssl;
mod pki;
mod program;
mod replies;
mod tls_server;

use std::thread;

use image::{BOARDS, CONNECTIONS, Image};

const STARTED: &str = "started 1821067171420946434\n";
const JSON: &str = r#"{"code":"0","msg":"success","data":true}"#;

/// Returns the line of a call of which nothing was sent.
fn not_sent(reason: &str) -> String {
    format!("error: connection failed while opening the request: {reason}\n")
}

/// Checks the image of each board with another connection: TLS has nothing that depends on both.
fn on_each_board(check: impl Fn(Image) + Sync) {
    on_each(BOARDS.into_iter().zip(CONNECTIONS), check);
}

/// Checks every image, blocking and async.
fn on_each_image(check: impl Fn(Image) + Sync) {
    on_each(
        BOARDS
            .into_iter()
            .flat_map(|board| CONNECTIONS.map(|connection| (board, connection))),
        check,
    );
}

/// Checks these images at the same time.
fn on_each(images: impl Iterator<Item = ((&'static str, &'static str), &'static str)>, check: impl Fn(Image) + Sync) {
    thread::scope(|scope| {
        for (board, connection) in images {
            let check = &check;
            scope.spawn(move || check(Image { board, connection }));
        }
    });
}
