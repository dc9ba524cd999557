use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
};

use support::TestCa;
use tempfile::TempDir;

use crate::service::Service;

/// The parts that all servers of a run share: a folder, certificates, and the service behind the front servers.
pub(crate) struct Bench {
    folder: TempDir,
    pub(crate) service: Service,
}

impl Bench {
    /// Makes it, with the service on the first of these addresses, and a certificate of the service for the second.
    pub(crate) fn new(listen: &str, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A server that root starts works as another user.
        fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
        let ca = TestCa::new("the authority of the bench");
        let bench = Self {
            folder,
            service: Service::start(listen, ca.server(name, 2100)),
        };
        let (certificate, key) = ca.certificate_and_key("127.0.0.1");
        let other = TestCa::new("another authority").pem();
        let pair = format!("{certificate}{key}");
        for (name, text) in [
            ("ca.pem", ca.pem()),
            ("other-ca.pem", other),
            ("certificate.pem", certificate),
            ("key.pem", key),
            ("pair.pem", pair),
            // user, word: openssl passwd -apr1 -salt matrixxx word
            ("passwords", "user:$apr1$matrixxx$QFvXpTxgWkJ2QZxWydpHl.\n".to_owned()),
        ] {
            fs::write(bench.file(name), text).unwrap();
        }
        bench
    }

    /// Returns the path of a file in the folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Returns the names that stand for ports and files in every configuration, with their values.
    pub(crate) fn values(&self) -> Vec<(&'static str, String)> {
        let path = |name| self.file(name).display().to_string();
        let [first, second] = self.service.resetting;
        vec![
            ("@DIR@", self.folder.path().display().to_string()),
            ("@CERTIFICATE@", path("certificate.pem")),
            ("@KEY@", path("key.pem")),
            ("@PAIR@", path("pair.pem")),
            ("@SERVICE@", self.service.port.to_string()),
            ("@SERVICE_TLS@", self.service.tls_port.to_string()),
            ("@RESETTING@", first.to_string()),
            ("@RESETTING_TOO@", second.to_string()),
        ]
    }
}
