use core::time::Duration;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

use crate::context::Context;
use crate::journal::{CountRange, Counts, Expectation, NotVerified};

/// A verification of the requests to a server, made by [`Server::verify`](crate::Server::verify).
///
/// It counts the requests since the journal was cleared, or those of them that its filters select. At least one count has to be
/// expected, each as a number or a range: `posts(1)`, `posts(1..)`, `posts(1..=3)`.
///
/// ```
/// # use std::time::Duration;
/// # use scnet_notebook::{BaseUrl, Client, NotebookId, StdHttpConnection, Token};
/// # use scnet_notebook_mock::Server;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = Server::start();
/// # let (base_url, token) = (BaseUrl::new(server.url())?, Token::new("any")?);
/// # let mut buffer = [0; 512];
/// # let mut client = Client::new(StdHttpConnection::new(), base_url, token, &mut buffer);
/// # client.start(NotebookId::new("1821067171420946434")?)?;
/// // The client under test calls `server.url()`.
/// server.verify().posts(1).executed(1).within(Duration::from_secs(5))?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "it verifies nothing without `within`"]
pub struct Verification {
    context: Arc<Context>,
    expectation: Expectation,
}

impl Verification {
    pub(super) fn new(context: Arc<Context>) -> Self {
        let expectation = Expectation::default();
        Self { context, expectation }
    }

    fn expect(mut self, name: &str, count: CountRange) -> Self {
        self.expectation.expected.set(name, count);
        self
    }

    /// Expects this many POSTs, valid or not ([`Counts::posts`]).
    pub fn posts(self, count: impl Into<CountRange>) -> Self {
        self.expect("posts", count.into())
    }

    /// Expects this many executed starts ([`Counts::executed`]).
    pub fn executed(self, count: impl Into<CountRange>) -> Self {
        self.expect("executed", count.into())
    }

    /// Expects this many POSTs that the service did not carry out ([`Counts::refused`]).
    pub fn refused(self, count: impl Into<CountRange>) -> Self {
        self.expect("refused", count.into())
    }

    /// Expects this many repeated starts ([`Counts::repeats`]).
    pub fn repeats(self, count: impl Into<CountRange>) -> Self {
        self.expect("repeats", count.into())
    }

    /// Counts only the requests that played this case.
    ///
    /// # Panics
    ///
    /// If the name begins as those of the catalogue do, such as `conn/`, and no case has it: no request would count.
    pub fn case(mut self, name: &str) -> Self {
        let set = self.expectation.filter.set_case(name);
        set.unwrap_or_else(|unknown| panic!("{unknown}"));
        self
    }

    /// Counts only the valid starts of this notebook.
    pub fn notebook(mut self, id: impl Into<String>) -> Self {
        self.expectation.filter.notebook = Some(id.into());
        self
    }

    /// Counts only the requests whose token ends like this: `w5c4`, or `…w5c4`.
    pub fn token(mut self, end: &str) -> Self {
        self.expectation.filter.set_token(end);
        self
    }

    /// Counts only the requests of this connection.
    pub fn connection(mut self, number: u64) -> Self {
        self.expectation.filter.connection = Some(number);
        self
    }

    /// Sets the time for which the counts have to stay as expected. Without it, this is no time. That no request comes is
    /// verified by `posts(0).settle(time)`.
    pub fn settle(mut self, settle: Duration) -> Self {
        self.expectation.settle = settle;
        self
    }

    /// Waits, blocking, until the counts are as expected, and returns them. Waits no longer if a count is too high, as counts
    /// only grow.
    ///
    /// # Errors
    ///
    /// If the counts are not as expected within this time, or did not stay so; if no count is expected; and if requests that
    /// may count made room for later ones in the journal.
    ///
    /// # Panics
    ///
    /// If the system cannot start a thread.
    pub fn within(self, within: Duration) -> Result<Counts, NotVerified> {
        let (sender, mut receiver) = oneshot::channel();
        // An error of the thread is its panic, and the sender is used otherwise.
        let joined = self.start(within, sender).join().map(|()| receiver.try_recv());
        joined.map_or_else(
            |panic| std::panic::resume_unwind(panic),
            |verified| verified.expect(SENT),
        )
    }

    /// Waits until the counts are as expected, and returns them: [`within`](Self::within) for tests whose client shares the
    /// runtime. It needs no certain runtime.
    ///
    /// # Errors
    ///
    /// Those of [`within`](Self::within).
    ///
    /// # Panics
    ///
    /// If the system cannot start a thread.
    pub async fn within_async(self, within: Duration) -> Result<Counts, NotVerified> {
        let (sender, receiver) = oneshot::channel();
        drop(self.start(within, sender));
        receiver.await.expect(SENT)
    }

    /// Starts a thread, whose clock is that of the server: the runtime of a test may have none, or a paused one. It ends when
    /// the receiver is dropped.
    fn start(self, within: Duration, mut sender: oneshot::Sender<Result<Counts, NotVerified>>) -> JoinHandle<()> {
        let Self {
            context,
            mut expectation,
        } = self;
        expectation.within = within;
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
            runtime.expect("a runtime without sockets").block_on(async {
                tokio::select! {
                    verified = context.journal.verify(&expectation) => drop(sender.send(verified)),
                    () = sender.closed() => {}
                }
            });
        })
    }
}

const SENT: &str = "the thread sends a result";
