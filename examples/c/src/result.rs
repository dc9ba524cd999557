use scnet_notebook::error;

use crate::Reason;

/// The outcome of a call: whether it started the notebook. This decides what to do next.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service accepted the start. The notebook needs some time until it runs.
    Started = 0,
    /// Nothing was started: the request was not handed over whole. Correct the cause, or try again after a pause.
    NotSent = 1,
    /// Nothing was started: the service, or a server in front of it, refused. The fault says who has to act.
    Refused = 2,
    /// The notebook may have been started, or not. Look at it before the next call: each start costs money.
    Unknown = 3,
}

/// The party that has to act so that the next call can succeed.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody: the notebook was started.
    None = 0,
    /// The caller: an argument, the URL or the notebook id is wrong.
    Request = 1,
    /// The owner of the account: the token, its permissions or its state.
    Account = 2,
    /// The operator of the service.
    Service = 3,
    /// The operator of the network, or the author of the callbacks.
    Connection = 4,
    /// Not known: the response is not the documented reply, so the service may not have sent it.
    Reply = 5,
}

/// The step of a call at which it failed.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// None: the notebook was started.
    None = 0,
    /// The arguments were checked. No callback was called.
    Check = 1,
    /// The stream was opened, or the head of the request was sent.
    Open = 2,
    /// The body of the request was sent, but not its last byte.
    Send = 3,
    /// The whole request was handed over, and the head of the response was awaited.
    Await = 4,
    /// The body of the response was received, and is not the reply to a start that succeeded.
    Read = 5,
}

/// The result of a call: plain numbers, to be kept and copied at will. In every member 0 means "none"; of the outcome, that
/// the notebook was started.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct CallResult {
    /// The outcome, which the function returns too.
    pub outcome: Outcome,
    /// The party that has to act.
    pub fault: Fault,
    /// The step at which the call failed.
    pub step: Step,
    /// The reason why the call failed.
    pub reason: Reason,
    /// The number that the description of some reasons mentions, else 0.
    pub detail: u32,
    /// The value that a callback returned when it failed, unchanged; else 0.
    pub error: i32,
    /// The error code of the service, such as 10007; else 0.
    pub code: u32,
    /// The seconds that the server asks to wait before the next call, by the header Retry-After; else 0.
    pub retry_after: u32,
    /// The HTTP status of the response, such as 200; else 0.
    pub status: u16,
}

impl From<scnet_notebook::Outcome> for Outcome {
    fn from(outcome: scnet_notebook::Outcome) -> Self {
        match outcome {
            scnet_notebook::Outcome::NotSent => Self::NotSent,
            scnet_notebook::Outcome::Refused => Self::Refused,
            scnet_notebook::Outcome::Unknown => Self::Unknown,
        }
    }
}

impl From<scnet_notebook::Fault> for Fault {
    fn from(fault: scnet_notebook::Fault) -> Self {
        match fault {
            scnet_notebook::Fault::Request => Self::Request,
            scnet_notebook::Fault::Account => Self::Account,
            scnet_notebook::Fault::Service => Self::Service,
            scnet_notebook::Fault::Connection => Self::Connection,
            _ => Self::Reply,
        }
    }
}

impl From<error::Step> for Step {
    fn from(step: error::Step) -> Self {
        match step {
            error::Step::Open => Self::Open,
            error::Step::Send => Self::Send,
            error::Step::Await => Self::Await,
            _ => Self::Read,
        }
    }
}
