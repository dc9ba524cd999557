use embedded_tls::pki::CertVerifier;
use embedded_tls::{
    Certificate as Encoded, CertificateEntryRef, CertificateRef, CertificateVerifyRef, NoClock, TlsCipherSuite,
    TlsError, TlsVerifier,
};

use crate::certificate::Certificate;
use crate::handshake::CERTIFICATE_CAPACITY;
use crate::suite::Suite;
use crate::{Fault, Server, UnixTime};

type Hash = <Suite as TlsCipherSuite>::Hash;

/// The verifier of `embedded-tls`, in a frame that keeps to one order, adds what it omits and remembers how it ended.
///
/// The inner one checks the two signatures. It is given no clock, since ours is no global; the dates are checked here.
pub(crate) struct Verifier<'a> {
    server: Server<'a>,
    now: UnixTime,
    inner: CertVerifier<'a, Suite, NoClock, CERTIFICATE_CAPACITY>,
    progress: Progress,
}

/// How far the server has come. Only forwards, one step at a time.
#[derive(Clone, Copy)]
enum Progress {
    Nothing,
    Certificate,
    Proof,
    Refused(Fault),
}

impl<'a> Verifier<'a> {
    pub(crate) fn new(server: Server<'a>, now: UnixTime) -> Self {
        let inner = CertVerifier::new(Encoded::X509(server.ca()));
        Self {
            server,
            now,
            inner,
            progress: Progress::Nothing,
        }
    }

    /// Says why the server was refused, if it was.
    pub(crate) fn fault(&self) -> Option<Fault> {
        match self.progress {
            Progress::Refused(fault) => Some(fault),
            _ => None,
        }
    }

    /// Says whether the server was verified to the end. `embedded-tls` calls a verifier only if the server gives it
    /// something to verify, so the end of a handshake says nothing.
    pub(crate) fn verdict(&self) -> Result<(), Fault> {
        match self.progress {
            Progress::Proof => Ok(()),
            Progress::Refused(fault) => Err(fault),
            Progress::Nothing | Progress::Certificate => Err(Fault::Unproven),
        }
    }

    /// Remembers the step, or why it failed: nothing leads on from a refusal.
    fn step(&mut self, result: Result<Progress, Fault>) -> Result<(), TlsError> {
        self.progress = result.unwrap_or_else(Progress::Refused);
        self.fault().map_or(Ok(()), |_| Err(TlsError::InvalidCertificate))
    }

    fn certificate(&mut self, transcript: &Hash, mut sent: CertificateRef<'_>) -> Result<Progress, Fault> {
        let Progress::Nothing = self.progress else {
            return Err(Fault::OutOfTurn);
        };

        // The inner verifier lets each certificate sign the one before it, whatever it is. So none is left that could,
        // but the CA, which many servers send along.
        let ca = self.server.ca();
        let (first, rest) = sent.entries.split_first().ok_or(Fault::Chain)?;
        if !rest
            .iter()
            .all(|entry| matches!(entry, CertificateEntryRef::X509(der) if *der == ca))
        {
            return Err(Fault::Chain);
        }
        let CertificateEntryRef::X509(leaf) = first else {
            return Err(Fault::Unreadable);
        };
        Certificate::read(leaf)?.check_leaf(self.server.host(), self.now)?;

        sent.entries.truncate(1);
        self.inner
            .verify_certificate(transcript, sent)
            .map_err(|error| match error {
                // All else that has this name was checked above.
                TlsError::InvalidCertificate => Fault::UnknownIssuer,
                _ => Fault::Unreadable,
            })?;
        Ok(Progress::Certificate)
    }

    fn proof(&mut self, proof: CertificateVerifyRef<'_>) -> Result<Progress, Fault> {
        // Without a certificate before it, the inner verifier panics.
        let Progress::Certificate = self.progress else {
            return Err(Fault::OutOfTurn);
        };
        self.inner.verify_signature(proof).map_err(|_| Fault::Proof)?;
        Ok(Progress::Proof)
    }
}

impl TlsVerifier<Suite> for Verifier<'_> {
    fn set_hostname_verification(&mut self, host: &str) -> Result<(), TlsError> {
        self.inner.set_hostname_verification(host)
    }

    fn verify_certificate(&mut self, transcript: &Hash, sent: CertificateRef<'_>) -> Result<(), TlsError> {
        let result = self.certificate(transcript, sent);
        self.step(result)
    }

    fn verify_signature(&mut self, proof: CertificateVerifyRef<'_>) -> Result<(), TlsError> {
        let result = self.proof(proof);
        self.step(result)
    }
}
