//! The prerequisites of TLS: a CA, a clock and random numbers. If one of them is missing, `https` fails.

use embassy_time::Instant;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{RngCore, SeedableRng},
};
use tls_guard::{Server, UnixTime};

use super::{failure::Failure, secrets::ENTROPY};

pub(crate) struct Trust {
    /// The certificate of the CA of the server, in DER.
    ca: Option<&'static [u8]>,
    /// The time of the boot, in seconds since 1970.
    started: Option<u64>,
    random: Result<ChaCha20Rng, Failure>,
}

/// The parameters of a TLS handshake.
pub(crate) struct Handshake<'t> {
    pub(crate) server: Server<'t>,
    pub(crate) now: UnixTime,
    pub(crate) random: &'t mut ChaCha20Rng,
}

impl Trust {
    /// Takes the prerequisites that there are. The entropy must be new in each run, and secret: it decrypts every session.
    pub(crate) fn new(ca: Option<&'static [u8]>, now: Option<u64>, entropy: Option<[u8; ENTROPY]>) -> Self {
        Self {
            ca,
            started: now.map(|now| now.saturating_sub(Instant::now().as_secs())),
            random: entropy.ok_or(Failure::NoEntropy).and_then(generator),
        }
    }

    /// Returns an unpredictable number, or 0 without entropy.
    pub(crate) fn random_number(&mut self) -> u64 {
        self.random.as_mut().map_or(0, RngCore::next_u64)
    }

    /// Prepares the handshake with a host, or returns an error for the missing prerequisite.
    pub(crate) fn prepare<'t>(&'t mut self, host: &'t str) -> Result<Handshake<'t>, Failure> {
        let ca = self.ca.ok_or(Failure::NoCa)?;
        let started = self.started.ok_or(Failure::NoClock)?;
        let now = started.saturating_add(Instant::now().as_secs());
        Ok(Handshake {
            server: Server::new(ca, host).map_err(Failure::Server)?,
            // A product also has an earliest time: the build time of its image.
            now: UnixTime::new(now, 0).map_err(Failure::Clock)?,
            random: self.random.as_mut().map_err(|failure| *failure)?,
        })
    }
}

/// Seeds a generator. Its output looks random for any seed, so a dead source, which repeats one word, has to be noticed
/// here.
fn generator(entropy: [u8; ENTROPY]) -> Result<ChaCha20Rng, Failure> {
    let (blocks, _) = entropy.as_chunks::<8>();
    let repeats = (1..blocks.len()).any(|at| blocks[at..].contains(&blocks[at - 1]));
    if repeats {
        return Err(Failure::DeadEntropy);
    }
    Ok(ChaCha20Rng::from_seed(entropy))
}
