use std::{
    fs::File,
    net::{TcpListener, TcpStream},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

/// The time limit of each wait for a process.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// A server in a process group of its own, which ends with this value, or with the thread that started it.
pub(crate) struct Process {
    child: Child,
    group: Pid,
}

impl Process {
    /// Starts a program whose output goes to the end of a file, in that file's folder.
    pub(crate) fn start(command: &[String], output: &Path) -> Self {
        let file = File::options().create(true).append(true).open(output).unwrap();
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "TERM"])
            .args(command)
            .current_dir(output.parent().unwrap())
            .env("PYTHONPATH", Path::new(env!("CARGO_MANIFEST_DIR")).join("servers"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .stderr(file.try_clone().unwrap())
            .stdout(file)
            .process_group(0)
            .spawn()
            .unwrap();
        let group = Pid::from_child(&child);
        Self { child, group }
    }

    /// Waits until the process accepts connections on a port. The error is its end before that.
    pub(crate) fn accepts(&mut self, port: u16) -> Result<(), String> {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Err(format!("ended at its start: {status}"));
            }
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(());
            }
            if begin.elapsed() > LIMIT {
                return Err(format!("does not accept connections on port {port}"));
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Asks the first process of the group to end, and waits until it has.
    pub(crate) fn stop(&mut self, signal: Signal) {
        let begin = Instant::now();
        rustix::process::kill_process(self.group, signal).unwrap();
        while self.child.try_wait().unwrap().is_none() && begin.elapsed() < LIMIT {
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The group may have ended already.
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.child.wait();
    }
}

/// Returns a port that is free. It lies below those that the system gives out itself, so no socket of another test takes it before the
/// server does.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 10_000 + u16::try_from(std::process::id() % 200).unwrap() * 100;
    let mut ports = (0..20_000).map(|_| 10_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000);
    let free = ports.find(|&port| TcpListener::bind(("127.0.0.1", port)).is_ok());
    free.expect("a port is free")
}
