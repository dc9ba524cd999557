use core::future::pending;
use core::time::Duration;
use std::io;
use std::net::SocketAddr;

use scnet_notebook_mock::{Server, Tls, Upstream};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::addresses::reachable;
use crate::ca_dir;
use crate::cli::{Cli, TlsOptions};
use crate::descriptions::DefaultCase;
use crate::error::Error;
use crate::output::{Batch, Output, Written};
use crate::remark;
use crate::signals::{Signal, Signals};

/// The time in which requests are gathered, so that under load they do not wake the threads one by one.
const BATCH: Duration = Duration::from_millis(1);
/// The time after which a log that cannot be opened yet is pointed out.
const READER_WAIT: Duration = Duration::from_millis(500);

/// Serves until a signal stops the program, or its output fails.
pub(crate) async fn serve(cli: &Cli) -> Result<(), Error> {
    // First, so that a signal stops the program in order from its first line of output on.
    let mut signals = Signals::new(cli.log.is_some()).map_err(Error::cannot_start)?;
    let tls = cli.tls()?;
    let upstream = cli.upstream.upstream()?;
    let started = tokio::select! {
        started = Output::start(cli.log.clone()) => started,
        () = stopped(&mut signals) => return Ok(()),
        () = remark_on_wait() => return Ok(()),
    };
    let (output, mut failures) = started?;
    let mut server = start(cli, tls.as_ref(), upstream.as_ref()).await?;
    let addresses = reachable(server.address());
    let scheme = if tls.is_some() { "https" } else { "http" };
    // Before the remarks: both outputs may be one file, and its first line is the URL.
    tokio::select! {
        () = output.begin(format!("{scheme}://{}", addresses[0])) => {}
        error = failures.recv() => return Err(error.unwrap_or_else(Error::output_ended)),
    }
    if !cli.quiet {
        remark(introduction(&server, &addresses, tls.as_ref()).join("\n"));
    }
    if let Some(upstream) = upstream {
        let url = upstream.url();
        remark(format_args!(
            "starts are passed on to {url} for real: each costs money, and cannot be taken back"
        ));
    }

    let (mut seen, mut due) = (0, Instant::now());
    let mut is_finishing = false;
    let reported = loop {
        let next = async {
            sleep_until(due).await;
            let (requests, ended) = server.ended_after(seen).await;
            let missing = ended - seen - requests.len() as u64;
            seen = ended;
            due = Instant::now() + BATCH;
            Batch {
                requests,
                missing,
                ..Batch::default()
            }
        };
        tokio::select! {
            () = output.write(next) => {}
            error = failures.recv() => break Err(error.unwrap_or_else(Error::output_ended)),
            () = server.upstream_calls_ended(), if is_finishing => break Ok(()),
            signal = signals.next() => match signal {
                Signal::Reopen => output.reopen(),
                Signal::Stop => {
                    // First: a call that begins later would be cut off.
                    server.close_upstream();
                    let count = server.upstream_calls();
                    if is_finishing || count == 0 {
                        break Ok(());
                    }
                    is_finishing = true;
                    remark(format_args!(
                        "starts that the upstream service has not answered yet: {count}; another signal stops the mock at once"
                    ));
                }
            },
        }
    };
    // Before the rest is reported, so that nothing comes in between: the log and the summary agree.
    server.close_upstream();
    let lost = server.upstream_calls();
    server.stop();
    let (count, executed, repeats) = (server.count(), server.executed_in_all(), server.repeats_in_all());
    let finished = output.finish(rest(&server, seen).await).await;
    reported.and(failures.try_recv().map_or(Ok(()), Err))?;
    if !cli.quiet {
        remark(format_args!(
            "stopped; requests: {count}, executed starts: {executed}, repeated starts: {repeats}"
        ));
    }
    if lost > 0 {
        remark(format_args!(
            "starts that the upstream service has not answered: {lost}; they may have happened"
        ));
    }
    finished.or_else(|Written { logged, printed }| {
        let (not_logged, not_printed) = (count - logged, count - printed);
        if not_printed > 0 && !cli.quiet {
            remark(format_args!("not printed, as nobody reads them: {not_printed}"));
        }
        match &cli.log {
            Some(log) if not_logged > 0 => {
                let log = log.display();
                let problem = format!("--log {log}: nobody reads it; requests that are not in it: {not_logged}");
                Err(Error::Output(problem))
            }
            _ => Ok(()),
        }
    })
}

/// Says why the program does not start yet, and waits on.
async fn remark_on_wait() {
    sleep(READER_WAIT).await;
    remark("--log is a pipe, and waits for a reader");
    pending::<()>().await;
}

async fn stopped(signals: &mut Signals) {
    while !matches!(signals.next().await, Signal::Stop) {}
}

/// Returns the last requests of a stopped server, and those that the stop has cut off.
async fn rest(server: &Server, seen: u64) -> [Batch; 2] {
    let ended = timeout(Duration::ZERO, server.ended_after(seen)).await;
    let ended = ended.map(|(requests, ended)| Batch {
        missing: ended - seen - requests.len() as u64,
        requests,
        ..Batch::default()
    });
    let open = Batch {
        requests: server.open_requests(),
        ..Batch::default()
    };
    [ended.unwrap_or_default(), open]
}

async fn start(cli: &Cli, tls: Option<&TlsOptions<'_>>, upstream: Option<&Upstream>) -> Result<Server, Error> {
    let mut builder = Server::builder()
        .listen(cli.listen.as_str())
        .delay(cli.delay.clone().with_seed(cli.seed));
    if let Some(code) = cli.notebooks.running()? {
        builder = builder.stateful(code);
    }
    for entry in cli.queue.iter().flat_map(|entries| &entries.0) {
        builder = builder.queue(entry.clone());
    }
    if let DefaultCase::Case(case) = &cli.case {
        builder = builder.case(case.clone());
    }
    // After the default of --case: no other is given.
    if let Some(upstream) = upstream {
        builder = builder.upstream(upstream.clone());
    }
    if let Some(TlsOptions { folder, names, case }) = tls {
        let settings = Tls::with_ca(ca_dir::load_or_create(folder)?);
        // Those of the URL that is printed.
        let addresses = cli
            .listen
            .reachable()
            .into_iter()
            .map(|address| address.ip().to_string());
        let settings = addresses.chain(names.iter().cloned()).fold(settings, Tls::with_name);
        builder = builder.tls(match case {
            Some(case) => settings.with_case(*case),
            None => settings,
        });
    }
    let started = builder.start_async().await;
    started.map_err(|error| {
        Error::Usage(match error.kind() {
            io::ErrorKind::InvalidData => format!("--tls-name {error}"),
            // No address that cannot be listened on has these kinds.
            io::ErrorKind::WouldBlock | io::ErrorKind::OutOfMemory => return Error::no_thread(error),
            _ => format!("cannot listen on {}: {error}", cli.listen.as_str()),
        })
    })
}

/// Returns remarks on the started server.
fn introduction(server: &Server, addresses: &[SocketAddr], tls: Option<&TlsOptions<'_>>) -> Vec<String> {
    let address = server.address();
    let mut remarks = vec![format!("page: http://{}/", addresses[0])];
    if let Some(TlsOptions { folder, names, case }) = tls {
        if let Some(case) = case {
            let summary = case.summary();
            remarks.push(format!("TLS case {case}, to be refused by the client: {summary}"));
        }
        let folder = folder.display();
        remarks.push(format!("CA for the device to trust: {folder}/ca.pem, {folder}/ca.der"));
        if address.ip().is_unspecified() && names.is_empty() {
            let remark = "the certificate has the addresses of this machine: --tls-name adds a name or another address";
            remarks.push(remark.to_owned());
        }
    }
    if !address.ip().is_loopback() {
        let remark =
            "open to the network: everyone there can call the mock, and see on its page the requests without the token";
        remarks.push(remark.to_owned());
    }
    if let [_, others @ ..] = addresses
        && !others.is_empty()
    {
        let others: Vec<_> = others.iter().map(SocketAddr::to_string).collect();
        remarks.push(format!("further addresses: {}", others.join(", ")));
    }
    remarks
}
