use core::fmt::Display;
use core::time::Duration;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::thread::sleep;

use scnet_notebook_mock::{Ca, InvalidCa};
use tempfile::{Builder, NamedTempFile};

use crate::error::Error;

/// The wait for another program that creates the authority, which takes it milliseconds.
const ATTEMPTS: u32 = 200;
const ATTEMPT: Duration = Duration::from_millis(10);

const MISMATCH: &str = "ca.key is not the key of ca.pem; restore the file that belongs to the other one, or remove both: then a \
     new authority is made, with which each device has to be built";

/// Loads the certificate authority in a folder, or makes a new one there.
pub(crate) fn load_or_create(folder: &Path) -> Result<Ca, Error> {
    load_or_create_in(folder).map_err(|problem| Error::Usage(format!("--tls-dir {}: {problem}", folder.display())))
}

/// Of several programs that start at the same time, one makes the authority, and the others use it: the key, which comes
/// first, is never replaced, and every file is whole from its first moment.
fn load_or_create_in(folder: &Path) -> Result<Ca, String> {
    let [certificate, key, der] = ["ca.pem", "ca.key", "ca.der"].map(|name| folder.join(name));
    if !key.exists() && !certificate.exists() {
        let ca = Ca::new();
        fs::create_dir_all(folder).map_err(cannot("create the folder"))?;
        let secret = prepare(folder, ca.key_pem().as_bytes(), 0o600).map_err(cannot("create ca.key"))?;
        let public = prepare(folder, ca.pem().as_bytes(), 0o666).map_err(cannot("create ca.pem"))?;
        match secret.persist_noclobber(&key).map_err(io::Error::from) {
            Ok(_) => persist(public, &certificate).map_err(cannot("create ca.pem"))?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(cannot("create ca.key")(error)),
        }
    }
    let ca = load(&certificate, &key)?;
    if fs::read(&der).ok().as_deref() != Some(ca.der()) {
        let public = prepare(folder, ca.der(), 0o666);
        public
            .and_then(|public| persist(public, &der))
            .map_err(cannot("write ca.der"))?;
    }
    Ok(ca)
}

fn load(certificate: &Path, key: &Path) -> Result<Ca, String> {
    let secret = fs::read_to_string(key).map_err(cannot("read ca.key"))?;
    let mut attempts = 1..ATTEMPTS;
    let pem = loop {
        match fs::read_to_string(certificate) {
            // The program that has created the key creates it next.
            Err(error) if error.kind() == ErrorKind::NotFound && attempts.next().is_some() => sleep(ATTEMPT),
            read => break read.map_err(cannot("read ca.pem"))?,
        }
    };
    Ca::from_pem(&pem, &secret).map_err(|error| match error {
        InvalidCa::Mismatch => MISMATCH.to_owned(),
        _ => error.to_string(),
    })
}

fn cannot(action: impl Display) -> impl FnOnce(io::Error) -> String {
    move |error| format!("cannot {action}: {error}")
}

/// Writes a file with another name.
fn prepare(folder: &Path, content: &[u8], mode: u32) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = builder.prefix(".ca-").tempfile_in(folder)?;
    file.write_all(content)?;
    Ok(file)
}

/// Gives a file its name.
fn persist(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.persist(path)?;
    Ok(())
}
