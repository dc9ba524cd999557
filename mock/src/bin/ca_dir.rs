use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use scnet_notebook_mock::Ca;

use crate::error::Error;

/// Loads the certificate authority in a folder, or makes a new one there.
pub(crate) fn load_or_create(folder: &Path) -> Result<Ca, Error> {
    let (certificate, key, der) = (folder.join("ca.pem"), folder.join("ca.key"), folder.join("ca.der"));
    let ca = match (certificate.exists(), key.exists()) {
        (false, false) => {
            let ca = Ca::new();
            fs::create_dir_all(folder).map_err(Error::file(folder))?;
            write_secret(&key, ca.key_pem().as_bytes()).map_err(Error::file(&key))?;
            fs::write(&certificate, ca.pem()).map_err(Error::file(&certificate))?;
            ca
        }
        _ => {
            let pem = fs::read_to_string(&certificate).map_err(Error::file(&certificate))?;
            let secret = fs::read_to_string(&key).map_err(Error::file(&key))?;
            Ca::from_pem(&pem, &secret).map_err(|error| Error::Usage(format!("{}: {error}", folder.display())))?
        }
    };
    fs::write(&der, ca.der()).map_err(Error::file(&der))?;
    Ok(ca)
}

/// Writes a new file that only its owner can read.
fn write_secret(path: &Path, secret: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(secret)
}
