use std::net::SocketAddr;

use crate::net::stream::Wire;
use crate::{ConnectionEnd, Ending, Script, Step};

/// Plays a script on a connection, but for its end, which it returns: open where the connection is to be held.
pub(crate) async fn play(script: &Script, wire: &mut Wire, redirect_target: SocketAddr, keeps: bool) -> ConnectionEnd {
    for act in script.steps() {
        let goes_on = match act {
            Step::Send(bytes) => wire.send(&addressed(bytes, wire, redirect_target)).await,
            Step::Dribble { bytes, piece, every } => {
                let bytes = addressed(bytes, wire, redirect_target);
                let mut goes_on = true;
                for (place, piece) in bytes.chunks(*piece).enumerate() {
                    // None after the last: whoever has the whole reply may leave.
                    goes_on = goes_on && (place == 0 || wire.pause(*every).await) && wire.send(piece).await;
                }
                goes_on
            }
            Step::Wait(pause) => wire.pause(*pause).await,
        };
        if !goes_on {
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

/// Writes the address of the other listener where the bytes ask for it, as the client can reach it.
fn addressed(bytes: &[u8], wire: &Wire, redirect_target: SocketAddr) -> Vec<u8> {
    let placeholder = Script::REDIRECT_TARGET.as_bytes();
    let Some(start) = bytes
        .windows(placeholder.len())
        .position(|window| window == placeholder)
    else {
        return bytes.to_vec();
    };
    let host = wire.local_address().unwrap_or(redirect_target).ip().to_canonical();
    let address = SocketAddr::new(host, redirect_target.port()).to_string();
    let (before, after) = bytes.split_at(start);
    [before, address.as_bytes(), &after[placeholder.len()..]].concat()
}
