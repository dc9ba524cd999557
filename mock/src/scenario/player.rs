use std::borrow::Cow;
use std::net::SocketAddr;

use super::script::{Ending, Script, Step};
use crate::net::{ConnectionEnd, Stream, StreamError};

/// Plays the steps of a script, and returns the state in which the connection is to be left: `Open` to hold it.
pub(crate) async fn play(
    script: &Script,
    stream: &mut Stream,
    redirect_target: SocketAddr,
    keeps: bool,
) -> ConnectionEnd {
    for step in script.steps() {
        if play_step(step, stream, redirect_target).await.is_err() {
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

async fn play_step(step: &Step, stream: &mut Stream, redirect_target: SocketAddr) -> Result<(), StreamError> {
    match step {
        Step::Send(bytes) => stream.send(&addressed(bytes, stream, redirect_target)).await,
        Step::Dribble { bytes, piece, every } => {
            let bytes = addressed(bytes, stream, redirect_target);
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

/// Replaces the placeholder for another host by the address of the second listener, as the client can reach it.
fn addressed<'a>(bytes: &'a [u8], stream: &Stream, redirect_target: SocketAddr) -> Cow<'a, [u8]> {
    let placeholder = Script::REDIRECT_TARGET.as_bytes();
    let Some(start) = bytes
        .windows(placeholder.len())
        .position(|window| window == placeholder)
    else {
        return bytes.into();
    };
    let host = stream.local_address().unwrap_or(redirect_target).ip().to_canonical();
    let address = SocketAddr::new(host, redirect_target.port()).to_string();
    let (before, after) = bytes.split_at(start);
    [before, address.as_bytes(), &after[placeholder.len()..]]
        .concat()
        .into()
}
