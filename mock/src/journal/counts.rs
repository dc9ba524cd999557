use serde::Serialize;

use super::recorded_request::RecordedRequest;

/// The counts of a verification: what a client has sent, and what came of it.
///
/// Each POST was either executed or refused, so `posts` is the sum of the two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// All POSTs to the service, valid or not, with those that broke off after their first word. A case that begins before
    /// the request is read leaves no POST to count.
    pub posts: u64,
    /// The POSTs that may have started the notebook ([`RecordedRequest::executed`]).
    pub executed: u64,
    /// All other POSTs: the service did not carry them out, because the mock or the case refused them, or cut them off before
    /// they were complete.
    pub refused: u64,
    /// The starts of a notebook within a minute after an executed one ([`RecordedRequest::repeated_after`]).
    pub repeats: u64,
}

impl Counts {
    pub(super) const NAMES: [&str; 4] = ["posts", "executed", "refused", "repeats"];

    /// Returns the counts in the order of their names.
    pub(super) fn values(self) -> [u64; 4] {
        [self.posts, self.executed, self.refused, self.repeats]
    }

    pub(super) fn add(&mut self, request: &RecordedRequest) {
        let [posts, executed, refused, repeats] = counted(request).map(u64::from);
        self.posts += posts;
        self.executed += executed;
        self.refused += refused;
        self.repeats += repeats;
    }

    pub(super) fn remove(&mut self, request: &RecordedRequest) {
        let [posts, executed, refused, repeats] = counted(request).map(u64::from);
        self.posts = self.posts.saturating_sub(posts);
        self.executed = self.executed.saturating_sub(executed);
        self.refused = self.refused.saturating_sub(refused);
        self.repeats = self.repeats.saturating_sub(repeats);
    }
}

/// Returns which of the counts a request is in, in the order of their names.
pub(super) fn counted(request: &RecordedRequest) -> [bool; 4] {
    [
        request.is_post(),
        request.executed,
        request.is_refused(),
        request.repeated_after.is_some(),
    ]
}
