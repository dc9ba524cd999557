//! The arguments of the runner and of the images, and the end of a run.

use std::{
    fs,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use scnet_notebook_mock::{Case, Server};

use crate::{
    image::{self, BOARDS, Image, Run, url},
    not_sent, on_each_image,
};

/// Boots an image, and waits until its request is at a server that does not reply.
fn boot(image: Image, arguments: &[&str]) -> (Child, Server) {
    let server = Server::start();
    server.reply_with(Case::named("conn/stall-before-headers").unwrap());
    let mut command = image.command(&url(server.address()), arguments);
    let child = command.process_group(0).stderr(Stdio::piped()).spawn().unwrap();
    let came = server.wait_for(Duration::from_secs(60), |requests| !requests.is_empty());
    assert!(came.is_some(), "{image}");
    (child, server)
}

/// Signals the whole process group, as Ctrl-C does.
fn signal(child: &Child, name: &str) {
    let group = format!("-{}", child.id());
    let sent = Command::new("kill").args([name, "--", &group]).status().unwrap();
    assert!(sent.success(), "{name}");
}

/// Waits for the end, and expects status 4 and this last line.
fn assert_unknown(child: Child, line: &str) {
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{text}");
    assert!(text.ends_with(line), "{text}");
}

#[test]
fn after_an_interrupted_run_the_outcome_is_unknown() {
    on_each_image(|image| {
        let (child, _server) = boot(image, &[]);
        signal(&child, "-INT");
        assert_unknown(child, "qemu: the image did not end by itself\n");
    });
}

#[test]
fn the_deadline_passes_while_the_board_is_frozen() {
    const TIMEOUT: Duration = Duration::from_secs(8);

    on_each_image(|image| {
        let (child, _server) = boot(image, &["--timeout", "8"]);
        // Interrupts that come in the meantime are lost.
        signal(&child, "-STOP");
        thread::sleep(TIMEOUT);
        signal(&child, "-CONT");
        let continued = Instant::now();
        assert_unknown(child, "timed out\n");
        assert!(continued.elapsed() < TIMEOUT / 2, "{image}: {:?}", continued.elapsed());
    });
}

#[test]
fn invalid_arguments_are_reported_before_anything_is_sent() {
    let image = image::file("thumbv7em-none-eabihf");
    let image = image.to_str().unwrap();
    let folder = env!("CARGO_MANIFEST_DIR");
    let http = ["mps2-an386", image, "--base-url", "http://10.0.2.2"];
    let to_name = ["mps2-an386", image, "--base-url", "http://localhost", "1"];
    for (arguments, more, status, output) in [
        (&[][..], &[][..], 2, "qemu: usage: "),
        (&["mps2-an386"], &[], 2, "qemu: usage: "),
        (&["another", image], &[], 2, "qemu: no board is called another\n"),
        (&["mps2-an386", folder], &[], 2, "qemu: "),
        (
            &["mps2-an386", image],
            &["--ca"],
            2,
            "qemu: --ca is missing its value\n",
        ),
        (
            &["mps2-an386", image],
            &["--timeout", "3 x"],
            2,
            "qemu: '3 x' contains a space\n",
        ),
        (&http, &["--ca", folder], 2, "qemu: "),
        (
            &http,
            &["--base-url", "http://10.0.2.2/"],
            2,
            "error: base URL ends with a slash; leave it out\n",
        ),
        (&http, &["--calls", "0"], 2, "error: '0' is not a value of --calls\n"),
        (&http, &["111", "222"], 2, "error: unexpected argument '222'\n"),
        (
            &to_name,
            &[],
            3,
            &not_sent("host is not an IPv4 address, and there is no --address"),
        ),
    ] {
        let mut command = Command::new(Path::new(folder).join("qemu"));
        let run = Run::of(command.args(arguments).args(more).env("SCNET_TOKEN", "a-token"), "");
        assert_eq!(run.status, Some(status), "{arguments:?}: {run}");
        assert!(run.output.starts_with(output), "{arguments:?}: {run}");
    }
}

/// Boots an image on an unsuitable machine, and expects this exit status and output.
#[track_caller]
fn assert_death(program: &str, machine: &[&str], image: &Path, status: i32, output: &str) {
    let mut command = Command::new("timeout");
    command
        .args(["60", program])
        .args(machine)
        .args("-nographic -monitor none -serial none -semihosting-config".split(' '))
        .arg("enable=on,target=native,arg=firmware,arg=--base-url,arg=http://10.0.2.2,arg=1821067171420946434")
        .arg("-kernel")
        .arg(image);
    let run = Run::of(&mut command, "eyJhbGciOiJIUzI1N\n");
    assert_eq!(run.status, Some(status), "{run}");
    assert!(run.output.starts_with(output), "{run}");
}

#[test]
fn a_fault_is_reported_and_ends_the_run() {
    // The network controllers of these machines are elsewhere.
    let arm = image::file("thumbv7em-none-eabihf");
    assert_death("qemu-system-arm", &["-M", "mps2-an500"], &arm, 102, "fault at 0x");
    let riscv = image::file("riscv32imac-unknown-none-elf");
    let spike = ["-M", "spike", "-m", "8M", "-bios", "none"];
    assert_death("qemu-system-riscv32", &spike, &riscv, 102, "fault at 0x8");
}

#[test]
fn a_stack_overflow_is_reported_and_ends_the_run() {
    // The stack of the other board has no guard.
    let (machine, target) = BOARDS[0];
    // The first word of the image is the start of the stack. Here it leaves 2 KiB.
    let mut image = fs::read(image::file(target)).unwrap();
    let start = 0x2000_3800_u32.to_le_bytes();
    let reset = 0x401_u32.to_le_bytes();
    let table = [start, reset].concat();
    let first = image.windows(8).position(|words| words == table).unwrap();
    image[first..first + 4].copy_from_slice(&0x2000_0800_u32.to_le_bytes());
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(machine);
    fs::write(&file, image).unwrap();
    assert_death("qemu-system-arm", &["-M", machine], &file, 102, "stack overflow\n");
}

#[test]
fn a_panic_is_reported_and_ends_the_run() {
    let riscv = image::file("riscv32imac-unknown-none-elf");
    let bare = ["-M", "virt", "-m", "8M", "-bios", "none"];
    assert_death("qemu-system-riscv32", &bare, &riscv, 101, "panicked at ");
}
