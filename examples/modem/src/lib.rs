//! An LTE modem on a serial port: AT commands, then PPP, with a bound for every wait.
//!
//! ```text
//!  Modem  ─ AT, ATH, ATE0, AT&D2, AT+CMEE=1, AT+CPIN?, AT+CGDCONT, AT+CEREG?, ATD*99# ─▶ data mode
//!    │
//!    ├─ Link: PPP over the port, checked frame by frame ─▶ embassy-net ─▶ the call
//!    │
//!    └─ +++, ATH, or the reset of the port ─▶ command mode, for the next call
//! ```
//!
//! The modem is behind a [`Port`]: a buffered UART of a board, or a terminal of a host. Nothing allocates.
#![no_std]
#![allow(async_fn_in_trait)] // the executor of a board has one thread, and needs no `Send`

mod answer;
mod dialogue;
mod error;
mod frame;
mod frames;
mod limits;
mod link;
mod modem;
mod port;

pub use answer::Answer;
pub use error::Error;
pub use limits::Limits;
pub use link::Link;
pub use modem::Modem;
pub use port::Port;
