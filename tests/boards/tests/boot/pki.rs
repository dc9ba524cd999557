//! Certificates of every kind that a server may have, made by the openssl command. They are made anew in each run of the tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use rustls::pki_types::{CertificateDer, pem::PemObject};

/// The host for which the certificates of servers are.
pub(crate) const HOST: &str = "notebook.example";

/// The arguments of openssl for a new key.
const RSA_1024: &str = "-newkey rsa:1024";
const RSA_2048: &str = "-newkey rsa:2048";
const RSA_4096: &str = "-newkey rsa:4096";
const P_256: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-256";
const P_384: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-384";

/// The arguments of openssl for the extensions of a certificate.
const CA: &str = "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign";
const SERVER: &str = "-addext subjectAltName=DNS:notebook.example,IP:10.0.2.2 -addext extendedKeyUsage=serverAuth \
                      -addext basicConstraints=CA:FALSE";
const CLIENT: &str = "-addext subjectAltName=DNS:notebook.example -addext extendedKeyUsage=clientAuth";
const SHA_1: &str = "-sha1 -addext subjectAltName=DNS:notebook.example";

/// The certificates: name, issuer or an empty name, key, extensions.
const CERTIFICATES: &[[&str; 4]] = &[
    ["rsa-root", "", RSA_4096, CA],
    ["rsa-ca", "rsa-root", RSA_2048, CA],
    ["rsa-leaf", "rsa-ca", RSA_2048, SERVER],
    ["ec-root", "", P_384, CA],
    ["ec-ca", "ec-root", P_256, CA],
    ["ec-leaf", "ec-ca", P_256, SERVER],
    ["other-root", "", P_256, CA],
    ["not-ca", "ec-root", P_256, SERVER],
    ["under-not-ca", "not-ca", P_256, SERVER],
    ["client", "ec-ca", P_256, CLIENT],
    ["self-signed", "", P_256, SERVER],
    ["sha-1", "ec-ca", P_256, SHA_1],
    ["rsa-1024", "ec-ca", RSA_1024, SERVER],
];

/// Returns the file of a certificate, or of its key.
pub(crate) fn file(name: &str, kind: &str) -> String {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();

    let folder = FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pki");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("openssl.cnf"), "[req]\ndistinguished_name = name\n[name]\n").unwrap();
        for certificate in CERTIFICATES {
            make(&folder, certificate);
        }
        folder
    });
    let file = folder.join(format!("{name}.{kind}"));
    assert!(file.exists(), "{}", file.display());
    file.to_str().unwrap().to_owned()
}

/// Returns a certificate and those of its issuers, without the root, in PEM.
pub(crate) fn chain(name: &str) -> String {
    let mut chain = String::new();
    let mut next = name;
    while let Some([_, issuer, ..]) = CERTIFICATES.iter().find(|[name, ..]| *name == next) {
        if issuer.is_empty() && !chain.is_empty() {
            break;
        }
        chain += &fs::read_to_string(file(next, "pem")).unwrap();
        next = issuer;
    }
    chain
}

/// Returns a certificate in DER.
pub(crate) fn der(name: &str) -> Vec<u8> {
    CertificateDer::from_pem_file(file(name, "pem")).unwrap().to_vec()
}

fn make(folder: &Path, [name, issuer, key, extensions]: &[&str; 4]) {
    let mut command = Command::new("openssl");
    command
        .current_dir(folder)
        .args(["req", "-config", "openssl.cnf", "-x509", "-nodes", "-days", "3650"])
        .args(["-subj", &format!("/CN={name}"), "-out", &format!("{name}.pem")])
        .args(["-keyout", &format!("{name}.key")])
        .args(key.split(' '))
        .args(extensions.split(' '));
    if !issuer.is_empty() {
        command.args(["-CA", &format!("{issuer}.pem"), "-CAkey", &format!("{issuer}.key")]);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
