use scnet_notebook::Code;

use crate::cli::parse_switch;
use crate::error::Error;

/// The default of `--running-code`.
const RUNNING: Code = Code::TASK_CREATION_FAILED;

/// The options for the states of notebooks.
#[derive(Debug, clap::Args)]
pub(crate) struct NotebookOptions {
    /// Remember which notebooks run, and answer with --running-code if a running one is started once more.
    ///
    /// A start that counts as executed sets its notebook to running, and so does POST /__admin/notebooks. Cases that the
    /// queue or the request selects are played as ever. The answer of the service to such a start is undocumented: this
    /// is no promise of it. It does not count as executed, whatever the code is. Cannot be used with --upstream, whose
    /// service knows the states itself.
    #[arg(long, env = "SCNET_MOCK_STATEFUL", value_parser = parse_switch)]
    stateful: bool,

    /// Code of the answer to the start of a running notebook; 716865 without this option.
    ///
    /// The service's page does not say which code that is, or if there is one.
    #[arg(long, value_name = "NUMBER", env = "SCNET_MOCK_RUNNING_CODE", value_parser = parse_code)]
    running_code: Option<u32>,
}

impl NotebookOptions {
    /// Returns the code that answers the start of a running notebook, if states are remembered.
    pub(crate) fn running(&self) -> Result<Option<Code>, Error> {
        match self.running_code {
            Some(_) if !self.stateful => Err(Error::Usage("--running-code needs --stateful".to_owned())),
            number => Ok(self.stateful.then_some(number.map_or(RUNNING, Code::new))),
        }
    }
}

fn parse_code(text: &str) -> Result<u32, &'static str> {
    match text.parse() {
        Ok(0) => Err("0 is the code of a start; without --stateful, each start gets it"),
        Ok(code @ ..=999_999_999) => Ok(code),
        _ => Err("not a code of at most 9 digits, such as 716865"),
    }
}
