use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use wiremock::Request;

use crate::journal::Journal;
use crate::{Answer, Received, contract};

/// Where every request comes in: it is judged, answered and written down here. The door never sees a connection.
#[derive(Debug, Default)]
pub(crate) struct Door {
    answer: Mutex<Arc<Answer>>,
    journal: Mutex<Journal>,
    news: Notify,
}

impl Door {
    /// Decides on the answer to a request; also returns the request's number.
    pub(crate) fn receive(&self, request: &Request) -> (Arc<Answer>, u64) {
        let verdict = contract::notebook_id(request);
        let answer = match &verdict {
            Ok(_) => Arc::clone(&lock(&self.answer)),
            Err(refusal) => Arc::new(refusal.answer()),
        };
        let number = lock(&self.journal).record(Received::new(request, verdict, Arc::clone(&answer)));
        self.news.notify_waiters();
        (answer, number)
    }

    pub(crate) fn reply_with(&self, answer: Answer) {
        *lock(&self.answer) = Arc::new(answer);
    }

    pub(crate) fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }

    /// Waits until there is a request after the one with this number.
    pub(crate) async fn wait_after(&self, number: u64) -> Vec<Received> {
        loop {
            // Made before the look into the journal: it hears of everything that comes after it.
            let news = self.news.notified();
            let requests = self.journal().after(number);
            if !requests.is_empty() {
                return requests;
            }
            news.await;
        }
    }
}

/// Locks what no panic can leave half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
