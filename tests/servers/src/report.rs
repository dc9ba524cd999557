use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Write as _},
};

use crate::{
    call::{CONNECTIONS, Ended},
    expectation::Expectation,
};

/// The result of one call.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) server: String,
    pub(crate) expected: Expectation,
    pub(crate) connection: &'static str,
    pub(crate) ended: Ended,
    /// The POSTs that reached the service.
    pub(crate) posts: usize,
    /// The POSTs that reached a server in front of it.
    pub(crate) front: Option<usize>,
}

/// The results of all calls.
#[derive(Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

impl Row {
    /// Returns whether the call ended as it should.
    fn passes(&self) -> bool {
        let Expectation { exit, posts, error, .. } = &self.expected;
        let reached = usize::from(*exit != 3);
        self.ended.exit == *exit
            && self.posts == *posts
            && self.front.is_none_or(|front| front == reached)
            && self.ended.error.contains(error.as_str())
    }

    /// Returns the exit status and the POSTs, in front and at the service.
    fn cell(&self) -> String {
        let mut cell = self.ended.exit.to_string();
        for posts in self.front.into_iter().chain([self.posts]) {
            let _ = write!(cell, " {posts}");
        }
        if !self.passes() {
            cell.push('!');
        }
        cell
    }
}

impl Report {
    pub(crate) fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Prints the table and the differences, and returns whether there is none.
    pub(crate) fn print(&self) -> io::Result<bool> {
        let mut out = io::stdout().lock();
        writeln!(
            out,
            "Each cell: exit status, POSTs in the log of a server in front, POSTs at the service."
        )?;
        let mut lines: BTreeMap<(&str, &str), [Option<&Row>; 3]> = BTreeMap::new();
        for row in &self.rows {
            let place = CONNECTIONS.iter().position(|&connection| connection == row.connection);
            let cells = lines.entry((&row.server, &row.expected.condition)).or_default();
            cells[place.expect("a connection of the example")] = Some(row);
        }
        let [std, stream, asynchronous] = CONNECTIONS;
        writeln!(
            out,
            "{:20}{:48}{std:10}{stream:10}{asynchronous:14}seconds  error over std",
            "server", "condition"
        )?;
        for ((server, condition), cells) in &lines {
            let [std, stream, asynchronous] = cells.map(|row| row.map_or_else(String::new, Row::cell));
            let error = cells[0].map_or("", |row| row.ended.error.lines().next().unwrap_or_default());
            let seconds = cells.iter().flatten().map(|row| row.ended.seconds).fold(0.0, f32::max);
            writeln!(
                out,
                "{server:20}{condition:48}{std:10}{stream:10}{asynchronous:14}{seconds:7.1}  {error}"
            )?;
        }
        let failed: Vec<_> = self.rows.iter().filter(|row| !row.passes()).collect();
        for row in &failed {
            let Expectation {
                condition,
                exit,
                posts,
                error,
            } = &row.expected;
            writeln!(out, "\nDIFFERENCE: {}, {condition}, {}", row.server, row.connection)?;
            writeln!(
                out,
                "  expected: exit {exit}, {posts} POSTs at the service, error with '{error}'"
            )?;
            writeln!(
                out,
                "  seen: {} after {:.1} s: {}",
                row.cell(),
                row.ended.seconds,
                row.ended.error
            )?;
        }
        writeln!(
            out,
            "\n{} passed, {} failed",
            self.rows.len() - failed.len(),
            failed.len()
        )?;
        Ok(failed.is_empty() && !self.rows.is_empty())
    }
}
