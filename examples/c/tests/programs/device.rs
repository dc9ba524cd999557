//! The image for the Cortex-M4. QEMU gives it the pipes of this test as its stream, and a thread each carries the bytes between
//! them and a socket, as a modem does.

use std::{
    io,
    net::TcpStream,
    process::{Command, Output, Stdio},
    thread,
    time::Duration,
};

use scnet_notebook_mock::Server;

use crate::{ID, built, compare, printed, usual_cases};

/// Boots an image with these arguments, on a stream that is at its end if there is no socket.
fn boot(image: &str, arguments: &str, socket: Option<TcpStream>) -> Output {
    let (reply, mut to_device) = io::pipe().unwrap();
    let (mut from_device, request) = io::pipe().unwrap();
    let mut qemu = Command::new("timeout");
    qemu.args(
        "60 qemu-system-arm -machine mps2-an386 -display none -monitor none -serial none -semihosting-config"
            .split(' '),
    )
    .arg(format!("enable=on,target=native,arg=device{arguments}"))
    .arg("-kernel")
    .arg(built("thumbv7em-none-eabihf").join(image))
    .stdin(reply)
    .stdout(request)
    .stderr(Stdio::piped());
    let child = qemu.spawn().unwrap();
    drop(qemu); // with the ends of the pipes that QEMU has
    let mut output = thread::scope(|scope| {
        if let Some(socket) = &socket {
            // By `dyn`, or it becomes a `splice`, which some kernels do not let wait.
            scope.spawn(move || io::copy(&mut (&mut &*socket as &mut dyn io::Read), &mut to_device));
            scope.spawn(move || io::copy(&mut from_device, &mut &*socket));
        } else {
            drop(to_device);
        }
        child.wait_with_output().unwrap()
    });
    // The console of semihosting is standard error.
    output.stdout = std::mem::take(&mut output.stderr);
    output
}

fn device(url: &str) -> Output {
    let socket = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    boot("device", &format!(",arg={url},arg={ID}"), Some(socket))
}

#[test]
fn the_usual_cases_have_the_result_of_the_client_in_rust() {
    let server = Server::start();
    for case in usual_cases() {
        compare("c-m4", &server, &case, device);
    }
}

#[test]
fn a_stream_that_cannot_be_opened_is_not_sent() {
    let printed = printed(&boot("device", &format!(",arg=https://127.0.0.1,arg={ID}"), None));
    let numbers = "outcome=1 fault=4 step=2 reason=15 status=0 code=0 retry_after=0 error=-2 ";
    assert!(printed.contains(numbers), "{printed}");
}

#[test]
fn the_checks_pass_on_the_device() {
    let printed = printed(&boot("checks", "", None));
    assert!(printed.contains(" checks, 0 failed\n"), "{printed}");
}
