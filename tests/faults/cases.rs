//! The cases, as data.

mod chunks;
mod conn;
mod heads;
mod lengths;
mod status;

use std::{
    io::ErrorKind,
    net::{Ipv4Addr, TcpListener},
};

pub(crate) use conn::conn;
pub(crate) use status::status;

use crate::{
    connections::{Connection, Ended},
    expected::Expected,
    script::Script,
};

/// A fault by its name in the catalogue, what a server does to bring it about, and what must come of it.
pub(crate) struct Case {
    name: &'static str,
    script: Script,
    expected: Expected,
    leaves: Leaves,
    std: Option<(Expected, Leaves)>,
    elsewhere: Option<TcpListener>,
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

impl Case {
    /// A case after which the connection is spoilt.
    fn new(name: &'static str, script: Script, expected: Expected) -> Self {
        Self {
            name,
            script,
            expected,
            leaves: Leaves::Spoilt,
            std: None,
            elsewhere: None,
        }
    }

    /// The connection is as good as new.
    fn usable(self) -> Self {
        let leaves = Leaves::Usable;
        Self { leaves, ..self }
    }

    /// Whoever takes the reply has cause to drop the connection.
    fn doubtful(self) -> Self {
        let leaves = Leaves::Doubtful;
        Self { leaves, ..self }
    }

    /// What comes of it over `StdHttpConnection`, where ureq does not let it do what the others do.
    fn except_std(self, expected: Expected, leaves: Leaves) -> Self {
        let std = Some((expected, leaves));
        Self { std, ..self }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn script(&self) -> Script {
        self.script.clone()
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

    /// Returns whether anybody came where only a redirect leads.
    pub(crate) fn was_elsewhere(&self) -> bool {
        self.elsewhere.as_ref().is_some_and(|listener| {
            listener.set_nonblocking(true).unwrap();
            !matches!(listener.accept(), Err(error) if error.kind() == ErrorKind::WouldBlock)
        })
    }
}

/// The replies that are framed oddly, in body or head.
pub(crate) fn frame() -> Vec<Case> {
    lengths::lengths()
        .into_iter()
        .chain(chunks::chunks())
        .chain(heads::heads())
        .collect()
}

fn listener() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()
}
