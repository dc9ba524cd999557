use std::sync::Arc;

use tokio::task::{JoinHandle, yield_now};
use tokio::time::{Instant, advance};

use super::*;
use crate::journal::{PassedOn, RecordedRequest};
use crate::scenario::Case;

const SECOND: Duration = Duration::from_secs(1);

fn post() -> RecordedRequest {
    let peer = ([127, 0, 0, 1], 8080).into();
    RecordedRequest {
        method: "POST".to_owned(),
        executed: true,
        ..RecordedRequest::new(1, peer, false)
    }
}

fn expectation(posts: &str, within: Duration, settle: Duration) -> Expectation {
    let mut expectation = Expectation {
        within,
        settle,
        ..Expectation::default()
    };
    expectation.expected.set("posts", posts.parse().unwrap());
    expectation
}

/// A verification that waits already.
async fn waiting(journal: &Arc<Journal>, expectation: Expectation) -> JoinHandle<Result<u64, String>> {
    let journal = Arc::clone(journal);
    let verified = tokio::spawn(async move {
        let verified = journal.verify(&expectation).await;
        verified.map(|counts| counts.posts).map_err(|error| error.problem)
    });
    yield_now().await;
    verified
}

fn problem(text: &str) -> Result<u64, String> {
    Err(text.to_owned())
}

#[tokio::test(start_paused = true)]
async fn counts_that_hold_need_no_wait_and_others_wait_for_their_time() {
    let journal = Arc::new(Journal::default());
    let begin = Instant::now();
    let verify = |posts| waiting(&journal, expectation(posts, Duration::ZERO, Duration::ZERO));
    assert_eq!(verify("0").await.await.unwrap(), Ok(0));
    assert_eq!(verify("1").await.await.unwrap(), problem("posts: 0, expected 1"));
    assert_eq!(begin.elapsed(), Duration::ZERO);
    let late = waiting(&journal, expectation("1..", 5 * SECOND, SECOND)).await;
    assert_eq!(late.await.unwrap(), problem("posts: 0, expected 1.., after 5s"));
    assert_eq!(begin.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn counts_hold_when_they_come_true_and_stay_so() {
    let journal = Arc::new(Journal::default());
    let begin = Instant::now();
    let verified = waiting(&journal, expectation("1..2", 5 * SECOND, 3 * SECOND)).await;
    advance(4 * SECOND).await;
    journal.record(post());
    yield_now().await;
    // The settling time goes on beyond that of the wait, and is not begun again by a count that may come.
    advance(2 * SECOND).await;
    journal.record(post());
    assert_eq!(verified.await.unwrap(), Ok(2));
    assert_eq!(begin.elapsed().as_secs(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_count_above_its_range_fails_at_once() {
    let journal = Arc::new(Journal::default());
    let begin = Instant::now();
    let too_many = waiting(&journal, expectation("1", 5 * SECOND, 3 * SECOND)).await;
    journal.record(post());
    yield_now().await;
    advance(2 * SECOND).await;
    journal.record(post());
    let text = "posts: 2, expected 1, within 3s after it held";
    assert_eq!(too_many.await.unwrap(), problem(text));
    let too_many = waiting(&journal, expectation("..1", 5 * SECOND, SECOND)).await;
    assert_eq!(too_many.await.unwrap(), problem("posts: 2, expected ..1"));
    assert_eq!(begin.elapsed().as_secs(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_clear_during_the_wait_begins_the_counts_anew() {
    let journal = Arc::new(Journal::default());
    journal.record(post());
    let begin = Instant::now();
    let settling = || waiting(&journal, expectation("1", 5 * SECOND, 3 * SECOND));
    let again = settling().await;
    advance(2 * SECOND).await;
    journal.entries().clear();
    journal.record(post());
    // As if nothing had changed, but the settling time begins again.
    assert_eq!(again.await.unwrap(), Ok(1));
    assert_eq!(begin.elapsed().as_secs(), 5);
    let never = settling().await;
    journal.entries().reset();
    let text = "posts: 0, expected 1, after 5s; the journal was cleared meanwhile";
    assert_eq!(never.await.unwrap(), problem(text));
    // Cleared when the time in which it must come true is over already.
    journal.record(post());
    let late = waiting(&journal, expectation("1", SECOND, 3 * SECOND)).await;
    advance(2 * SECOND).await;
    journal.entries().clear();
    let text = "posts: 0, expected 1, after 1s; the journal was cleared meanwhile";
    assert_eq!(late.await.unwrap(), problem(text));
    assert_eq!(begin.elapsed().as_secs(), 12);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_verified_if_requests_were_dropped_before() {
    let journal = Arc::new(Journal::default());
    let whole = waiting(&journal, expectation("1003", SECOND, Duration::ZERO)).await;
    let end = crate::net::ConnectionEnd::Kept;
    for _ in 0..1003 {
        journal.record(RecordedRequest { end, ..post() });
    }
    assert_eq!(whole.await.unwrap(), Ok(1003), "it has counted all of them");
    let verify = |posts| waiting(&journal, expectation(posts, SECOND, Duration::ZERO));
    let text = "the journal dropped 3 requests, so the counts are not known; clear it before the test";
    for posts in ["1003", "1000", "0.."] {
        assert_eq!(verify(posts).await.await.unwrap(), problem(text));
    }
    assert_eq!(verify("1").await.await.unwrap(), problem("posts: 1000, expected 1"));
    journal.entries().clear();
    assert_eq!(verify("0").await.await.unwrap(), Ok(0));
}

#[tokio::test(start_paused = true)]
async fn an_expectation_without_a_count_is_an_error() {
    let error = Journal::default().verify(&Expectation::default()).await.unwrap_err();
    let problem = "no count is expected; expect at least one of posts, executed, refused and repeats";
    assert_eq!(error.problem, problem);
}

#[tokio::test(start_paused = true)]
async fn a_start_that_the_upstream_service_has_not_answered_may_still_be_refused() {
    let journal = Arc::new(Journal::default());
    let start = || {
        let case = Some(Case::upstream());
        journal.record(RecordedRequest { case, ..post() })
    };
    let verify = |counts: &[(&str, &str)], within| {
        let mut expectation = expectation("1", within, Duration::ZERO);
        for (name, count) in counts {
            expectation.expected.set(name, count.parse().unwrap());
        }
        waiting(&journal, expectation)
    };
    let number = start();
    let refused = verify(&[("executed", "0"), ("refused", "1")], 5 * SECOND).await;
    let executed = verify(&[("executed", "1")], 5 * SECOND).await;
    let either = verify(&[("executed", "..1"), ("refused", "..1")], Duration::ZERO).await;
    assert_eq!(either.await.unwrap(), Ok(1));
    let text = "not answered yet by the upstream service: 1, after 1s";
    let late = verify(&[("executed", "1")], SECOND).await;
    assert_eq!(late.await.unwrap(), problem(text));
    assert!(!refused.is_finished() && !executed.is_finished());
    let passed_on = PassedOn {
        executed: false,
        problem: Some("refused".to_owned()),
        answer: None,
    };
    journal.passed_on(number, passed_on);
    assert_eq!(refused.await.unwrap(), Ok(1));
    let text = "executed: 0, expected 1, after 5s";
    assert_eq!(executed.await.unwrap(), problem(text));
}
