//! The states of notebooks.

use scnet_notebook::Code;
use scnet_notebook_mock::{NotebookState, SelectedBy, Server};
use serde_json::json;

use super::{call, error};
use crate::client;

#[test]
fn a_state_is_set_by_the_library_as_well() {
    let server = Server::builder().stateful(Code::USER_FROZEN).start().unwrap();
    assert_eq!(server.notebooks(), []);
    server.set_notebook("1821067171420946434", NotebookState::Running);
    server.set_notebook("7", NotebookState::Stopped);
    let reply = client::exchange(server.address(), client::start());
    assert!(reply.contains(r#""code":"10007""#), "{reply}");
    let request = &server.requests()[0];
    assert_eq!(
        (request.selected_by, request.executed),
        (Some(SelectedBy::State), false)
    );
    let states = json!({"notebooks": [
        {"notebook": "1821067171420946434", "state": "running"},
        {"notebook": "7", "state": "stopped"},
    ]});
    assert_eq!(call(&server, "GET /__admin/notebooks", ""), (200, states));
    server.reset();
    assert_eq!(server.notebooks(), []);
}

#[test]
fn an_invalid_state_changes_nothing() {
    let server = Server::builder().stateful(Code::USER_FROZEN).start().unwrap();
    for (body, problem) in [
        (
            r#"{"notebook":"a","state":"running"}"#,
            "notebook: expected an id of 1 to 64 digits",
        ),
        (
            r#"{"notebook":"1","state":"paused"}"#,
            "state: expected running or stopped",
        ),
        (r#"{"notebook":"1"}"#, "expected the member state"),
        (r#"{"notebook":1,"state":"running"}"#, "notebook: expected a string"),
        (
            r#"{"id":"1","state":"running"}"#,
            "id: expected only the members notebook and state",
        ),
        (
            r#"["1","running"]"#,
            r#"expected an object such as {"notebook": "1821067171420946434", "state": "running"}"#,
        ),
        (
            "",
            r#"expected an object such as {"notebook": "1821067171420946434", "state": "running"}"#,
        ),
    ] {
        assert_eq!(
            call(&server, "POST /__admin/notebooks", body),
            (400, error(problem)),
            "{body}"
        );
    }
    assert_eq!(server.notebooks(), []);
}
