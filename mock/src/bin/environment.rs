use std::env;
use std::ffi::OsStr;

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, CommandFactory, FromArgMatches};

use crate::cli::Cli;

/// Parses the command line and the environment. An empty variable counts as unset.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    let command = without_variables(Cli::command(), is_empty);
    let matches = command.try_get_matches().map_err(name_variable)?;
    Cli::from_arg_matches(&matches)
}

fn is_empty(variable: &OsStr) -> bool {
    env::var_os(variable).is_some_and(|value| value.is_empty())
}

/// Removes these environment variables from the options.
fn without_variables(command: Command, is_removed: impl Fn(&OsStr) -> bool) -> Command {
    command.mut_args(|arg| {
        if arg.get_env().is_some_and(&is_removed) {
            arg.env(Resettable::Reset)
        } else {
            arg
        }
    })
}

/// Replaces the option in an error by its environment variable, if the value is from there.
fn name_variable(mut error: clap::Error) -> clap::Error {
    let invalid = |error: &clap::Error| error.get(ContextKind::InvalidArg).map(ToString::to_string);
    let Some(option) = invalid(&error) else {
        return error;
    };
    let mut command = Cli::command();
    command.build();
    let arg = command.get_arguments().find(|arg| arg.to_string() == option);
    let Some(variable) = arg.and_then(Arg::get_env) else {
        return error;
    };
    // An error of the command line is the same without the variable.
    let without = without_variables(Cli::command(), |name| name == variable || is_empty(name));
    let remaining = without.try_get_matches().err().and_then(|error| invalid(&error));
    if remaining != Some(option) {
        let name = variable.to_string_lossy().into_owned();
        error.insert(ContextKind::InvalidArg, ContextValue::String(name));
    }
    error
}
