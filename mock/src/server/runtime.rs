use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::connection::Connection;
use crate::context::Context;
use crate::net::listener::{ListenerKind, accept};

/// The thread that serves the connections. When this is dropped, the thread ends, and all connections with it.
#[derive(Debug)]
pub(super) struct ServerThread {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ServerThread {
    pub(super) fn start(
        service: TcpListener,
        redirect_target: TcpListener,
        context: &Arc<Context>,
    ) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let runtime = BackgroundRuntime(Some(runtime));
        runtime.serve(service, ListenerKind::Service, context)?;
        runtime.serve(redirect_target, ListenerKind::RedirectTarget, context)?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("scnet-notebook-mock".to_owned());
        let thread = thread.spawn(move || runtime.run_until(stopped))?;
        let (stop, thread) = (Some(stop), Some(thread));
        Ok(Self { stop, thread })
    }
}

impl Drop for ServerThread {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended as well.
            let _ = thread.join();
        }
    }
}

/// A runtime that can be dropped by async code, where dropping a [`Runtime`] panics.
struct BackgroundRuntime(Option<Runtime>);

impl BackgroundRuntime {
    fn serve(&self, listener: TcpListener, kind: ListenerKind, context: &Arc<Context>) -> io::Result<()> {
        let Some(runtime) = &self.0 else { return Ok(()) };
        let _guard = runtime.enter();
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let context = Arc::clone(context);
        let handler = move |stream, peer: SocketAddr| Connection::new(Arc::clone(&context), kind, peer).serve(stream);
        runtime.spawn(accept(listener, handler));
        Ok(())
    }

    fn run_until(&self, stopped: oneshot::Receiver<()>) {
        if let Some(runtime) = &self.0 {
            // An error means that the sender was dropped, which stops the server as well.
            let _ = runtime.block_on(stopped);
        }
    }
}

impl Drop for BackgroundRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
