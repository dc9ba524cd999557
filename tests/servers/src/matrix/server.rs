use std::{
    fs,
    path::{Path, PathBuf},
};

use rustix::process::Signal;

use crate::{
    bench::Bench,
    process::{Process, free_port},
};

/// A server of Debian, or one on a runtime of Debian, that runs.
pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) tls_port: u16,
    log: PathBuf,
    stop: Signal,
    processes: Vec<Process>,
}

/// The part of a server in a call.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Role {
    /// It passes requests on to the service.
    Front,
    /// It is the service.
    Origin,
    /// It is the proxy of the client.
    Proxy,
}

/// A way to run a server. The words of the commands, and the configuration, name the ports and files as `@NAME@`.
pub(crate) struct Recipe {
    pub(crate) name: &'static str,
    pub(crate) role: Role,
    /// The commands, each of which runs a process.
    pub(crate) commands: &'static [&'static str],
    /// The signal that lets it finish its requests and write its log.
    pub(crate) stop: Signal,
    /// Those who may use a proxy, in its configuration.
    pub(crate) access: &'static str,
}

impl Server {
    /// Starts a server, and waits until it accepts connections. Another process may take a port before it, so it is started again.
    pub(crate) fn start(recipe: &Recipe, bench: &Bench) -> Self {
        let mut last = String::new();
        for _ in 0..3 {
            match Self::try_start(recipe, bench) {
                Ok(server) => return server,
                Err(error) => last = error,
            }
        }
        let log = fs::read_to_string(bench.file(&format!("{}.out", recipe.name))).unwrap_or_default();
        panic!("{}: {last}\n{log}", recipe.name);
    }

    fn try_start(recipe: &Recipe, bench: &Bench) -> Result<Self, String> {
        let (port, tls_port) = (free_port(), free_port());
        let output = bench.file(&format!("{}.out", recipe.name));
        let log = bench.file(&format!("{}.log", recipe.name));
        let config = bench.file(&format!("{}.conf", recipe.name));
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("servers");
        let mut values = vec![("@ACCESS@", recipe.access.to_owned())];
        values.extend(bench.values());
        values.extend([
            ("@HTTP@", port.to_string()),
            ("@HTTPS@", tls_port.to_string()),
            ("@LOG@", log.display().to_string()),
            ("@CONFIG@", config.display().to_string()),
            ("@SOURCES@", sources.display().to_string()),
        ]);
        let fill = |text: &str| {
            let mut text = text.to_owned();
            for (name, value) in &values {
                text = text.replace(name, value);
            }
            text
        };
        let kind = recipe.name.split('-').next().unwrap_or_default();
        let template = fs::read_to_string(sources.join(format!("{kind}.conf"))).unwrap_or_default();
        fs::write(&config, fill(&template)).unwrap();
        let command = |line: &&str| line.split(' ').map(fill).collect::<Vec<_>>();
        let mut server = Self {
            port,
            tls_port,
            log: output.clone(),
            stop: recipe.stop,
            processes: recipe
                .commands
                .iter()
                .map(|line| Process::start(&command(line), &output))
                .collect(),
        };
        let all = format!("{template} {}", recipe.commands.join(" "));
        let ports = [("@HTTP@", port), ("@HTTPS@", tls_port)];
        for (number, (_, port)) in ports.into_iter().filter(|(name, _)| all.contains(name)).enumerate() {
            let last = server.processes.len() - 1;
            server.processes[number.min(last)].accepts(port)?;
        }
        server.log = if log.exists() { log } else { output };
        Ok(server)
    }

    /// Stops the server, and returns its log.
    pub(crate) fn stop(mut self) -> String {
        for process in &mut self.processes {
            process.stop(self.stop);
        }
        fs::read_to_string(self.log).unwrap()
    }
}
