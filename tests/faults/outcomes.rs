//! What is expected of the client, case by case.

mod chunks;
mod conn;
mod enc;
mod heads;
mod json;
mod lengths;
mod members;
mod status;

use scnet_notebook::{Code, error::CODES};
use scnet_notebook_mock::Case;

use crate::{
    connections::{Connection, Ended},
    expected::{Expected, refused, started},
};

/// What must come of a case of the mock's table.
pub(crate) struct Outcome {
    case: Case,
    expected: Expected,
    leaves: Leaves,
    std: Option<(Expected, Leaves)>,
}

/// What a case makes of its connection.
#[derive(Clone, Copy, PartialEq)]
enum Leaves {
    /// Nobody may use it again.
    Spoilt,
    /// It had better not be used again. ureq does where it took the reply, and looks for stray bytes before it sends
    /// another request.
    Doubtful,
    /// Whoever keeps connections keeps this one.
    Usable,
}

impl Outcome {
    /// A case after which the connection is spoilt.
    fn spoilt(name: &str, expected: Expected) -> Self {
        Self {
            case: Case::named(name).unwrap(),
            expected,
            leaves: Leaves::Spoilt,
            std: None,
        }
    }

    /// A case after which the connection is as good as new.
    fn usable(name: &str, expected: Expected) -> Self {
        let leaves = Leaves::Usable;
        Self {
            leaves,
            ..Self::spoilt(name, expected)
        }
    }

    /// A case after which whoever takes the reply has cause to drop the connection.
    fn doubtful(name: &str, expected: Expected) -> Self {
        let leaves = Leaves::Doubtful;
        Self {
            leaves,
            ..Self::spoilt(name, expected)
        }
    }

    /// What comes of it over `StdHttpConnection`, where ureq does not let it do what the others do.
    fn except_std(self, expected: Expected, leaves: Leaves) -> Self {
        let std = Some((expected, leaves));
        Self { std, ..self }
    }

    pub(crate) fn case(&self) -> &Case {
        &self.case
    }

    pub(crate) fn expected(&self, connection: Connection) -> &Expected {
        match &self.std {
            Some((expected, _)) if connection == Connection::Std => expected,
            _ => &self.expected,
        }
    }

    /// Returns whether the next call comes on the same connection to the server, by how this one ended.
    pub(crate) fn is_kept_by(&self, connection: Connection, ended: &Ended) -> bool {
        match (connection, &self.std, self.leaves) {
            (Connection::Stream | Connection::StreamAsync, ..) => false,
            (Connection::Std, Some((_, leaves)), _) => *leaves == Leaves::Usable,
            (Connection::Std, None, Leaves::Doubtful) => ended.outcome.is_none(),
            (_, _, leaves) => leaves == Leaves::Usable,
        }
    }
}

/// The documented codes.
pub(crate) fn code() -> Vec<Outcome> {
    let outcomes = CODES.iter().map(|entry| {
        let expected = if entry.code == Code::SUCCESS {
            started(200)
        } else {
            refused(200, entry.code.number(), Some(entry.original))
        };
        Outcome::usable(&format!("code/{}", entry.name), expected)
    });
    outcomes.collect()
}

/// The connection fails, or is slow.
pub(crate) fn conn() -> Vec<Outcome> {
    conn::outcomes()
}

/// The replies that are framed oddly, in body or head.
pub(crate) fn frame() -> Vec<Outcome> {
    let (lengths, chunks, heads) = (lengths::outcomes(), chunks::outcomes(), heads::outcomes());
    lengths.into_iter().chain(chunks).chain(heads).collect()
}

/// The replies with another status.
pub(crate) fn status() -> Vec<Outcome> {
    status::outcomes()
}

/// The bodies in another encoding.
pub(crate) fn enc() -> Vec<Outcome> {
    enc::outcomes()
}

/// The bodies that are no envelope, or another one.
pub(crate) fn json() -> Vec<Outcome> {
    json::outcomes().into_iter().chain(members::outcomes()).collect()
}
