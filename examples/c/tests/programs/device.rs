//! The image for the Cortex-M4. QEMU gives it the pipes of this test as its stream. A thread each way carries the bytes between them
//! and the socket that the image asked for, as a modem does.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::TcpStream,
    process::{Command, Output, Stdio},
    thread,
    time::Duration,
};

use scnet_notebook_mock::Server;

use crate::{ClosedPort, ID, built, compare, printed, usual_cases};

/// Boots an image with these arguments. A line from it is an address to dial.
fn boot(image: &str, arguments: &str) -> Output {
    let (reply, mut to_device) = io::pipe().unwrap();
    let (mut from_device, request) = io::pipe().unwrap();
    let mut qemu = Command::new("timeout");
    let options = "60 qemu-system-arm -machine mps2-an386 -display none -monitor none -serial none -semihosting-config";
    qemu.args(options.split(' '))
        .arg(format!("enable=on,target=native,arg=device{arguments}"))
        .arg("-kernel")
        .arg(built("thumbv7em-none-eabihf").join(image))
        .stdin(reply)
        .stdout(request)
        .stderr(Stdio::piped());
    let child = qemu.spawn().unwrap();
    drop(qemu); // with the ends of the pipes that QEMU has
    let mut output = thread::scope(|scope| {
        scope.spawn(move || {
            let mut address = String::new();
            BufReader::new(&from_device).read_line(&mut address)?;
            let Ok(socket) = TcpStream::connect(address.trim_end()) else {
                return to_device.write_all(b"-").map(|()| 0);
            };
            socket.set_read_timeout(Some(Duration::from_secs(30)))?;
            to_device.write_all(b"+")?;
            let mut reply = socket.try_clone()?;
            // By `dyn`, or it becomes a `splice`, which some kernels do not let wait.
            scope.spawn(move || io::copy(&mut (&mut reply as &mut dyn io::Read), &mut to_device));
            io::copy(&mut from_device, &mut &socket)
        });
        child.wait_with_output().unwrap()
    });
    // The console of semihosting is standard error.
    output.stdout = std::mem::take(&mut output.stderr);
    output
}

fn device(url: &str) -> Output {
    boot("device", &format!(",arg={url},arg={ID}"))
}

#[test]
fn the_usual_cases_have_the_result_of_the_client_in_rust() {
    let server = Server::start();
    for case in usual_cases() {
        compare("c-m4", &server, &case, device);
    }
}

/// Calls a URL whose stream fails to open with this error.
fn not_opened(url: &str, error: i32) {
    let printed = printed(&device(url));
    let numbers = format!("outcome=1 fault=4 step=2 reason=15 status=0 code=0 retry_after=0 error={error} ");
    assert!(printed.contains(&numbers), "{printed}");
}

#[test]
fn a_closed_port_is_not_sent() {
    not_opened(&ClosedPort::new().url(), -1);
}

#[test]
fn https_without_tls_is_not_sent() {
    not_opened("https://127.0.0.1", -2);
}

#[test]
fn the_checks_pass_on_the_device() {
    let printed = printed(&boot("checks", ""));
    assert!(printed.contains(" checks, 0 failed\n"), "{printed}");
    println!("{printed}");
}
