use std::{env, fs, path::PathBuf, thread};

/// A PEM file that lives as long as its test.
pub(crate) struct CaFile(pub(crate) PathBuf);

impl CaFile {
    pub(crate) fn new(pem: impl AsRef<[u8]>) -> Self {
        let name = format!("scnet-notebook-{}-{:?}.pem", std::process::id(), thread::current().id());
        let file = env::temp_dir().join(name);
        fs::write(&file, pem).unwrap();
        Self(file)
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
