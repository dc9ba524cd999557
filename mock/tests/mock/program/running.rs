//! The program at work, for at most [`LIMIT`].

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::command::{PROGRAM, without_settings};
use crate::client::{self, TIMEOUT};

/// The longest that the program runs in a test. Then it is killed, which closes its output.
const LIMIT: Duration = Duration::from_secs(90);

/// The program at work, killed at the end of the test.
pub(crate) struct Running {
    child: Child,
    watchdog: Option<Watchdog>,
    output: Option<Lines<BufReader<ChildStdout>>>,
    pub(crate) url: String,
}

/// Kills a process that runs for too long, unless it is dropped before.
pub(super) struct Watchdog {
    _stop: Sender<()>,
}

impl Watchdog {
    pub(super) fn new(process: u32) -> Self {
        let (stop, stopped) = channel();
        thread::spawn(move || {
            if stopped.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
                signal(process, "-KILL");
            }
        });
        Self { _stop: stop }
    }
}

/// Sends a signal to a process.
pub(super) fn signal(process: u32, signal: &str) {
    let kill = format!("kill {signal} {process}");
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

impl Running {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_with(&[&["--listen", "127.0.0.1:0"], arguments].concat(), &[])
    }

    /// Starts it with a limit on its descriptors.
    #[cfg(target_os = "linux")]
    pub(crate) fn start_limited(descriptors: u32) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -n $1; exec \"$0\"", PROGRAM, &descriptors.to_string()]);
        Self::spawn(shell, &[], Stdio::piped())
    }

    pub(crate) fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::start_with_error(arguments, environment, Stdio::piped())
    }

    /// Starts it with this standard error.
    pub(crate) fn start_with_error(arguments: &[&str], environment: &[(&str, &str)], error: Stdio) -> Self {
        let mut program = Command::new(PROGRAM);
        program.args(arguments);
        Self::spawn(program, environment, error)
    }

    pub(crate) fn spawn(command: Command, environment: &[(&str, &str)], error: Stdio) -> Self {
        Self::try_spawn(command, environment, error).expect("it prints a line")
    }

    /// Starts it, or returns the output of one that ends without a line.
    pub(crate) fn try_spawn(mut command: Command, environment: &[(&str, &str)], error: Stdio) -> Result<Self, Output> {
        let mut child = without_settings(&mut command)
            .env("SCNET_MOCK_LISTEN", "127.0.0.1:0")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(error)
            .spawn()
            .expect("the program starts");
        let watchdog = Watchdog::new(child.id());
        let mut output = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let Some(url) = output.next() else {
            return Err(child.wait_with_output().expect("it ends"));
        };
        Ok(Self {
            watchdog: Some(watchdog),
            output: Some(output),
            child,
            url: url.expect("in UTF-8"),
        })
    }

    /// Closes the pipe of its output.
    pub(crate) fn close_output(&mut self) {
        self.output = None;
    }

    /// Reads standard error, line by line.
    pub(crate) fn remarks(&mut self) -> impl Iterator<Item = String> + use<> {
        let remarks = BufReader::new(self.child.stderr.take().expect("standard error is piped"));
        remarks.lines().map(|line| line.expect("UTF-8"))
    }

    /// Reads standard error to its end.
    pub(crate) fn all_remarks(&mut self) -> String {
        let mut text = String::new();
        let mut remarks = self.child.stderr.take().expect("standard error is piped");
        remarks.read_to_string(&mut text).expect("UTF-8");
        text
    }

    /// Sends it a signal, such as `-TERM`.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    /// Returns the number of its process.
    #[cfg(target_os = "linux")]
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Calls the admin interface.
    pub(super) fn admin(&self, line: &str) -> String {
        let request = client::request(line, "Content-Type: application/json\r\n", "{}");
        client::exchange(self.address(), request)
    }

    /// Sends the first start, which it does not answer, and waits until it is recorded.
    pub(super) fn stalled(&self) -> TcpStream {
        let mut stream = client::connect(self.address());
        stream.write_all(client::start().as_bytes()).unwrap();
        wait_until(|| self.admin("GET /__admin/health").contains(r#""requests":1"#));
        stream
    }

    /// Waits for its end, and returns its exit status.
    pub(crate) fn ended(&mut self) -> Option<i32> {
        let status = self.child.wait().unwrap();
        self.watchdog = None;
        status.code()
    }

    /// Returns its peak of resident memory, in kB.
    #[cfg(target_os = "linux")]
    pub(crate) fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak.expect("Linux tells")
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .unwrap()
    }

    /// Reads its output to the end, as a terminal does, and counts the lines.
    pub(crate) fn read_on(&mut self) -> JoinHandle<usize> {
        let output = self.output.take().expect("it is read by nobody else");
        thread::spawn(|| output.count())
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.url
            .strip_prefix("http://")
            .expect("a URL")
            .parse()
            .expect("with an address and no path")
    }

    pub(crate) fn line(&mut self) -> String {
        self.next_line().expect("it prints a line")
    }

    pub(crate) fn next_line(&mut self) -> Option<String> {
        let output = self.output.as_mut().expect("it is read here");
        output.next().map(|line| line.expect("in UTF-8"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.watchdog = None;
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Calls this until it returns true.
pub(crate) fn wait_until(mut is_true: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_true() {
        assert!(begin.elapsed() < TIMEOUT, "still not true");
    }
}
