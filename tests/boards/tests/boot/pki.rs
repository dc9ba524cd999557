//! Certificates of every kind that a server may have, made by the openssl command. They are made anew in each run of the tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

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
const SHA_1_CA: &str = "-sha1 -addext basicConstraints=critical,CA:TRUE";

/// The certificates: name, issuer or an empty name, key, extensions. An issuer is above the certificates that it issued.
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
    ["sha-1-ca", "ec-root", P_256, SHA_1_CA],
    ["under-sha-1-ca", "sha-1-ca", P_256, SERVER],
    ["sha-1-root", "", RSA_2048, SHA_1_CA],
    ["under-sha-1-root", "sha-1-root", P_256, SERVER],
    ["rsa-1024", "ec-ca", RSA_1024, SERVER],
];

/// Returns a file of a certificate: `pem`, `der`, its `key`, or its `chain`, which begins with it and leaves out the root.
pub(crate) fn file(name: &str, kind: &str) -> String {
    let file = folder().join(format!("{name}.{kind}"));
    assert!(file.exists(), "{}", file.display());
    file.to_str().unwrap().to_owned()
}

/// Writes another file, and returns its path.
pub(crate) fn write(name: &str, content: &str) -> String {
    let file = folder().join(name);
    fs::write(&file, content).unwrap();
    file.to_str().unwrap().to_owned()
}

fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();

    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pki");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("openssl.cnf"), "[req]\ndistinguished_name = name\n[name]\n").unwrap();
        for certificate in CERTIFICATES {
            make(&folder, certificate);
        }
        folder
    })
}

fn make(folder: &Path, [name, issuer, key, extensions]: &[&str; 4]) {
    let mut request = format!(
        "req -config openssl.cnf -x509 -nodes -days 3650 -subj /CN={name} -out {name}.pem -keyout {name}.key {key} {extensions}"
    );
    if !issuer.is_empty() {
        request += &format!(" -CA {issuer}.pem -CAkey {issuer}.key");
    }
    openssl(folder, &request);
    openssl(folder, &format!("x509 -in {name}.pem -outform der -out {name}.der"));
    let mut chain = fs::read_to_string(folder.join(format!("{name}.pem"))).unwrap();
    if CERTIFICATES
        .iter()
        .any(|[name, above, ..]| name == issuer && !above.is_empty())
    {
        chain += &fs::read_to_string(folder.join(format!("{issuer}.chain"))).unwrap();
    }
    fs::write(folder.join(format!("{name}.chain")), chain).unwrap();
}

fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(arguments.split(' '))
        .output();
    let output = output.unwrap();
    assert!(
        output.status.success(),
        "{arguments}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
