//! The arguments of the runner and of the images, and the end of a run.

use std::{
    fs,
    net::TcpListener,
    os::unix::process::CommandExt,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    STARTED,
    image::{self, BOARDS, Run},
    network::started,
    on_each_image,
    script::{self, Script, read_request, unbuffered},
};

#[test]
fn after_an_interrupted_run_the_outcome_is_unknown() {
    on_each_image(|image| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = script::url(listener.local_addr().unwrap());
        let mut command = image.command(&url, &[]);
        // Signal the whole process group, as Ctrl-C does.
        let child = command.process_group(0).stderr(Stdio::piped()).spawn().unwrap();
        let (stream, _) = listener.accept().unwrap();
        assert_eq!(read_request(&mut unbuffered(&stream)), 1);
        let group = format!("-{}", child.id());
        let stopped = Command::new("kill").args(["-INT", "--", &group]).status().unwrap();
        assert!(stopped.success(), "{image}");
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{image}: {text}");
        assert!(
            text.ends_with("qemu: the image did not end by itself\n"),
            "{image}: {text}"
        );
    });
}

#[test]
fn the_deadline_passes_while_the_board_is_frozen() {
    const TIMEOUT: Duration = Duration::from_secs(8);

    on_each_image(|image| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = script::url(listener.local_addr().unwrap());
        let mut command = image.command(&url, &["--timeout", "8"]);
        let child = command.process_group(0).stderr(Stdio::piped()).spawn().unwrap();
        let (stream, _) = listener.accept().unwrap();
        assert_eq!(read_request(&mut unbuffered(&stream)), 1);
        // Interrupts that come in the meantime are lost.
        let group = format!("-{}", child.id());
        let signal = |name| {
            let sent = Command::new("kill").args([name, "--", &group]).status().unwrap();
            assert!(sent.success(), "{image}: {name}");
        };
        signal("-STOP");
        thread::sleep(TIMEOUT);
        signal("-CONT");
        let continued = Instant::now();
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{image}: {text}");
        assert!(text.ends_with("timed out\n"), "{image}: {text}");
        assert!(continued.elapsed() < TIMEOUT / 2, "{image}: {:?}", continued.elapsed());
    });
}

#[test]
fn invalid_arguments_are_reported_before_anything_is_sent() {
    let cases = [
        (
            "http://10.0.2.2/",
            "1",
            2,
            "error: base URL ends with a slash; leave it out\n",
        ),
        ("http://10.0.2.2", "soon", 2, "error: 'soon' is not a number\n"),
        (
            "https://10.0.2.2",
            "1",
            3,
            "error: connection failed while opening the request: https needs the certificate of a CA\n",
        ),
        (
            "http://localhost",
            "1",
            3,
            "error: connection failed while opening the request: host is not an IPv4 address, and \
             there is no --address\n",
        ),
    ];
    on_each_image(|image| {
        for (url, timeout, status, output) in cases {
            let run = image.run(url, &["--timeout", timeout]);
            assert_eq!((run.status, run.output.as_str()), (Some(status), output), "{image}");
        }
    });
}

#[test]
fn invalid_arguments_of_the_runner_exit_with_status_2() {
    let image = image::file("thumbv7em-none-eabihf");
    let image = image.to_str().unwrap();
    let folder = env!("CARGO_MANIFEST_DIR");
    for (arguments, output) in [
        (&[][..], "qemu: usage: "),
        (&["mps2-an386"], "qemu: usage: "),
        (&["another", image], "qemu: no board is called another\n"),
        (&["mps2-an386", folder], "qemu: "),
        (&["mps2-an386", image, "--ca"], "qemu: --ca is missing its value\n"),
        (&["mps2-an386", image, "--base-url", "x", "--ca", folder], "qemu: "),
        (
            &["mps2-an386", image, "--base-url", "x", "--calls", "0"],
            "error: base URL ",
        ),
        (
            &["mps2-an386", image, "--base-url", "http://10.0.2.2", "--calls", "0"],
            "error: --calls is at least 1\n",
        ),
        (
            &["mps2-an386", image, "--base-url", "http://10.0.2.2", "111", "222"],
            "error: unexpected argument '222'\n",
        ),
        (
            &["mps2-an386", image, "--timeout", "3 x"],
            "qemu: '3 x' contains a space\n",
        ),
    ] {
        let run = Run::of(Command::new(Path::new(folder).join("qemu")).args(arguments), "");
        assert_eq!(run.status, Some(2), "{arguments:?}: {run}");
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
fn the_used_stack_is_reported() {
    on_each_image(|image| {
        let server = Script::start([&[started()]]);
        let run = image.run(&server.url(), &["--stack"]);
        assert_eq!(run.status, Some(0), "{image}: {run}");
        let words: Vec<_> = run.output.strip_prefix(STARTED).unwrap().split(' ').collect();
        let [
            "stack:",
            peak,
            "of",
            size,
            "bytes\nheap:",
            "0",
            "bytes,",
            "0",
            "left",
            "in",
            "use\n",
        ] = words[..]
        else {
            panic!("{image}: {run}");
        };
        // More than the buffer of the call, and less than the whole stack.
        let (peak, size): (u32, u32) = (peak.parse().unwrap(), size.parse().unwrap());
        assert!(512 < peak && peak < size, "{image}: {run}");
    });
}

#[test]
fn a_panic_is_reported_and_ends_the_run() {
    let riscv = image::file("riscv32imac-unknown-none-elf");
    let bare = ["-M", "virt", "-m", "8M", "-bios", "none"];
    assert_death("qemu-system-riscv32", &bare, &riscv, 101, "panicked at ");
}
