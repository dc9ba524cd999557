use std::{
    env, fmt,
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// The boards, with the targets of their images.
pub(crate) const BOARDS: [(&str, &str); 2] = [
    ("mps2-an386", "thumbv7em-none-eabihf"),
    ("riscv-virt", "riscv32imac-unknown-none-elf"),
];

/// The connections of an image.
pub(crate) const CONNECTIONS: [&str; 2] = ["blocking", "async"];

/// An image and its connection.
#[derive(Clone, Copy)]
pub(crate) struct Image {
    pub(crate) board: (&'static str, &'static str),
    pub(crate) connection: &'static str,
}

impl Image {
    /// Boots the image to start a notebook, waits until it exits, and expects this status and output.
    #[track_caller]
    pub(crate) fn expect(self, url: &str, arguments: &[&str], status: i32, output: &str) {
        let run = self.run(url, arguments);
        let ended = (run.status, run.output.as_str());
        assert_eq!(ended, (Some(status), output), "{self}, {arguments:?}");
    }

    /// Boots the image to start a notebook, and waits until it exits.
    pub(crate) fn run(self, url: &str, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(url, arguments), "")
    }

    /// Returns the command that boots the image.
    pub(crate) fn command(self, url: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("qemu"));
        command
            .arg(self.board.0)
            .arg(file(self.board.1))
            .args(["--base-url", url, "--address", "10.0.2.2"])
            .args((self.connection == "blocking").then_some("--blocking"))
            .args(arguments)
            .arg("1821067171420946434")
            .env("SCNET_TOKEN", "eyJhbGciOiJIUzI1N");
        command
    }
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.board.0, self.connection)
    }
}

/// Returns the URL for the guest of an address on the loopback of the host.
pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://10.0.2.2:{}", address.port())
}

/// Returns the image for a target in the build directory.
pub(crate) fn file(target: &str) -> PathBuf {
    let tests = env::current_exe().unwrap();
    let built = tests.ancestors().nth(3).unwrap();
    let file = built.join(target).join("device").join("firmware");
    assert!(
        file.exists(),
        "{} is missing: .ci/boards builds the images and runs these tests",
        file.display()
    );
    file
}

/// The result of a run of an image.
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    /// Standard output, then standard error.
    pub(crate) output: String,
}

impl Run {
    /// Runs a command that boots an image.
    pub(crate) fn of(command: &mut Command, input: &str) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Some programs do not read it.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        // The exit status of the shell for a missing program.
        assert_ne!(status.code(), Some(127), "{}", String::from_utf8_lossy(&stderr));
        let mut output = String::from_utf8(stdout).unwrap();
        output.push_str(&String::from_utf8(stderr).unwrap());
        Self {
            status: status.code(),
            // QEMU prints this about the watchdog of the board, before the image runs.
            output: output.replace("Timer with period zero, disabling\n", ""),
        }
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit status {:?} after\n{}", self.status, self.output)
    }
}
