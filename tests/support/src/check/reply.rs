use crate::{
    documented::{client, notebook},
    fixture::ScriptedConnection,
    oracle::{invariants::check_secrecy, json_oracle},
};

/// Checks the result of a call whose response has this body, with status 200 and with status 403.
///
/// # Panics
///
/// If `serde_json` reads the body differently.
pub fn check_reply(body: &[u8]) {
    for status in [200, 403] {
        let connection = ScriptedConnection::unannounced(body).status(status);
        let mut buffer = vec![0; body.len().max(64)];
        let mut client = client(connection, &mut buffer);
        let result = client.start(notebook());
        json_oracle::check(body, status, &result, client.message());
        check_secrecy(&client, &result);
    }
}
