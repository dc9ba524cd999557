//! What the device must have before it can know a server: a CA, a clock and randomness. Without any of them there is no
//! `https`.

use embassy_time::Instant;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{RngCore, SeedableRng},
};
use tls_guard::{Server, UnixTime};

use super::{failure::Failure, secrets::ENTROPY};

pub(crate) struct Trust {
    /// The certificate of the CA that vouches for the server, in DER.
    ca: Option<&'static [u8]>,
    /// When the board was started, in seconds since 1970.
    started: Option<u64>,
    random: Result<ChaCha20Rng, Failure>,
}

/// What a session begins with.
pub(crate) struct Meeting<'t> {
    pub(crate) server: Server<'t>,
    pub(crate) now: UnixTime,
    pub(crate) random: &'t mut ChaCha20Rng,
}

impl Trust {
    /// Takes what there is. The entropy must be new in every run, and secret: whoever knows it reads every session.
    pub(crate) fn new(ca: Option<&'static [u8]>, now: Option<u64>, entropy: Option<[u8; ENTROPY]>) -> Self {
        Self {
            ca,
            started: now.map(|now| now.saturating_sub(Instant::now().as_secs())),
            random: entropy.ok_or(Failure::NoEntropy).and_then(generator),
        }
    }

    /// Returns a number that nobody guesses, or 0 if there is no randomness.
    pub(crate) fn number(&mut self) -> u64 {
        self.random.as_mut().map_or(0, RngCore::next_u64)
    }

    /// Gets ready to meet a host, or says what is missing.
    pub(crate) fn meet<'t>(&'t mut self, host: &'t str) -> Result<Meeting<'t>, Failure> {
        let ca = self.ca.ok_or(Failure::NoCa)?;
        let started = self.started.ok_or(Failure::NoClock)?;
        let now = started.saturating_add(Instant::now().as_secs());
        Ok(Meeting {
            server: Server::new(ca, host).map_err(Failure::Server)?,
            // A product knows an earliest time too: when its image was built.
            now: UnixTime::new(now, 0).map_err(Failure::Clock)?,
            random: self.random.as_mut().map_err(|failure| *failure)?,
        })
    }
}

/// Makes a generator from the entropy. What comes out of it looks random whatever went in, so this is the place to find
/// out that the source is dead and gives the same word for ever.
fn generator(entropy: [u8; ENTROPY]) -> Result<ChaCha20Rng, Failure> {
    let (blocks, _) = entropy.as_chunks::<8>();
    let repeats = (1..blocks.len()).any(|at| blocks[at..].contains(&blocks[at - 1]));
    if repeats {
        return Err(Failure::DeadEntropy);
    }
    Ok(ChaCha20Rng::from_seed(entropy))
}
