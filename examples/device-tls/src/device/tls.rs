use core::{ffi::CStr, fmt, ptr::NonNull, slice};

use mbedtls_rs::{Certificate, ClientSessionConfig, SessionConfig, SessionError, TlsReference, TlsVersion, X509, sys};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use static_cell::StaticCell;

use super::{
    clock::Clock,
    heap::{self, HeapUse},
    session::reason,
};
use crate::{Error, NotReady, seed};

/// The parts of a device that TLS needs.
///
/// ```ignore
/// static HEAP: ConstStaticCell<[u8; HEAP_SIZE]> = ConstStaticCell::new([0; HEAP_SIZE]);
///
/// let tls = Tls::start(Settings {
///     ca: include_bytes!("ca.der"),
///     clock: || Some(rtc_seconds()),
///     seed: Some(true_random_bytes()),
///     heap: HEAP.take(),
/// });
/// let connection = StreamConnection::new(TlsConnector::new(&tls, tcp));
/// ```
pub struct Settings {
    /// The CA to which a server's certificate must lead: a certificate in DER, or one or several in PEM. DER takes less heap.
    pub ca: &'static [u8],
    /// Returns the time in seconds since 1970, or `None` if the clock is not set.
    pub clock: fn() -> Option<u64>,
    /// Bytes of the device's true random number generator, new in each boot and secret, or `None` if it has no generator. They seed
    /// the generator of the keys of all sessions.
    pub seed: Option<[u8; seed::LENGTH]>,
    /// The memory of Mbed TLS: [`HEAP_SIZE`](super::HEAP_SIZE) bytes are enough.
    pub heap: &'static mut [u8],
}

impl fmt::Debug for Settings {
    /// Shows nothing of the seed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ca, seed, heap, .. } = self;
        let (ca, has_seed, heap) = (ca.len(), seed.is_some(), heap.len());
        write!(
            f,
            "Settings {{ ca: {ca} bytes, has_seed: {has_seed}, heap: {heap} bytes }}"
        )
    }
}

/// Mbed TLS, started.
pub struct Tls {
    ca: &'static [u8],
    clock: Clock,
    started: Result<mbedtls_rs::Tls<'static>, NotReady>,
}

impl Tls {
    /// Starts Mbed TLS. Call it once in each boot: each call of a second one is refused.
    ///
    /// A device that lacks a prerequisite can still call a server by `http`; `https` is then refused with the reason.
    #[must_use]
    pub fn start(settings: Settings) -> Self {
        let Settings { ca, clock, seed, heap } = settings;
        let clock = Clock(clock);
        Self {
            ca,
            clock,
            started: start(clock, seed, heap),
        }
    }

    /// Returns the use of the heap so far.
    #[must_use]
    pub fn heap_use(&self) -> HeapUse {
        heap::used()
    }

    /// Returns the configuration of a session, or an error for a missing prerequisite.
    pub(crate) fn config<E>(
        &self,
        version: TlsVersion,
    ) -> Result<(TlsReference<'_>, SessionConfig<'static>), Error<E>> {
        let tls = self.started.as_ref().map_err(|reason| Error::NotReady(*reason))?;
        if self.ca.is_empty() {
            return Err(Error::NotReady(NotReady::NoCa));
        }
        if self.clock.seconds().is_none() {
            return Err(Error::NotReady(NotReady::NoTime));
        }
        let failures = heap::used().failures;
        let ca = certificates(self.ca).map_err(|error| match reason::<E>(error, failures) {
            Error::OutOfHeap => Error::OutOfHeap,
            _ => Error::NotReady(NotReady::InvalidCa),
        })?;
        let mut config = ClientSessionConfig::new();
        config.ca_chain = Some(ca);
        config.min_version = version;
        config.max_version = Some(version);
        Ok((tls.reference(), SessionConfig::Client(config)))
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("started", &self.started.as_ref().map(|_| ()))
            .finish()
    }
}

fn start(
    clock: Clock,
    seed: Option<[u8; seed::LENGTH]>,
    memory: &'static mut [u8],
) -> Result<mbedtls_rs::Tls<'static>, NotReady> {
    static RANDOM: StaticCell<ChaCha20Rng> = StaticCell::new();

    let seed = seed.ok_or(NotReady::NoSeed)?;
    if seed::is_dead(&seed) {
        return Err(NotReady::DeadSeed);
    }
    let random = RANDOM
        .try_init(ChaCha20Rng::from_seed(seed))
        .ok_or(NotReady::AlreadyStarted)?;
    heap::start(memory);
    clock.start();
    mbedtls_rs::Tls::new(random).map_err(|_| NotReady::AlreadyStarted)
}

/// Parses a certificate in DER, or certificates in PEM.
fn certificates(file: &'static [u8]) -> Result<Certificate<'static>, SessionError> {
    const SEQUENCE: u8 = 0x30;

    if file.first() == Some(&SEQUENCE) {
        return Certificate::new_no_copy(file);
    }
    // The parser wants a NUL at the end.
    let copy = Copy::new(file).ok_or(sys::MbedtlsError::new(sys::MBEDTLS_ERR_X509_ALLOC_FAILED))?;
    let text = CStr::from_bytes_until_nul(copy.bytes());
    let text = text.map_err(|_| sys::MbedtlsError::new(sys::MBEDTLS_ERR_X509_INVALID_FORMAT))?;
    Ok(Certificate::new(X509::PEM(text))?)
}

/// Bytes and a NUL behind them, on the heap of Mbed TLS.
struct Copy {
    start: NonNull<u8>,
    length: usize,
}

impl Copy {
    fn new(bytes: &[u8]) -> Option<Self> {
        let length = bytes.len() + 1;
        // SAFETY: the function has no precondition.
        let start = NonNull::new(unsafe { sys::mbedtls_calloc(length, 1) })?.cast::<u8>();
        // SAFETY: the new block is longer than the bytes.
        unsafe { start.copy_from_nonoverlapping(NonNull::from(bytes).cast(), bytes.len()) };
        Some(Self { start, length })
    }

    fn bytes(&self) -> &[u8] {
        // SAFETY: the block has this length and is initialized.
        unsafe { slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // SAFETY: the block is one of `mbedtls_calloc`.
        unsafe { sys::mbedtls_free(self.start.as_ptr().cast()) };
    }
}
