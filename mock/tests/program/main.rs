//! The mock as a program: what it prints, how it stops, and what a stranger's client makes of it.

#[cfg(target_os = "linux")]
mod load;
mod running;
mod samples;
mod usage;
#[path = "../wire/mod.rs"]
mod wire;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use running::{Folder, PROGRAM, Running, gave_up, misused, mock, run};
use scnet_notebook_mock::{Case, TlsCase, openapi};

#[test]
fn the_first_line_is_the_url_alone() {
    let program = Running::start(&[]);
    assert_eq!(program.url, format!("http://127.0.0.1:{}", program.address().port()));
    assert_ne!(program.address().port(), 0);
}

#[cfg(unix)]
#[test]
fn its_lines_are_whole_and_in_order_where_both_outputs_are_one() {
    for _ in 0..20 {
        let mut shell = Command::new("sh");
        shell.args(["-c", "exec \"$0\" 2>&1", PROGRAM]);
        let mut program = Running::spawn(shell, &[], Stdio::piped());
        assert_eq!(program.line(), format!("page: {}/", program.url));
    }
}

#[test]
fn every_request_gets_a_line_and_in_the_log_an_object() {
    let folder = Folder::new();
    let log = folder.join("log.jsonl");
    let mut program = Running::start(&["--case", "10007", "--log", log.to_str().unwrap()]);
    let envelope = r#"{"code":"10007","msg":"用户已被冻结","data":null}"#;
    assert_eq!(
        wire::exchange(program.address(), wire::start()),
        wire::reply("200 OK", "", envelope)
    );
    assert_eq!(
        program.line(),
        "1 POST /ac/openapi/v2/notebook/actions/start, token *** of 17, notebook 1821067171420946434: \
         code/10007 user-frozen, 200, 145 bytes, closed"
    );
    wire::exchange(program.address(), wire::request("POST /", "", ""));
    assert_eq!(
        program.line(),
        "2 POST /, no token: refused, the path is not /ac/openapi/v2/notebook/actions/start, 404, 215 bytes, closed"
    );
    let text = std::fs::read_to_string(&log).unwrap();
    let entries: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entries.len(), 2);
    assert_eq!(
        (&entries[0]["case"], &entries[0]["end"]),
        (&"code/10007".into(), &"closed".into())
    );
    assert_eq!(entries[0]["headers"][2], serde_json::json!(["token", "*** of 17"]));
    assert_eq!(
        entries[1]["problem"],
        "the path is not /ac/openapi/v2/notebook/actions/start"
    );

    // The next run goes on where this one ended.
    drop(program);
    let mut program = Running::start(&["--log", log.to_str().unwrap()]);
    wire::exchange(program.address(), wire::start());
    program.line();
    assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), 3);
}

#[test]
fn the_case_can_be_chosen_by_name_and_by_its_old_option() {
    let envelope = r#"{"code":"10008","msg":"权限不足","data":null}"#;
    for option in ["--case", "--code"] {
        let program = Running::start(&[option, "permission-denied"]);
        assert_eq!(
            wire::exchange(program.address(), wire::start()),
            wire::reply("200 OK", "", envelope)
        );
    }
}

#[test]
fn every_option_has_a_twin_in_the_environment() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    for option in [
        "LISTEN", "CASE", "DELAY", "SEED", "TLS", "TLS_DIR", "TLS_NAME", "LOG", "QUIET",
    ] {
        assert!(help.contains(&format!("[env: SCNET_MOCK_{option}=]")), "{option}");
    }
    let folder = Folder::new();
    let program = Running::start_with(
        &[],
        &[
            ("SCNET_MOCK_CASE", "status/503"),
            ("SCNET_MOCK_DELAY", "1ms..2ms"),
            ("SCNET_MOCK_SEED", "7"),
            ("SCNET_MOCK_LOG", folder.join("log").to_str().unwrap()),
        ],
    );
    let reply = wire::exchange(program.address(), wire::start());
    assert!(reply.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{reply}");
    assert!(folder.join("log").exists());
    let output = mock().env("SCNET_MOCK_LISTEN", "nowhere").output().unwrap();
    let text = "not ADDRESS:PORT, such as 127.0.0.1:8080, or 0.0.0.0:8080 for boards on the network";
    misused(
        &output,
        &format!("invalid value 'nowhere' for '--listen <ADDRESS:PORT>': {text}"),
    );
}

#[test]
fn over_tls_the_ca_is_made_once_and_used_again() {
    let folder = Folder::new();
    let ca = folder.join("ca");
    let files = ["ca.pem", "ca.key", "ca.der"].map(|name| ca.join(name));
    let start = |case: &str| Running::start(&["--tls", "--tls-dir", ca.to_str().unwrap(), "--case", case]);
    let first = start("success");
    assert!(first.url.starts_with("https://127.0.0.1:"), "{}", first.url);
    let made = files.clone().map(|file| std::fs::read(file).unwrap());
    assert!(made[0].starts_with(b"-----BEGIN CERTIFICATE-----"));
    assert!(made[2].starts_with(&[0x30, 0x82]), "DER");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&files[1]).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "nobody else reads the key");
    }
    drop(first);
    let mut second = start("tls/expired");
    let remarks = BufReader::new(second.child.stderr.take().unwrap()).lines();
    let said =
        "TLS case tls/expired, to be refused by the client: The certificate expired at the end of the year 2000.";
    assert!(remarks.map(Result::unwrap).take(2).any(|line| line == said));
    assert_eq!(files.map(|file| std::fs::read(file).unwrap()), made);
    drop(second);

    std::fs::write(ca.join("ca.key"), "nonsense").unwrap();
    let text = format!("{}: the key of the CA is not one in PKCS #8 and PEM", ca.display());
    gave_up(&run(&["--tls", "--tls-dir", ca.to_str().unwrap()]), &text);
}

#[test]
fn the_list_has_every_case() {
    let output = run(&["--list"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), Case::all().len() + TlsCase::ALL.len());
    for line in [
        "code/10007 user-frozen                   The start is refused: user is frozen.",
        "code/10012 connection-interrupted        The start may have happened: connection was interrupted.",
        "conn/reset-mid-body                      The connection is reset inside the body of the reply.",
        "tls/expired                              The certificate expired at the end of the year 2000.",
    ] {
        assert!(text.lines().any(|listed| listed == line), "{text}");
    }
}

#[test]
fn the_description_for_machines_is_printed_as_it_is() {
    let output = run(&["--export-openapi"]);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().trim_end(),
        openapi().trim_end()
    );
}

#[cfg(unix)]
#[test]
fn both_signals_to_stop_end_it_with_status_0() {
    for signal in ["-INT", "-TERM"] {
        let mut program = Running::start(&[]);
        // Neither an idle connection nor a request that never ends may hold it up.
        let _idle = TcpStream::connect(program.address()).expect("the mock listens");
        let mut endless = TcpStream::connect(program.address()).expect("the mock listens");
        endless
            .write_all(b"POST / HTTP/1.1\r\nHost: mock\r\nContent-Length: 9\r\n\r\n")
            .expect("the mock reads");
        wire::exchange(program.address(), wire::start());
        let kill = format!("kill {signal} {}", program.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status();
        assert!(sent.expect("there is a shell").success());
        assert_eq!(program.ended(), Some(0), "{signal}");
        program.line();
        assert_eq!(program.next_line(), None);
        let mut remarks = String::new();
        program
            .child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut remarks)
            .unwrap();
        let page = format!("page: {}/\n", program.url);
        assert_eq!(remarks, page + "stopped; requests: 1, executed starts: 1\n");
    }
}

#[test]
fn a_request_that_was_cleared_before_it_ended_gets_its_line_and_its_object() {
    let folder = Folder::new();
    let log = folder.join("log.jsonl");
    let mut program = Running::start(&["--case", "conn/stall-before-headers", "--log", log.to_str().unwrap()]);
    let mut stalled = TcpStream::connect(program.address()).unwrap();
    stalled.write_all(wire::start().as_bytes()).unwrap();
    let admin = |line: &str| {
        wire::exchange(
            program.address(),
            wire::request(line, "Content-Type: application/json\r\n", "{}"),
        )
    };
    while !admin("GET /__admin/health").contains(r#""requests":1"#) {}
    admin("POST /__admin/reset");
    assert!(admin("GET /__admin/requests").contains(r#""requests":[]"#));
    drop(stalled);
    let line = program.line();
    assert!(line.starts_with("1 POST ") && line.contains("left after"), "{line}");
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(
        text.starts_with(r#"{"number":1,"#) && text.lines().count() == 1,
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn a_request_that_was_cleared_and_never_ended_gets_its_line_at_the_stop() {
    let mut program = Running::start(&["--case", "conn/stall-before-headers"]);
    let mut stalled = TcpStream::connect(program.address()).unwrap();
    stalled.write_all(wire::start().as_bytes()).unwrap();
    let clear = wire::request("DELETE /__admin/requests", "Content-Type: application/json\r\n", "");
    while !wire::exchange(program.address(), &clear).contains(r#""total":1"#) {}
    program.terminate();
    let line = program.line();
    assert!(line.starts_with("1 POST ") && line.contains(", open"), "{line}");
}

#[test]
fn a_stall_keeps_its_line_however_many_calls_come_after_it() {
    let mut program = Running::start(&[]);
    let mut stalled = TcpStream::connect(program.address()).unwrap();
    let stall = wire::start().replace("POST /", "POST /__case/conn/stall-before-headers/");
    stalled.write_all(stall.as_bytes()).unwrap();
    let mut wire = TcpStream::connect(program.address()).unwrap();
    let start = wire::start().replace("Connection: close\r\n", "");
    for _ in 0..1200 {
        wire.write_all(start.as_bytes()).unwrap();
        wire.read_exact(&mut [0; 111]).unwrap();
        program.line();
    }
    drop(stalled);
    let line = program.line();
    assert!(
        line.contains(": conn/stall-before-headers by path, 0 bytes, left after"),
        "{line}"
    );
}

#[cfg(unix)]
#[test]
fn it_ends_with_status_1_when_nobody_is_left_to_read_its_output() {
    let mut program = Running::start(&[]);
    program.close_output();
    wire::exchange(program.address(), wire::start());
    assert_eq!(program.ended(), Some(1));
    let mut said = String::new();
    program.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(
        said.ends_with("\nerror: standard output: Broken pipe (os error 32)\n"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn whoever_does_not_read_its_output_holds_up_nothing() {
    let folder = Folder::new();
    let log = folder.join("log.jsonl");
    let mut program = Running::start(&["--log", log.to_str().unwrap()]);
    // More lines than a pipe holds.
    for _ in 0..800 {
        wire::exchange(program.address(), wire::start());
    }
    program.terminate();
    assert_eq!(program.ended(), Some(0));
    assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), 800);
}

#[cfg(target_os = "linux")]
#[test]
fn its_exit_status_is_the_same_even_if_standard_error_takes_nothing() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let wrong = mock().arg("--fast").stderr(full()).status().unwrap();
    assert_eq!(wrong.code(), Some(2));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let taken = mock().args(["--listen", &address]).stderr(full()).status().unwrap();
    assert_eq!(taken.code(), Some(2));
    let mut program = Running::start_saying(&["--listen", "127.0.0.1:0"], &[], full().into());
    program.terminate();
    assert_eq!(program.ended(), Some(0));
}

#[cfg(unix)]
#[test]
fn a_quiet_one_says_on_standard_error_only_what_is_wrong() {
    let mut program = Running::start(&["--quiet"]);
    program.terminate();
    let mut remarks = String::new();
    program
        .child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut remarks)
        .unwrap();
    assert_eq!(remarks, "");
}

#[test]
fn a_certificate_that_no_board_will_accept_is_said_to_be_one() {
    let folder = Folder::new();
    let folder = folder.join("ca");
    let options = ["--listen", "0.0.0.0:0", "--tls", "--tls-dir", folder.to_str().unwrap()];
    let says = |options: &[&str]| {
        let mut program = Running::start_with(options, &[]);
        let remarks = BufReader::new(program.child.stderr.take().unwrap()).lines();
        let mut remarks = remarks
            .map(Result::unwrap)
            .take_while(|line| !line.starts_with("open to"));
        remarks.any(|line| line.starts_with("the certificate is valid on this machine only: --tls-name adds"))
    };
    assert!(says(&options));
    assert!(!says(&[&options[..], &["--tls-name", "192.168.0.2"]].concat()));
}

#[test]
fn a_server_that_is_open_to_the_network_says_so() {
    let mut program = Running::start_with(&["--listen", "0.0.0.0:0"], &[]);
    let mut remarks = BufReader::new(program.child.stderr.take().unwrap()).lines();
    let remark = remarks.nth(1).unwrap().unwrap();
    assert!(
        remark.starts_with("open to the network: everyone there can call the mock"),
        "{remark}"
    );
}
