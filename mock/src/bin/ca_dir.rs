use core::fmt::Display;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use scnet_notebook_mock::Ca;

use crate::error::Error;

/// Loads the certificate authority in a folder, or makes a new one there.
pub(crate) fn load_or_create(folder: &Path) -> Result<Ca, Error> {
    load_or_create_in(folder).map_err(|problem| Error::Usage(format!("--tls-dir {}: {problem}", folder.display())))
}

fn load_or_create_in(folder: &Path) -> Result<Ca, String> {
    let [certificate, key, der] = ["ca.pem", "ca.key", "ca.der"].map(|name| folder.join(name));
    let ca = if certificate.exists() || key.exists() {
        let pem = fs::read_to_string(&certificate).map_err(cannot("read ca.pem"))?;
        let secret = fs::read_to_string(&key).map_err(cannot("read ca.key"))?;
        Ca::from_pem(&pem, &secret).map_err(|error| error.to_string())?
    } else {
        let ca = Ca::new();
        fs::create_dir_all(folder).map_err(cannot("create the folder"))?;
        write_secret(&key, ca.key_pem().as_bytes()).map_err(cannot("create ca.key"))?;
        fs::write(&certificate, ca.pem()).map_err(cannot("create ca.pem"))?;
        ca
    };
    fs::write(&der, ca.der()).map_err(cannot("write ca.der"))?;
    Ok(ca)
}

fn cannot(action: impl Display) -> impl FnOnce(io::Error) -> String {
    move |error| format!("cannot {action}: {error}")
}

/// Writes a new file that only its owner can read.
fn write_secret(path: &Path, secret: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(secret)
}
