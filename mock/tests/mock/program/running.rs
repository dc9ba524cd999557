use std::io::{BufRead, BufReader, Lines};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::wire::PATIENCE;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_scnet-notebook-mock");

/// The program at work, killed when a test fails.
pub(crate) struct Running {
    pub(crate) child: Child,
    output: Option<Lines<BufReader<ChildStdout>>>,
    pub(crate) url: String,
}

/// A folder for one test, gone after it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("program-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
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
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_with(&[&["--listen", "127.0.0.1:0"], arguments].concat(), &[])
    }

    /// Starts it with so many descriptors at most.
    #[cfg(target_os = "linux")]
    pub(crate) fn start_limited(descriptors: u32) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -n $1; exec \"$0\"", PROGRAM, &descriptors.to_string()]);
        Self::spawn(shell, &[], Stdio::piped())
    }

    pub(crate) fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::start_saying(arguments, environment, Stdio::piped())
    }

    /// Starts it with standard error going there.
    pub(crate) fn start_saying(arguments: &[&str], environment: &[(&str, &str)], error: Stdio) -> Self {
        let mut program = Command::new(PROGRAM);
        program.args(arguments);
        Self::spawn(program, environment, error)
    }

    pub(crate) fn spawn(mut command: Command, environment: &[(&str, &str)], error: Stdio) -> Self {
        let mut child = without_settings(&mut command)
            .env("SCNET_MOCK_LISTEN", "127.0.0.1:0")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(error)
            .spawn()
            .expect("the program starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let url = output.next().expect("it prints a line").expect("in UTF-8");
        let output = Some(output);
        Self { child, output, url }
    }

    /// Reads no more of its output, and says so.
    pub(crate) fn close_output(&mut self) {
        self.output = None;
    }

    /// Asks it to stop.
    #[cfg(unix)]
    pub(crate) fn terminate(&self) {
        let kill = format!("kill {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Waits until it has ended, and returns its exit status.
    pub(crate) fn ended(&mut self) -> Option<i32> {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("it goes on");
    }

    /// Returns the most memory that it ever held, in kB.
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

    /// Reads its output on and on, as a terminal does, and counts the lines.
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
        // It may have ended already, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    mock().args(arguments).output().expect("the program starts")
}

/// The program, with nothing set in its environment.
pub(crate) fn mock() -> Command {
    let mut program = Command::new(PROGRAM);
    without_settings(&mut program);
    program
}

fn without_settings(command: &mut Command) -> &mut Command {
    let names = std::env::vars_os().map(|(name, _)| name);
    for name in names.filter(|name| name.to_string_lossy().starts_with("SCNET_MOCK_")) {
        command.env_remove(name);
    }
    command
}

/// Checks that the program gave up with status 2 because of its arguments, and told where to read on.
#[track_caller]
pub(crate) fn misused(output: &Output, line: &str) {
    gave_up(output, &format!("{line}\n\nFor more information, try '--help'."));
}

/// Checks that the program gave up with status 2 and this one line.
#[track_caller]
pub(crate) fn gave_up(output: &Output, line: &str) {
    assert_eq!(String::from_utf8_lossy(&output.stderr), format!("error: {line}\n"));
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}
