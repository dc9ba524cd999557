//! An LTE modem on a serial port: AT commands, then PPP, with a bound for every wait.
//!
//! ```text
//!  Modem  ─ AT, ATH, ATE0, AT&D2, AT+CMEE=1, AT+CPIN?, AT+CGDCONT, AT+CEREG?, ATD*99# ─▶ data mode
//!    │
//!    ├─ Link: PPP over the port, checked frame by frame ─▶ embassy-net ─▶ the call
//!    │
//!    └─ +++, ATH, or DTR ─▶ command mode, for the next call
//! ```
//!
//! The port is a buffered UART of a board, or a terminal of a host. Its `fill_buf` loses nothing if its future is dropped. An error of it
//! costs the bytes of that moment, not the call: a UART reports so that its buffer overflowed. Nothing allocates.
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

pub use answer::Answer;
pub use error::Error;
pub use limits::Limits;
pub use link::Link;
pub use modem::Modem;
