use super::*;

fn request() -> RecordedRequest {
    RecordedRequest::new(1, ([127, 0, 0, 1], 8080).into(), false)
}

fn answered(end: ConnectionEnd) -> Answered {
    Answered {
        bytes_sent: 100,
        status: Some(200),
        end,
        until: None,
    }
}

fn weights(entries: &Entries) -> usize {
    let requests = entries.by_number.values().map(|entry| &entry.request);
    requests.map(RecordedRequest::weight).sum()
}

#[test]
fn the_weight_is_that_of_the_kept_requests() {
    let mut entries = Entries::default();
    for number in 0..=ENDED_MAX {
        let path = "x".repeat(number);
        let number = entries.record(RecordedRequest { path, ..request() });
        entries.answered(number, answered(ConnectionEnd::Kept));
    }
    assert_eq!((entries.by_number.len(), entries.dropped), (ENDED_MAX, 1));
    assert_eq!(entries.weight, weights(&entries));
}

#[test]
fn an_open_request_makes_room_only_to_save_memory() {
    let mut entries = Entries::default();
    for _ in 0..ENDED_MAX + 10 {
        entries.record(request());
    }
    assert_eq!((entries.after(0).count(), entries.dropped), (ENDED_MAX + 10, 0));
    for _ in 0..WEIGHT_MAX / 1_000_000 + 1 {
        let path = "x".repeat(1_000_000);
        entries.record(RecordedRequest { path, ..request() });
    }
    assert!(entries.weight <= WEIGHT_MAX && entries.dropped > 0);
    assert_eq!(entries.weight, weights(&entries));
}

#[test]
fn ends_are_listed_in_their_order_and_cleared_requests_only_there() {
    let mut entries = Entries::default();
    let numbers = [1, 2, 3].map(|_| entries.record(request()));
    assert_eq!(numbers, [1, 2, 3]);
    entries.answered(3, answered(ConnectionEnd::Kept));
    entries.clear();
    entries.answered(1, answered(ConnectionEnd::Left));
    let listed = |requests: Vec<RecordedRequest>| requests.iter().map(|request| request.number).collect::<Vec<_>>();
    let (ended, count) = entries.ended_after(0);
    assert_eq!((listed(ended), count), (vec![3, 1], 2));
    assert_eq!(listed(entries.ended_after(1).0), [1]);
    assert_eq!(listed(entries.open()), [2]);
    assert_eq!((entries.after(0).count(), entries.cleared, entries.count), (0, 1, 3));
}
