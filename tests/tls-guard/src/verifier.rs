use embedded_tls::{
    CertificateEntryRef, CertificateRef, CertificateVerifyRef, SignatureScheme, TlsCipherSuite, TlsError, TlsVerifier,
};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use sha2::Digest;

use crate::certificate::Certificate;
use crate::suite::Suite;
use crate::{Fault, Server, UnixTime};

type Hash = <Suite as TlsCipherSuite>::Hash;

/// The context string of the signature of a server, after 64 spaces and before the hash of the handshake.
const PURPOSE: &[u8; 34] = b"TLS 1.3, server CertificateVerify\0";

/// Checks a server's certificate and its proof, in that order, once each, and remembers how it ended.
pub(crate) struct Verifier<'a> {
    server: Server<'a>,
    now: UnixTime,
    progress: Progress,
}

/// The progress of the server: only forwards, one step at a time.
#[derive(Clone, Copy)]
enum Progress {
    Nothing,
    /// The certificate is good; the proof must be made with its key, of the handshake up to it.
    Certificate(VerifyingKey, [u8; 32]),
    Proof,
    Refused(Fault),
}

impl<'a> Verifier<'a> {
    pub(crate) fn new(server: Server<'a>, now: UnixTime) -> Self {
        Self {
            server,
            now,
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
            Progress::Nothing | Progress::Certificate(..) => Err(Fault::Unproven),
        }
    }

    /// Remembers the step, or why it failed: nothing leads on from a refusal.
    fn step(&mut self, result: Result<Progress, Fault>) -> Result<(), TlsError> {
        self.progress = result.unwrap_or_else(Progress::Refused);
        self.fault().map_or(Ok(()), |_| Err(TlsError::InvalidCertificate))
    }

    fn certificate(&mut self, transcript: &Hash, sent: &CertificateRef<'_>) -> Result<Progress, Fault> {
        let Progress::Nothing = self.progress else {
            return Err(Fault::OutOfTurn);
        };

        // The certificates after that of the server are ignored: nothing below the pinned CA may sign.
        let CertificateEntryRef::X509(leaf) = sent.entries.first().ok_or(Fault::NoCertificate)? else {
            return Err(Fault::Unreadable);
        };
        let leaf = Certificate::read(leaf)?;
        // First, so that no stranger chooses how many extensions are read.
        leaf.check_issuer(&Certificate::read(self.server.ca())?.key()?)?;
        leaf.check_leaf(self.server.host(), self.now)?;
        Ok(Progress::Certificate(leaf.key()?, transcript.clone().finalize().into()))
    }

    fn proof(&mut self, proof: &CertificateVerifyRef<'_>) -> Result<Progress, Fault> {
        let Progress::Certificate(key, handshake) = self.progress else {
            return Err(Fault::OutOfTurn);
        };
        if proof.signature_scheme != SignatureScheme::EcdsaSecp256r1Sha256 {
            return Err(Fault::Proof);
        }
        let mut signed = [b' '; 64 + PURPOSE.len() + 32];
        let (purpose, hash) = signed.split_at_mut(64 + PURPOSE.len());
        purpose
            .iter_mut()
            .skip(64)
            .zip(PURPOSE)
            .for_each(|(to, from)| *to = *from);
        hash.copy_from_slice(&handshake);
        let signature = Signature::from_der(proof.signature).map_err(|_| Fault::Proof)?;
        key.verify(&signed, &signature).map_err(|_| Fault::Proof)?;
        Ok(Progress::Proof)
    }
}

impl TlsVerifier<Suite> for Verifier<'_> {
    fn set_hostname_verification(&mut self, _: &str) -> Result<(), TlsError> {
        // It is the one that is known already.
        Ok(())
    }

    fn verify_certificate(&mut self, transcript: &Hash, sent: CertificateRef<'_>) -> Result<(), TlsError> {
        let result = self.certificate(transcript, &sent);
        self.step(result)
    }

    fn verify_signature(&mut self, proof: CertificateVerifyRef<'_>) -> Result<(), TlsError> {
        let result = self.proof(&proof);
        self.step(result)
    }
}
