use std::net::SocketAddr;

use crate::wire::Wire;
use crate::{Act, End, Leave, Script};

/// Plays a script on a connection, but for its end, which it returns: open where the connection is to be held.
pub(crate) async fn play(script: &Script, wire: &mut Wire, elsewhere: SocketAddr, keeps: bool) -> End {
    for act in script.acts() {
        let goes_on = match act {
            Act::Send(bytes) => wire.send(&addressed(bytes, wire, elsewhere)).await,
            Act::Dribble { bytes, piece, every } => {
                let bytes = addressed(bytes, wire, elsewhere);
                let mut goes_on = true;
                for (place, piece) in bytes.chunks(*piece).enumerate() {
                    // None after the last: whoever has the whole reply may leave.
                    goes_on = goes_on && (place == 0 || wire.pause(*every).await) && wire.send(piece).await;
                }
                goes_on
            }
            Act::Wait(pause) => wire.pause(*pause).await,
        };
        if !goes_on {
            return End::Left;
        }
    }
    match script.leave() {
        Leave::Keep if !keeps => End::Closed,
        Leave::Keep => End::Kept,
        Leave::Hold => End::Open,
        Leave::Close => End::Closed,
        Leave::Reset => End::Reset,
    }
}

/// Writes the address of the other listener where the bytes ask for it, as the client can reach it.
fn addressed(bytes: &[u8], wire: &Wire, elsewhere: SocketAddr) -> Vec<u8> {
    let placeholder = Script::ELSEWHERE.as_bytes();
    let Some(start) = bytes
        .windows(placeholder.len())
        .position(|window| window == placeholder)
    else {
        return bytes.to_vec();
    };
    let host = wire.local_address().unwrap_or(elsewhere).ip().to_canonical();
    let address = SocketAddr::new(host, elsewhere.port()).to_string();
    let (before, after) = bytes.split_at(start);
    [before, address.as_bytes(), &after[placeholder.len()..]].concat()
}
