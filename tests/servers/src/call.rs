use std::{env, path::PathBuf, process::Command, time::Instant};

use scnet_notebook_mock::{Case, Server};

/// The connections of the example.
pub(crate) const CONNECTIONS: [&str; 3] = ["std", "stream", "stream-async"];

/// The token of every call.
const TOKEN: &str = "eyJhbGciOiJIUzI1N-a-token-of-the-matrix";

/// A run of the host example.
#[derive(Default)]
pub(crate) struct Call<'a> {
    pub(crate) connection: &'a str,
    pub(crate) url: String,
    pub(crate) timeout: u64,
    pub(crate) ca: Option<PathBuf>,
    pub(crate) environment: Vec<(String, String)>,
    /// The mock that passes the call on to the server.
    pub(crate) mock: Option<Server>,
}

/// The end of a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ended {
    pub(crate) exit: i32,
    pub(crate) error: String,
    pub(crate) seconds: f32,
}

impl Call<'_> {
    /// Runs the example. The case file of a call that was passed on has to replay its end.
    pub(crate) fn run(&self) -> Ended {
        let ended = self.run_once(&self.url);
        let requests = self.mock.iter().flat_map(Server::requests);
        for answer in requests.filter_map(|request| request.upstream) {
            let case = Case::from_json(&answer.case().to_json()).unwrap();
            let replay = Server::builder().case(case).start().unwrap();
            let replayed = self.run_once(replay.url());
            assert_eq!(
                (replayed.exit, &replayed.error),
                (ended.exit, &ended.error),
                "{answer:?}"
            );
        }
        ended
    }

    /// Runs the example. It is killed if it does not keep its own time limit.
    fn run_once(&self, url: &str) -> Ended {
        let program = env::current_exe().unwrap().with_file_name("examples").join("start");
        let timeout = self.timeout.to_string();
        let mut command = Command::new("timeout");
        command
            .args(["--signal", "KILL", &(self.timeout + 2).to_string()])
            .arg(program)
            .args([
                "--connection",
                self.connection,
                "--base-url",
                url,
                "--timeout",
                &timeout,
            ])
            .arg("1821067171420946434")
            .env_clear()
            .envs(self.environment.iter().cloned())
            .env("SCNET_TOKEN", TOKEN);
        if let Some(ca) = &self.ca {
            command.arg("--ca").arg(ca);
        }
        let begin = Instant::now();
        let output = command.output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!error.contains(TOKEN), "the token is printed: {error}");
        Ended {
            exit: output.status.code().unwrap_or(-1),
            error: error.trim_end().to_owned(),
            seconds: begin.elapsed().as_secs_f32(),
        }
    }
}
