//! The acts of the operations of a connection or a stream, one after the other.

use crate::{connection::Thrown, polling::poll_times};

/// The act of one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// As much as it can.
    All,
    /// This many bytes at most.
    Piece(usize),
    /// It fails, and has passed on nothing.
    Fail,
    /// It is interrupted, and has passed on nothing.
    Interrupt,
    /// It fails, and has passed on its bytes all the same.
    Leak,
    /// It moves no byte.
    Nothing,
    /// It claims more than there was.
    TooMuch,
    /// It passes on all, and claims one byte less.
    Less,
}

/// The acts; after the last of them, all goes well.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    acts: Vec<Act>,
    next: usize,
}

impl Plan {
    /// Reads one byte for each operation.
    pub fn new(acts: &[u8]) -> Self {
        Self::of(acts.iter().map(|act| Act::new(*act)).collect())
    }

    pub fn of(acts: Vec<Act>) -> Self {
        Self { acts, next: 0 }
    }

    pub fn has(&self, act: Act) -> bool {
        self.acts.contains(&act)
    }

    pub fn act(&mut self) -> Act {
        let act = self.acts.get(self.next).copied().unwrap_or(Act::All);
        self.next += 1;
        assert!(self.next < 100_000, "there is no end to it");
        act
    }
}

impl Act {
    /// Returns the error of an operation that fails.
    pub fn error(self) -> Option<Thrown> {
        match self {
            Self::Fail | Self::Leak => Some(Thrown::Unplugged),
            Self::Interrupt => Some(Thrown::Interrupted),
            _ => None,
        }
    }

    fn new(byte: u8) -> Self {
        match byte {
            0 | b' ' => Self::All,
            b'!' => Self::Fail,
            b'~' => Self::Interrupt,
            b'?' => Self::Leak,
            b'0' => Self::Nothing,
            b'+' => Self::TooMuch,
            b'-' => Self::Less,
            most => Self::Piece(usize::from(most)),
        }
    }
}

/// The async twin of a connection or a stream: it waits once before each operation.
#[derive(Debug)]
pub struct Async<T>(pub T);

/// Polls a future to its end.
pub fn block_on<F: Future>(future: F) -> F::Output {
    poll_times(future, 100_000).expect("the future has an end")
}
