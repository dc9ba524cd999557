use std::fs;
use std::path::PathBuf;

use scnet_notebook_mock::Upstream;

use crate::error::Error;

/// The options for the upstream service.
#[derive(Debug, clap::Args)]
pub(crate) struct UpstreamOptions {
    /// Pass on to this service the starts that select no case.
    ///
    /// Such a start costs money and cannot be taken back, so this needs --yes-start-for-real. Each start is sent once, on
    /// a connection of its own, without a proxy, and with a limit of 30 seconds. The journal shows the answer beside its
    /// differences from the service's page, and GET /__admin/requests/7/case has it as a case for --case @FILE, without
    /// the token. Nothing is passed on that the mock refuses, or that selects a case.
    #[arg(long, value_name = "URL", env = "SCNET_MOCK_UPSTREAM", conflicts_with_all = ["case", "stateful"])]
    upstream: Option<String>,

    /// File with the certificate authority of the upstream service, in PEM; without it, the public ones are trusted.
    #[arg(long, value_name = "FILE", env = "SCNET_MOCK_UPSTREAM_CA")]
    upstream_ca: Option<PathBuf>,

    // Not in the environment, where it would stay for the next run.
    /// Confirm that starts are passed on for real.
    #[arg(long)]
    yes_start_for_real: bool,
}

impl UpstreamOptions {
    /// Returns the upstream service, if starts are passed on.
    pub(crate) fn upstream(&self) -> Result<Option<Upstream>, Error> {
        let Some(url) = &self.upstream else {
            return match (&self.upstream_ca, self.yes_start_for_real) {
                (Some(_), _) => Err(Error::Usage("--upstream-ca needs --upstream".to_owned())),
                (None, true) => Err(Error::Usage("--yes-start-for-real needs --upstream".to_owned())),
                (None, false) => Ok(None),
            };
        };
        if !self.yes_start_for_real {
            let problem = "--upstream needs --yes-start-for-real: each start that is passed on costs money, and cannot be \
                           taken back";
            return Err(Error::Usage(problem.to_owned()));
        }
        let upstream = Upstream::new(url).map_err(|invalid| Error::Usage(format!("--upstream: {invalid}")))?;
        let Some(path) = &self.upstream_ca else {
            return Ok(Some(upstream));
        };
        let problem = |problem: String| Error::Usage(format!("--upstream-ca {}: {problem}", path.display()));
        let pem = fs::read(path).map_err(|error| problem(format!("cannot read the file: {error}")))?;
        upstream
            .with_ca(&pem)
            .map(Some)
            .map_err(|invalid| problem(invalid.to_string()))
    }
}
