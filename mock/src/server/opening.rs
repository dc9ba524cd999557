use core::time::Duration;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use super::Server;
use crate::backend::Backend;
use crate::config::Builder;
use crate::connection::Entrance;
use crate::net::listener::{Connections, House};
use crate::scenario::state::Door;
use crate::{Tls, TlsCase};

/// A server that is about to run.
pub(crate) struct Starting {
    server: Server,
    is_ready: oneshot::Receiver<io::Result<()>>,
}

impl Starting {
    pub(crate) fn new(listener: TcpListener, builder: Builder) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let redirect_target = TcpListener::bind((address.ip(), 0))?;
        let redirect_target_address = redirect_target.local_addr()?;
        let acceptor = match &builder.tls {
            None => None,
            Some(tls) => Some(tls.acceptor(address.ip().to_string())?),
        };
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{address}");
        let door = Arc::new(Door::new(builder.default, builder.delay));
        let connections = Arc::new(Connections::default());
        let opening = Opening {
            listener,
            redirect_target,
            url: url.clone(),
            door: Arc::clone(&door),
            client_timeout: builder.client_timeout,
            acceptor,
            tls_case: builder.tls.as_ref().and_then(Tls::case),
            connections: Arc::clone(&connections),
        };
        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = oneshot::channel();
        let thread = thread::Builder::new().name("scnet-notebook-mock".to_owned());
        let thread = thread.spawn(move || run(opening, ready, stopped))?;
        let server = Server {
            url,
            address,
            redirect_target: redirect_target_address,
            door,
            connections,
            ca: builder.tls.map(|tls| tls.ca().clone()),
            stop: Some(stop),
            thread: Some(thread),
        };
        Ok(Self { server, is_ready })
    }

    pub(crate) fn wait(self) -> io::Result<Server> {
        // From within a runtime as well, where `blocking_recv` would panic.
        let is_ready = thread::spawn(|| self.is_ready.blocking_recv()).join();
        is_ready.map_err(|_| unready())?.map_err(|_| unready())??;
        Ok(self.server)
    }

    pub(crate) async fn wait_async(self) -> io::Result<Server> {
        self.is_ready.await.map_err(|_| unready())??;
        Ok(self.server)
    }
}

fn unready() -> io::Error {
    io::Error::other("the server did not start")
}

/// What the thread of a server needs.
struct Opening {
    listener: TcpListener,
    redirect_target: TcpListener,
    url: String,
    door: Arc<Door>,
    client_timeout: Duration,
    acceptor: Option<TlsAcceptor>,
    tls_case: Option<TlsCase>,
    connections: Arc<Connections>,
}

/// Serves until it is stopped. All connections end with the runtime.
fn run(opening: Opening, ready: oneshot::Sender<io::Result<()>>, stopped: oneshot::Receiver<()>) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return drop(ready.send(Err(error))),
    };
    runtime.block_on(async {
        match opening.open().await {
            Ok(()) => {
                // Nobody waits where it was dropped at once.
                let _ = ready.send(Ok(()));
                let _ = stopped.await;
            }
            Err(error) => drop(ready.send(Err(error))),
        }
    });
}

impl Opening {
    async fn open(self) -> io::Result<()> {
        let redirect_target_address = self.redirect_target.local_addr()?;
        self.listener.set_nonblocking(true)?;
        self.redirect_target.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let redirect_target = tokio::net::TcpListener::from_std(self.redirect_target)?;
        let house = Arc::new(House {
            url: self.url,
            door: self.door,
            backend: Backend::start().await?,
            redirect_target: redirect_target_address,
            client_timeout: self.client_timeout,
            tls: self.acceptor,
            tls_case: self.tls_case,
            connections: self.connections,
        });
        tokio::spawn(Arc::clone(&house).open(redirect_target, Entrance::Elsewhere));
        tokio::spawn(house.open(listener, Entrance::Front));
        Ok(())
    }
}
