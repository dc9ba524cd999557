use core::time::Duration;

use super::*;

const ACCEPT: &str = "conn/reset-on-accept";
const HEAD: &str = "conn/reset-after-request-head";

fn case(name: &str) -> Case {
    Case::named(name).unwrap()
}

fn state(queue: Vec<Queued>) -> State {
    State::new(queue, Case::default(), Delay::default())
}

fn queued(name: &str) -> Queued {
    case(name).into()
}

fn headers(token: &str) -> HeaderMap {
    HeaderMap::from_iter([("token".parse().unwrap(), token.parse().unwrap())])
}

fn taken(selection: Selection) -> (String, SelectedBy) {
    (selection.case.name().to_owned(), selection.by)
}

/// Makes a start of a device, and returns the name of its case, and the moment at which it was taken.
fn start(state: &State, token: &str, notebook: &str) -> (String, Trigger) {
    let headers = headers(token);
    let (selection, trigger) = if let Some(selection) = state.on_accept() {
        (selection, Trigger::Accept)
    } else if let Some(selection) = state.on_head(&headers, "/").unwrap() {
        (selection, Trigger::Head)
    } else {
        (state.on_request(&headers, "/", notebook).unwrap(), Trigger::Request)
    };
    (selection.case.name().to_owned(), trigger)
}

#[test]
fn a_queued_case_is_taken_when_it_begins_and_before_all_others() {
    let state = State::new(vec![queued(HEAD), queued("code/10007")], case(ACCEPT), Delay::default());
    let none = HeaderMap::new();
    assert!(!state.is_due_on_accept());
    assert_eq!(state.on_accept(), None);
    let head = state.on_head(&none, "/__case/json/null/").unwrap().unwrap();
    assert_eq!(taken(head), (HEAD.to_owned(), SelectedBy::Queue));
    assert_eq!(state.on_head(&none, "/").unwrap(), None);
    let request = state.on_request(&none, "/", "case:json/null").unwrap();
    assert_eq!(taken(request), ("code/10007".to_owned(), SelectedBy::Queue));
    assert!(state.is_due_on_accept());
    let default = state.on_accept().unwrap();
    assert_eq!(taken(default), (ACCEPT.to_owned(), SelectedBy::Default));
}

#[test]
fn a_request_selects_a_case_before_the_default() {
    let state = State::new(Vec::new(), case("code/10007"), Delay::default());
    let none = HeaderMap::new();
    let selected = |path, id| taken(state.on_request(&none, path, id).unwrap());
    let named = |name: &str, by| (name.to_owned(), by);
    assert_eq!(
        selected("/__case/json/null/", "case:0"),
        named("json/null", SelectedBy::Path)
    );
    assert_eq!(selected("/", "case:0"), named("code/0", SelectedBy::NotebookId));
    assert_eq!(selected("/", "1"), named("code/10007", SelectedBy::Default));
    assert!(state.on_request(&none, "/", "case:nothing").is_err());
}

#[test]
fn an_entry_is_used_as_often_as_it_says() {
    let state = state(vec![queued("code/10007").times(3), queued("json/null")]);
    let names: Vec<_> = (0..5).map(|_| start(&state, "t", "1").0).collect();
    assert_eq!(names, ["code/10007", "code/10007", "code/10007", "json/null", "code/0"]);
}

#[test]
fn an_entry_for_a_device_is_skipped_for_others_and_does_not_hold_up_those_behind_it() {
    let state = state(vec![
        queued("code/10007").token("w5c4"),
        queued("code/10008").notebook("182"),
        queued("code/10001").token("w5c4").notebook("182"),
        queued("json/null"),
    ]);
    let request = |token, notebook| start(&state, token, notebook).0;
    assert_eq!(request("of another", "1"), "json/null");
    assert_eq!(request("w5c4 of another", "1"), "code/0");
    assert_eq!(request("of another", "182"), "code/10008");
    assert_eq!(request("of another", "182"), "code/0");
    assert_eq!(request("xxw5c4", "182"), "code/10007");
    assert_eq!(request("xxw5c4", "1"), "code/0");
    assert_eq!(request("xxw5c4", "182"), "code/10001");
    assert_eq!(state.queued().len(), 0);
}

#[test]
fn nothing_behind_an_entry_is_played_before_it_is_known_whether_the_entry_is_for_the_device() {
    for (limited, own, other) in [
        // Its token is known with the head, and its notebook with the body.
        (
            queued(ACCEPT).token("w5c4"),
            (ACCEPT, Trigger::Head),
            (ACCEPT, Trigger::Head),
        ),
        (
            queued(ACCEPT).notebook("182"),
            (ACCEPT, Trigger::Request),
            (ACCEPT, Trigger::Request),
        ),
        (
            queued("json/null").token("w5c4"),
            ("json/null", Trigger::Request),
            (ACCEPT, Trigger::Head),
        ),
        // Another token tells before the notebook.
        (
            queued("json/null").token("w5c4").notebook("182"),
            ("json/null", Trigger::Request),
            (ACCEPT, Trigger::Head),
        ),
    ] {
        for ((token, notebook), (name, trigger)) in [(("w5c4", "182"), own), (("none", "1"), other)] {
            // Behind it is an entry, or the default.
            let behind = [
                state(vec![limited.clone(), queued(ACCEPT)]),
                State::new(vec![limited.clone()], case(ACCEPT), Delay::default()),
            ];
            for state in behind {
                assert!(!state.is_due_on_accept());
                assert_eq!(
                    start(&state, token, notebook),
                    (name.to_owned(), trigger),
                    "{limited:?}"
                );
            }
        }
    }
}

#[test]
fn an_entry_has_a_delay_of_its_own_with_the_random_numbers_of_the_server() {
    let (from, to) = (Duration::from_secs(10), Duration::from_secs(20));
    let limits = || Delay::uniform(from, to, 1);
    let draw = |seed| {
        let queue = vec![queued("json/null").delay(limits()).times(2), queued("json/null")];
        let state = State::new(queue, Case::default(), Delay::uniform(Duration::ZERO, from, seed));
        [(); 3].map(|()| state.on_request(&HeaderMap::new(), "/", "1").unwrap().delay)
    };
    let drawn = draw(7);
    assert!((from..=to).contains(&drawn[0]) && (from..=to).contains(&drawn[1]) && drawn[2] < from);
    assert_ne!(drawn[0], drawn[1]);
    assert_eq!(draw(7), drawn);
    assert_ne!(draw(8), drawn);
}

#[test]
fn a_reset_restarts_the_random_delays_and_restores_the_queue() {
    let delay = Delay::uniform(Duration::ZERO, Duration::from_secs(1), 7);
    let state = State::new(vec![queued("json/null")], Case::default(), delay);
    let draw = || {
        [(); 3].map(|()| {
            let selection = state.on_request(&HeaderMap::new(), "/", "1").unwrap();
            (selection.case.name().to_owned(), selection.delay)
        })
    };
    let first = draw();
    assert_eq!(first[0].0, "json/null");
    assert_ne!(draw(), first);
    state.set_delay(Delay::default());
    state.queue(queued("json/null").times(7));
    state.reset();
    assert_eq!(draw(), first);
}
