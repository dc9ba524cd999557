//! What the device must have before it can know a server: a CA, a clock and randomness. Without any of them there is no
//! `https`.

use embassy_time::Instant;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use tls_guard::{Server, UnixTime};

use super::{failure::Failure, secrets::ENTROPY};

pub(crate) struct Trust {
    /// The certificate of the CA that vouches for the server, in DER.
    ca: Option<&'static [u8]>,
    /// When the board was started, in seconds since 1970.
    started: Option<u64>,
    random: Option<ChaCha20Rng>,
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
            random: entropy.map(ChaCha20Rng::from_seed),
        }
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
            random: self.random.as_mut().ok_or(Failure::NoEntropy)?,
        })
    }
}
