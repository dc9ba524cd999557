//! The mock as a program: what it prints, how it stops, and what a stranger's client makes of it.

mod wire;

use std::io::{BufRead, BufReader, Lines, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_scnet-notebook-mock");

/// The program at work, killed when a test fails.
struct Running {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
    url: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let url = output.next().expect("it prints a line").expect("in UTF-8");
        Self { child, output, url }
    }

    fn address(&self) -> SocketAddr {
        self.url
            .strip_prefix("http://")
            .expect("a URL")
            .parse()
            .expect("with an address and no path")
    }

    fn line(&mut self) -> String {
        self.output.next().expect("it prints a line").expect("in UTF-8")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM)
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// Checks that the program gave up with status 2 and this one line.
#[track_caller]
fn gave_up(output: &Output, line: &str) {
    assert_eq!(String::from_utf8_lossy(&output.stderr), format!("error: {line}\n"));
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

#[test]
fn the_first_line_is_the_url_alone() {
    let program = Running::start(&[]);
    assert_eq!(program.url, format!("http://127.0.0.1:{}", program.address().port()));
    assert_ne!(program.address().port(), 0);
}

#[test]
fn every_request_gets_a_line() {
    let mut program = Running::start(&["--code", "10007"]);
    let envelope = r#"{"code":"10007","msg":"用户已被冻结","data":null}"#;
    assert_eq!(
        wire::exchange(program.address(), wire::start()),
        wire::reply("200 OK", "", envelope)
    );
    assert_eq!(
        program.line(),
        "1 POST /ac/openapi/v2/notebook/actions/start, token ***, notebook 1821067171420946434: 200 10007 user-frozen"
    );
    wire::exchange(program.address(), wire::request("GET /", "", ""));
    assert_eq!(
        program.line(),
        "2 GET /, no token: 404 10004 invalid-parameter, the path is not /ac/openapi/v2/notebook/actions/start"
    );
}

#[test]
fn the_answer_can_be_chosen_by_name() {
    let program = Running::start(&["--code", "task-creation-failed"]);
    let envelope = r#"{"code":"716865","msg":"创建任务错误","data":null}"#;
    assert_eq!(
        wire::exchange(program.address(), wire::start()),
        wire::reply("200 OK", "", envelope)
    );
}

/// The sample on the service's page, word for word but for the URL.
#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn the_vendors_own_sample_gets_the_documented_reply() {
    const SAMPLE: &str = r#"curl --location --request POST 'https://scnet-demo.accloud.cn/ac/openapi/v2/notebook/actions/start' \
--header 'token: <Token>' \
--header 'Content-Type: application/json' \
--data-raw '{
"notebookId": "1821067171420946434"
}'"#;
    let mut program = Running::start(&[]);
    let sample = SAMPLE.replace("https://scnet-demo.accloud.cn", &program.url);
    let output = Command::new("sh")
        .args(["-c", &sample])
        .env("NO_PROXY", "*")
        .output()
        .expect("there is a shell");
    assert_ne!(
        output.status.code(),
        Some(127),
        "this test needs curl, which is not installed"
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        r#"{"code":"0","msg":"success","data":true}"#
    );
    assert_eq!(
        program.line(),
        "1 POST /ac/openapi/v2/notebook/actions/start, token ***, notebook 1821067171420946434: 200 0 success"
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
            .write_all(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
            .expect("the mock reads");
        wire::exchange(program.address(), wire::start());
        let kill = format!("kill {signal} {}", program.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status();
        assert!(sent.expect("there is a shell").success());
        assert_eq!(program.child.wait().expect("it ends").code(), Some(0), "{signal}");
        program.line();
        assert!(program.output.next().is_none());
    }
}

#[test]
fn a_taken_port_ends_it_with_status_2() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let error = TcpListener::bind(&address).unwrap_err();
    gave_up(
        &run(&["--listen", &address]),
        &format!("cannot listen on {address}: {error}"),
    );
}

#[test]
fn a_bad_address_ends_it_with_status_2() {
    let output = run(&["--listen", "8080"]);
    gave_up(&output, "cannot listen on 8080: invalid socket address");
}

#[test]
fn an_unknown_code_ends_it_with_status_2_and_the_list() {
    let error = "10002".parse::<scnet_notebook_mock::Answer>().unwrap_err();
    gave_up(
        &run(&["--code", "10002"]),
        &format!("invalid value '10002' for '--code <CODE>': {error}"),
    );
}

#[test]
fn an_unknown_option_ends_it_with_status_2() {
    gave_up(&run(&["--fast"]), "unexpected argument '--fast' found");
}

#[test]
fn the_help_teaches() {
    let output = run(&["--help"]);
    let help = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for taught in [
        "--listen <ADDRESS:PORT>",
        "[default: 127.0.0.1:8080]",
        "--code <CODE>",
        "Mock-Problem",
        "Exit status",
    ] {
        assert!(help.contains(taught), "{taught:?} is not in {help}");
    }
}

/// Sends it 256 MiB and looks at how much it ever held.
#[cfg(target_os = "linux")]
#[test]
fn its_memory_does_not_grow_with_what_it_is_sent() {
    let program = Running::start(&[]);
    let request = wire::request("POST /", "", &"x".repeat(256 * 1024));
    for _ in 0..1000 {
        wire::exchange(program.address(), &request);
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.child.id())).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .expect("Linux says how much it used");
    let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kilobytes < 128 * 1024, "{kilobytes} kB for 256 MiB in 1000 requests");
}
