//! The mock as a program: what it prints, how it stops, and what a stranger's client makes of it.

mod wire;

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use scnet_notebook_mock::{Case, OPENAPI, TlsCase};

const PROGRAM: &str = env!("CARGO_BIN_EXE_scnet-notebook-mock");

/// The program at work, killed when a test fails.
struct Running {
    child: Child,
    output: Option<Lines<BufReader<ChildStdout>>>,
    url: String,
}

/// A folder for one test, gone after it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("program-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left lies among what was built.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        Self::start_with(&[&["--listen", "127.0.0.1:0"], arguments].concat(), &[])
    }

    fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(PROGRAM)
            .env("SCNET_MOCK_LISTEN", "127.0.0.1:0")
            .envs(environment.iter().copied())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let url = output.next().expect("it prints a line").expect("in UTF-8");
        let output = Some(output);
        Self { child, output, url }
    }

    /// Returns the most memory that it ever held, in kB.
    #[cfg(target_os = "linux")]
    fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak.expect("Linux tells")
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .unwrap()
    }

    /// Reads its output on and on, as a terminal does, and counts the lines.
    fn read_on(&mut self) -> JoinHandle<usize> {
        let output = self.output.take().expect("it is read by nobody else");
        thread::spawn(|| output.count())
    }

    fn address(&self) -> SocketAddr {
        self.url
            .strip_prefix("http://")
            .expect("a URL")
            .parse()
            .expect("with an address and no path")
    }

    fn line(&mut self) -> String {
        self.next_line().expect("it prints a line")
    }

    fn next_line(&mut self) -> Option<String> {
        let output = self.output.as_mut().expect("it is read here");
        output.next().map(|line| line.expect("in UTF-8"))
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
         code/10007 user-frozen, 200, 182 bytes, closed"
    );
    wire::exchange(program.address(), wire::request("POST /", "", ""));
    assert_eq!(
        program.line(),
        "2 POST /, no token: refused, the path is not /ac/openapi/v2/notebook/actions/start, 404, 252 bytes, closed"
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
    let envelope = r#"{"code":"716865","msg":"创建任务错误","data":null}"#;
    for option in ["--case", "--code"] {
        let program = Running::start(&[option, "task-creation-failed"]);
        assert_eq!(
            wire::exchange(program.address(), wire::start()),
            wire::reply("200 OK", "", envelope)
        );
    }
}

#[test]
fn every_option_has_a_twin_in_the_environment() {
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
    let output = Command::new(PROGRAM)
        .env("SCNET_MOCK_LISTEN", "nowhere")
        .output()
        .unwrap();
    gave_up(&output, "cannot listen on nowhere: invalid socket address");
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
    let second = start("tls/expired");
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
        "conn/reset-mid-body                      The connection is reset inside the body of the reply.",
        "tls/expired                              The certificate expired at the end of the year 2000.",
    ] {
        assert!(text.lines().any(|listed| listed == line), "{text}");
    }
}

#[test]
fn the_description_for_machines_is_printed_as_it_is() {
    let output = run(&["--export-openapi"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), OPENAPI.trim_end());
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
    let output = shell(SAMPLE, "");
    assert_eq!(output, r#"{"code":"0","msg":"success","data":true}"#);
}

/// The other sample on the service's page, word for word but for the URL.
#[test]
#[ignore = "needs python3 with requests: cargo test -p scnet-notebook-mock -- --ignored"]
fn the_vendors_python_sample_gets_the_documented_reply() {
    const SAMPLE: &str = r#"import requests
import json
url = "https://scnet-demo.accloud.cn/ac/openapi/v2/notebook/actions/start"
payload = json.dumps({
"notebookId": "1821067171420946434"
})
headers = {
"token": "<Token>",
"Content-Type": "application/json"
}
response = requests.request("POST", url, headers=headers, data=payload)
print(response.text)"#;
    let output = shell("python3 -", SAMPLE);
    assert_eq!(output, "{\"code\":\"0\",\"msg\":\"success\",\"data\":true}\n");
}

/// Runs a command with a text for its input, both with the service replaced by the mock. Returns what it prints.
fn shell(command: &str, input: &str) -> String {
    let mut program = Running::start(&[]);
    let replaced = |text: &str| text.replace("https://scnet-demo.accloud.cn", &program.url);
    let (command, input) = (replaced(command), replaced(input));
    let mut child = Command::new("sh")
        .args(["-c", &command])
        .env("NO_PROXY", "*")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("there is a shell");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "this test needs a program that is not installed: {command}"
    );
    let line = program.line();
    let start = "1 POST /ac/openapi/v2/notebook/actions/start, token *** of 7, notebook 1821067171420946434: \
                 code/0 success, 200, 148 bytes, kept, executed";
    assert_eq!(line, start);
    String::from_utf8(output.stdout).unwrap()
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
        let asked = Instant::now();
        assert_eq!(program.child.wait().expect("it ends").code(), Some(0), "{signal}");
        assert!(asked.elapsed() < Duration::from_secs(1), "{signal}");
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
        assert_eq!(remarks, page + "stopped after 1 requests and 1 executed starts\n");
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
fn an_unknown_case_ends_it_with_status_2_and_the_closest() {
    for (name, text) in [
        (
            "conn/reset-mid-boddy",
            "no case is named \"conn/reset-mid-boddy\"; did you mean conn/reset-mid-body?",
        ),
        (
            "tls/expire",
            "no TLS case has this name; those that are: tls/expired tls/wrong-host tls/self-signed tls/unknown-ca \
             tls/no-certificate tls/leaf-signed-by-leaf",
        ),
    ] {
        gave_up(
            &run(&["--case", name]),
            &format!("invalid value '{name}' for '--case <NAME>': {text}"),
        );
    }
}

#[test]
fn a_wrong_delay_ends_it_with_status_2() {
    for delay in ["soon", "2s..1s", "1s..", "300", "2days", "-1s"] {
        let text = "not a delay such as 300ms, or 100ms..2s, of a day at most";
        let given = format!("--delay={delay}");
        gave_up(
            &run(&[&given]),
            &format!("invalid value '{delay}' for '--delay <TIME>': {text}"),
        );
    }
}

#[test]
fn a_file_that_cannot_be_written_ends_it_with_status_2() {
    let folder = Folder::new();
    let file = folder.join("none/log");
    let error = std::fs::File::create(&file).unwrap_err();
    gave_up(
        &run(&["--log", file.to_str().unwrap()]),
        &format!("{}: {error}", file.display()),
    );
    std::fs::write(folder.join("file"), "").unwrap();
    let folder = folder.join("file/ca");
    let output = run(&["--tls", "--tls-dir", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.starts_with(&format!("error: {}: ", folder.display())) && text.lines().count() == 1,
        "{text}"
    );
}

#[test]
fn a_server_that_is_open_to_the_network_says_so() {
    let mut program = Running::start_with(&["--listen", "0.0.0.0:0"], &[]);
    let mut remarks = BufReader::new(program.child.stderr.take().unwrap()).lines();
    let remark = remarks.nth(1).unwrap().unwrap();
    assert!(
        remark.starts_with("open to the network: everyone there can call it"),
        "{remark}"
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
        "--case <NAME>",
        "[env: SCNET_MOCK_CASE=]",
        "--delay <TIME>",
        "--tls-dir <FOLDER>",
        "--log <FILE>",
        "--list",
        "--export-openapi",
        "Prefer: example=conn/reset-mid-body",
        "/__case/conn/reset-mid-body",
        "case:conn/reset-mid-body",
        "everyone else",
        "Mock-Problem",
        "Exit status",
    ] {
        assert!(help.contains(taught), "{taught:?} is not in {help}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn it_holds_a_thousand_connections_at_once() {
    let program = Running::start(&[]);
    let mut wires: Vec<_> = (0..1000)
        .map(|_| TcpStream::connect(program.address()).expect("one more"))
        .collect();
    let start = wire::start();
    let (first, last) = start.split_at(start.len() - 1);
    for wire in &mut wires {
        wire.set_read_timeout(Some(wire::PATIENCE)).unwrap();
        wire.write_all(first.as_bytes()).unwrap();
    }
    for wire in &mut wires {
        wire.write_all(last.as_bytes()).unwrap();
    }
    for wire in &mut wires {
        let mut reply = String::new();
        wire.read_to_string(&mut reply).unwrap();
        assert!(reply.ends_with(wire::SUCCESS), "{reply}");
    }
    assert!(
        program.peak() < 128 * 1024,
        "{} kB for 1000 connections",
        program.peak()
    );
}

/// Makes as many calls as a device makes in a day, one every twelve seconds, and 200 MiB of others.
#[cfg(target_os = "linux")]
#[test]
fn its_memory_does_not_grow_with_what_it_is_sent() {
    let mut program = Running::start(&[]);
    let reader = program.read_on();
    let request = wire::request("POST /", "", &"x".repeat(256 * 1024));
    for _ in 0..800 {
        wire::exchange(program.address(), &request);
    }
    let mut wire = TcpStream::connect(program.address()).unwrap();
    wire.set_read_timeout(Some(wire::PATIENCE)).unwrap();
    let start = wire::start().replace("Connection: close\r\n", "");
    let mut reply = [0; 148];
    let mut half = 0;
    for number in 0..7_200 {
        wire.write_all(start.as_bytes()).unwrap();
        wire.read_exact(&mut reply).unwrap();
        if number == 3_600 {
            half = program.peak();
        }
    }
    assert!(reply.ends_with(wire::SUCCESS.as_bytes()));
    let peak = program.peak();
    assert!(peak < 64 * 1024, "{peak} kB");
    assert!(peak - half < 4 * 1024, "{half} kB at noon, {peak} kB in the evening");
    drop(program);
    assert!(reader.join().unwrap() > 0);
}
