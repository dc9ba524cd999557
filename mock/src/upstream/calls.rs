use tokio::sync::watch;

/// The calls to the upstream service that are under way.
#[derive(Debug, Default)]
pub(crate) struct Calls(watch::Sender<State>);

#[derive(Debug, Default)]
struct State {
    count: u64,
    /// Set if no further call may begin.
    is_closed: bool,
}

/// A call, until it is dropped.
#[derive(Debug)]
pub(crate) struct Call<'a>(&'a Calls);

impl Calls {
    /// Begins a call, unless the calls are closed.
    pub(crate) fn begin(&self) -> Option<Call<'_>> {
        let begins = self.0.send_if_modified(|state| {
            state.count += u64::from(!state.is_closed);
            !state.is_closed
        });
        begins.then(|| Call(self))
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.borrow().count
    }

    /// Lets no further call begin.
    pub(crate) fn close(&self) {
        self.0.send_modify(|state| state.is_closed = true);
    }

    /// Waits until all have ended.
    pub(crate) async fn ended(&self) {
        // It cannot fail: the sender is here.
        let _ = self.0.subscribe().wait_for(|state| state.count == 0).await;
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.0.0.send_modify(|state| state.count -= 1);
    }
}
