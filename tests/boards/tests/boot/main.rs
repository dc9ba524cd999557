//! The images as their users meet them: booted in QEMU, against servers on the loopback of the host.
//!
//! They are built before, by `.ci/firmware`.

mod bench;
mod https;
mod image;
mod script;
mod secure;

use std::{
    fs,
    io::Write,
    net::{TcpListener, TcpStream},
    os::unix::process::CommandExt,
    path::Path,
    process::{Command, Stdio},
    thread,
};

use image::{BOARDS, CONNECTIONS, Image, Run, TOKEN};
use scnet_notebook::{Code, error::CODES};
use scnet_notebook_mock::{Answer, Server};
use script::{Act, Script, read_request, unbuffered};

const STARTED: &str = "started 1821067171420946434\n";
const JSON: &str = r#"{"code":"0","msg":"success","data":true}"#;

/// Does something with every image, blocking and async, all at once.
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

/// Makes one call of each image to a server with a script, and expects an exit status and the end of the output.
#[track_caller]
fn ends(script: &[Act], status: i32, output: &str) {
    on_each_image(|image| {
        let server = Script::start([script]);
        let run = image.run(&server.url(), &["--timeout", "3"]);
        assert_eq!(run.status, Some(status), "{image}: {run}");
        assert_eq!(run.output, output, "{image}");
        assert_eq!(server.requests(), [1], "{image}");
    });
}

fn bytes(length: usize, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn reply(length: usize, body: &[u8]) -> Act {
    Act::Reply(bytes(length, body))
}

fn started() -> Act {
    reply(JSON.len(), JSON.as_bytes())
}

/// Sends a body in chunks of so many bytes.
fn chunked(body: &[u8], size: usize) -> Act {
    let mut reply = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for chunk in body.chunks(size) {
        reply.extend(format!("{:x}\r\n", chunk.len()).as_bytes());
        reply.extend(chunk);
        reply.extend(b"\r\n");
    }
    reply.extend(b"0\r\n\r\n");
    Act::Reply(reply)
}

#[test]
fn every_documented_code_has_its_exit_status() {
    on_each_image(|image| {
        let server = Server::start();
        let url = server.url().replace("127.0.0.1", "10.0.2.2");
        for entry in CODES {
            server.clear();
            server.reply_with(entry.code);
            let run = image.run(&url, &[]);

            let (code, meaning, original, advice) = (entry.code.number(), entry.meaning, entry.original, entry.advice);
            let text = format!("error: reply has code {code}, {meaning}\nmessage: {original}\nhint: {advice}\n");
            let (status, output) = match code {
                0 => (0, STARTED.to_owned()),
                10001 | 10012 => (4, text),
                _ => (1, text),
            };
            assert_eq!((run.status, run.output), (Some(status), output), "{image}: {code}");
            let requests = server.requests();
            assert_eq!(requests.len(), 1, "{image}: {code}");
            assert_eq!(requests[0].headers["token"], "eyJhbGciOiJIUzI1N", "{image}: {code}");
        }
    });
}

/// Makes one call of each image to the mock with each answer, and expects an exit status and the output.
#[track_caller]
fn answers(cases: &[(Answer, i32, &str)]) {
    on_each_image(|image| {
        let server = Server::start();
        let url = server.url().replace("127.0.0.1", "10.0.2.2");
        for (answer, status, output) in cases {
            server.reply_with(answer.clone());
            let run = image.run(&url, &[]);
            assert_eq!(
                (run.status, &*run.output),
                (Some(*status), *output),
                "{image}: {answer}"
            );
        }
    });
}

#[test]
fn a_reply_that_may_be_a_gateways_leaves_it_unknown() {
    let gateway = Answer::raw(200, r#"{"code":500,"msg":"504 GATEWAY_TIMEOUT"}"#);
    let timeout = "error: reply has code 500, not documented\nmessage: 504 GATEWAY_TIMEOUT\n";
    let bare = "error: response has no code, HTTP status 424\n";
    let interrupted = "error: reply has code 10012, connection was interrupted\nmessage: 连接中断\n\
                       hint: look at the notebook first; if it is not starting, try again later\n";
    let mismatch = "error: response is not a reply of the service: code 0 under an HTTP status that is not a success, \
                    at byte 40, HTTP status 403\nmessage: success\n";
    answers(&[
        (gateway, 4, timeout),
        (Answer::raw(424, ""), 4, bare),
        (Answer::code(Code::CONNECTION_INTERRUPTED), 4, interrupted),
        (Answer::raw(403, JSON), 4, mismatch),
    ]);
}

#[test]
fn a_documented_code_counts_under_any_http_status() {
    let output = "error: reply has code 10004, a parameter is invalid, HTTP status 504\nmessage: 参数无效\n\
                  hint: check the notebook id\n";
    answers(&[(Answer::code(Code::INVALID_PARAMETER).with_status(504), 1, output)]);
}

#[test]
fn a_reply_that_repeats_the_token_shows_no_eight_characters_in_a_row_of_it() {
    on_each_image(|image| {
        let server = Server::start();
        let url = server.url().replace("127.0.0.1", "10.0.2.2");
        for repeated in [TOKEN, &TOKEN[7..]] {
            for (code, status) in [("10008", 1), ("500", 4), ("0", 1)] {
                let body = format!(r#"{{"code":"{code}","msg":"'{repeated}' is bad","data":false}}"#);
                server.reply_with(Answer::raw(200, body));
                let run = image.run(&url, &[]);
                assert_eq!(run.status, Some(status), "{image}: {run}");
                assert!(run.output.contains("\nmessage: '***' is bad\n"), "{image}: {run}");
                let mut pieces = TOKEN.as_bytes().windows(8).map(|piece| str::from_utf8(piece).unwrap());
                assert_eq!(pieces.find(|piece| run.output.contains(piece)), None, "{image}: {run}");
            }
        }
    });
}

#[test]
fn a_silent_server_is_given_up_at_the_deadline() {
    let output = "error: connection failed while waiting for the response: timed out\n";
    ends(&[], 4, output);
}

#[test]
fn the_deadline_is_for_the_whole_call_however_fast_the_bytes_come() {
    let drip = Act::Drip([b"HTTP/1.1 200 OK\r\n".as_slice(), &b"X-Filler: x\r\n".repeat(100)].concat());
    let output = "error: connection failed while waiting for the response: timed out\n";
    ends(&[drip], 4, output);
}

#[test]
fn a_reset_before_the_reply_leaves_it_unknown() {
    let output = "error: connection failed while waiting for the response: connection reset\n";
    ends(&[Act::Reset], 4, output);
}

#[test]
fn a_close_before_the_reply_leaves_it_unknown() {
    let output = "error: connection failed while waiting for the response: server closed the stream early\n";
    ends(&[Act::Reply(Vec::new()), Act::Close], 4, output);
}

#[test]
fn a_truncated_body_is_no_reply_even_where_its_json_is_whole() {
    let output = "error: connection failed while reading the response: server closed the stream early\n";
    ends(&[reply(60, JSON.as_bytes()), Act::Close], 4, output);

    let mut chunks = chunked(JSON.as_bytes(), 10);
    if let Act::Reply(bytes) = &mut chunks {
        bytes.truncate(bytes.len() - b"0\r\n\r\n".len());
    }
    ends(&[chunks, Act::Close], 4, output);
}

#[test]
fn a_body_may_come_in_chunks_of_a_byte() {
    ends(&[chunked(JSON.as_bytes(), 1)], 0, STARTED);
}

#[test]
fn a_body_of_a_mebibyte_does_not_fit() {
    let body = vec![b'['; 1 << 20];
    let output = "error: response does not fit the buffer of 512 bytes\n";
    ends(&[reply(body.len(), &body)], 4, output);
    ends(&[chunked(&body, 1000)], 4, output);
}

#[test]
fn a_reply_that_is_not_http_is_no_reply() {
    let output = "error: connection failed while waiting for the response: response is not HTTP/1.1: ";
    on_each_image(|image| {
        let server = Script::start([&[Act::Reply(b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec())]]);
        let run = image.run(&server.url(), &[]);
        assert_eq!(run.status, Some(4), "{image}: {run}");
        assert!(run.output.starts_with(output), "{image}: {run}");
        assert_eq!(server.requests(), [1], "{image}");
    });
}

#[test]
fn a_refused_connection_means_that_nothing_was_sent() {
    // Nobody listens where a client is, and nobody else can.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let url = script::url(client.local_addr().unwrap());
    on_each_image(|image| {
        let run = image.run(&url, &[]);
        assert_eq!(run.status, Some(3), "{image}: {run}");
        let output = "error: connection failed while opening the request: connection refused\n";
        assert_eq!(run.output, output, "{image}");
    });
}

#[test]
fn a_server_that_cannot_be_reached_is_not_said_to_refuse() {
    on_each_image(|image| {
        let run = image.run("http://0.0.0.0", &[]);
        assert_eq!(run.status, Some(3), "{image}: {run}");
        let output = "error: connection failed while opening the request: no route to the server\n";
        assert_eq!(run.output, output, "{image}");
    });
}

#[test]
fn a_start_is_not_hidden_by_a_later_call_that_was_not_sent() {
    on_each_image(|image| {
        // Whoever comes a second time finds nobody.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = script::url(listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            drop(listener);
            assert_eq!(read_request(&mut unbuffered(&stream)), 1);
            stream.write_all(&bytes(JSON.len(), JSON.as_bytes())).unwrap();
        });
        let run = image.run(&url, &["--calls", "2"]);
        server.join().unwrap();
        assert_eq!(run.status, Some(4), "{image}: {run}");
        assert!(run.output.starts_with(STARTED), "{image}: {run}");
        assert!(run.output.ends_with("connection refused\n"), "{image}: {run}");
    });
}

#[test]
fn a_run_that_is_stopped_leaves_it_unknown() {
    on_each_image(|image| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = script::url(listener.local_addr().unwrap());
        let mut command = image.command(&url, &[]);
        // As Ctrl-C does: everything that the terminal has started.
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
            text.ends_with("qemu: the image did not come to its end\n"),
            "{image}: {text}"
        );
    });
}

#[test]
fn each_call_opens_a_stream_of_its_own() {
    on_each_image(|image| {
        let server = Script::start([[started(), started()].as_slice(), &[started()]]);
        let run = image.run(&server.url(), &["--calls", "2", "--pause", "1"]);
        assert_eq!((run.status, run.output), (Some(0), STARTED.repeat(2)), "{image}");
        assert_eq!(server.requests(), [1, 1], "{image}");
    });
}

#[test]
fn after_a_call_that_failed_the_next_one_works() {
    for spoilt in [&[][..], &[Act::Reset], &[reply(1 << 20, &[b'['; 1 << 20])]] {
        on_each_image(|image| {
            let server = Script::start([spoilt, &[started()]]);
            let run = image.run(&server.url(), &["--calls", "2", "--timeout", "3"]);
            // It is still unknown what became of the first.
            assert_eq!(run.status, Some(4), "{image}: {run}");
            assert!(run.output.starts_with(STARTED), "{image}: {run}");
            assert_eq!(run.output.matches("error: ").count(), 1, "{image}: {run}");
            assert_eq!(server.requests(), [1, 1], "{image}");
        });
    }
}

#[test]
fn what_is_wrong_is_said_before_anything_is_sent() {
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
            "error: connection failed while opening the request: https needs the certificate of a CA, \
             which a board has in its flash; give --ca FILE\n",
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
fn what_the_runner_is_told_wrongly_is_status_2() {
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
            "qemu: '3 x' has a space in it\n",
        ),
    ] {
        let run = Run::of(Command::new(Path::new(folder).join("qemu")).args(arguments), "");
        assert_eq!(run.status, Some(2), "{arguments:?}: {run}");
        assert!(run.output.starts_with(output), "{arguments:?}: {run}");
    }
}

/// Boots an image where it does not belong.
#[track_caller]
fn dies(program: &str, machine: &[&str], image: &Path, status: i32, output: &str) {
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
    // Where the network controllers are elsewhere.
    let arm = image::file("thumbv7em-none-eabihf");
    dies("qemu-system-arm", &["-M", "mps2-an500"], &arm, 102, "fault at 0x");
    let riscv = image::file("riscv32imac-unknown-none-elf");
    let spike = ["-M", "spike", "-m", "8M", "-bios", "none"];
    dies("qemu-system-riscv32", &spike, &riscv, 102, "fault at 0x8");
}

#[test]
fn a_stack_that_is_used_up_is_reported_and_ends_the_run() {
    for (machine, target) in &BOARDS[..2] {
        // The first word of the image is where the stack starts; what is left of it here is 2 KiB.
        let mut image = fs::read(image::file(target)).unwrap();
        let start = 0x2000_8000_u32.to_le_bytes();
        let reset = 0x401_u32.to_le_bytes();
        let table = [start, reset].concat();
        let first = image.windows(8).position(|words| words == table).unwrap();
        image[first..first + 4].copy_from_slice(&0x2000_0800_u32.to_le_bytes());
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(machine);
        fs::write(&file, image).unwrap();
        dies("qemu-system-arm", &["-M", machine], &file, 102, "stack overflow\n");
    }
}

#[test]
fn it_tells_how_much_of_the_stack_was_used() {
    on_each_image(|image| {
        let server = Script::start([&[started()]]);
        let run = image.run(&server.url(), &["--stack"]);
        assert_eq!(run.status, Some(0), "{image}: {run}");
        let words: Vec<_> = run.output.strip_prefix(STARTED).unwrap().split(' ').collect();
        let ["stack:", peak, "of", size, "bytes\n"] = words[..] else {
            panic!("{image}: {run}");
        };
        // More than the buffer of the call, and less than all.
        let (peak, size): (u32, u32) = (peak.parse().unwrap(), size.parse().unwrap());
        assert!(512 < peak && peak < size, "{image}: {run}");
    });
}

#[test]
fn a_panic_is_reported_and_ends_the_run() {
    let riscv = image::file("riscv32imac-unknown-none-elf");
    let bare = ["-M", "virt", "-m", "8M", "-bios", "none"];
    dies("qemu-system-riscv32", &bare, &riscv, 101, "panicked at ");
}
