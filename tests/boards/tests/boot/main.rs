//! The images, booted in QEMU, against servers on the loopback of the host. `.ci/boards` builds them first.

mod broken_handshakes;
mod chains;
mod handshakes;
mod https;
mod image;
mod mock;
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

/// Checks the image of each board with another connection: TLS has nothing that depends on both.
fn on_each_board(check: impl Fn(Image) + Sync) {
    thread::scope(|scope| {
        for (board, connection) in BOARDS.into_iter().zip(CONNECTIONS) {
            let check = &check;
            scope.spawn(move || check(Image { board, connection }));
        }
    });
}

/// Checks every image, blocking and async, at the same time.
fn on_each_image(check: impl Fn(Image) + Sync) {
    thread::scope(|scope| {
        for board in BOARDS {
            for connection in CONNECTIONS {
                let check = &check;
                scope.spawn(move || check(Image { board, connection }));
            }
        }
    });
}
