use std::borrow::Cow;

use http::HeaderValue;

use super::script::{Ending, Script, Step};
use super::validation::REDIRECTED;
use crate::net::{ConnectionEnd, HostNames, Stream, StreamError};

/// Plays the steps of a script, and returns the state in which the connection is to be left: `Open` to hold it.
pub(crate) async fn play(
    script: &Script,
    stream: &mut Stream,
    other_host: &OtherHost<'_>,
    keeps: bool,
) -> ConnectionEnd {
    for step in script.steps() {
        if play_step(step, stream, other_host).await.is_err() {
            return ConnectionEnd::Left;
        }
    }
    match script.ending() {
        Ending::Keep if !keeps => ConnectionEnd::Closed,
        Ending::Keep => ConnectionEnd::Kept,
        Ending::Hold => ConnectionEnd::Open,
        Ending::Close => ConnectionEnd::Closed,
        Ending::Reset => ConnectionEnd::Reset,
    }
}

async fn play_step(step: &Step, stream: &mut Stream, other_host: &OtherHost<'_>) -> Result<(), StreamError> {
    match step {
        Step::Send(bytes) => stream.send(&other_host.fill_in(bytes, stream)).await,
        Step::Dribble { bytes, piece, every } => {
            let bytes = other_host.fill_in(bytes, stream);
            for (place, piece) in bytes.chunks(*piece).enumerate() {
                // No pause after the last piece: a client that has the whole reply may leave.
                if place > 0 {
                    stream.pause(*every).await?;
                }
                stream.send(piece).await?;
            }
            Ok(())
        }
        Step::Wait(pause) => stream.pause(*pause).await,
    }
}

/// Another name of the server, by which a client may follow a redirect.
pub(crate) struct OtherHost<'a> {
    pub(crate) names: &'a HostNames,
    /// The header `Host` of the request.
    pub(crate) called: Option<HeaderValue>,
}

impl OtherHost<'_> {
    /// Replaces the placeholder for another host.
    fn fill_in<'a>(&self, bytes: &'a [u8], stream: &Stream) -> Cow<'a, [u8]> {
        let placeholder = Script::REDIRECT_TARGET.as_bytes();
        let mut windows = bytes.windows(placeholder.len());
        let Some(start) = windows.position(|window| window == placeholder) else {
            return bytes.into();
        };
        let called = self.called.as_ref().and_then(|host| host.to_str().ok());
        let local = stream.local_address().unwrap_or(([127, 0, 0, 1], 0).into());
        let host = self.names.other(called.unwrap_or_default(), local) + REDIRECTED;
        let (before, after) = bytes.split_at(start);
        [before, host.as_bytes(), &after[placeholder.len()..]].concat().into()
    }
}
