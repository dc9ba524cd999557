//! Certificates of a private CA.

use std::{
    format,
    string::{String, ToString},
};

use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use super::StdHttpError;

/// Reads the certificates of a private CA, in PEM, as [`with_private_ca`](crate::StdHttpConnection::with_private_ca) does. For
/// streams over rustls 0.23.
///
/// # Errors
///
/// The text holds no certificate, or one that is not valid PEM or X.509. None is left out.
pub fn ca_roots(pem: &[u8]) -> Result<RootCertStore, StdHttpError> {
    read(pem).map_err(|reason| StdHttpError::invalid(&reason))
}

fn read(pem: &[u8]) -> Result<RootCertStore, String> {
    if let Some(reason) = other_format(pem) {
        return Err(reason.into());
    }
    // Some editors begin a text with a byte order mark. `cat` leaves it in the middle.
    let text = String::from_utf8_lossy(pem).replace('\u{FEFF}', "");
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
        let count = roots.len();
        let certificate = certificate.map_err(|_| match count {
            0 => "the CA is not valid PEM".to_string(),
            _ => format!("the CA is not valid PEM behind certificate {count}"),
        })?;
        let added = roots.add(certificate);
        added.map_err(|_| format!("the CA has a certificate that is not valid X.509, number {}", count + 1))?;
    }
    // The reader of PEM passes over all lines that it does not know.
    let text = text.to_ascii_uppercase();
    let is_boundary = |line: &str| line.contains("CERTIFICATE") && line.trim_end().ends_with(['-', '–', '—']);
    let lines = || {
        text.split(['\n', '\r'])
            .filter(|line| is_boundary(line) && !line.contains("REQUEST"))
    };
    let count = |word| lines().filter(|line| line.contains(word)).count();
    let (count, expected) = (roots.len(), count("BEGIN ").max(count("END ")));
    if count != expected {
        return Err(format!(
            "only {count} of the {expected} certificates of the CA can be read; each stands between a line \
             -----BEGIN CERTIFICATE----- and a line -----END CERTIFICATE-----, without indent, as `openssl x509` writes it"
        ));
    }
    if count == 0 {
        return Err("the CA holds no certificate in PEM".into());
    }
    Ok(roots)
}

/// Says how to convert a file of another format.
fn other_format(pem: &[u8]) -> Option<&'static str> {
    Some(match pem {
        [0x30, 0x82, _, _, 2, 1, 3, ..] => "the CA is PKCS #12, not PEM; convert it by `openssl pkcs12 -nokeys`",
        [0x30, 0x82, _, _, 6, ..] => {
            "the CA is PKCS #7, not PEM; convert it by `openssl pkcs7 -inform der -print_certs`"
        }
        [0x30, 0x82, ..] => "the CA is DER, not PEM; convert it by `openssl x509 -inform der`",
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "the CA is UTF-16; save it as UTF-8",
        _ if pem.contains(&0) => "the CA is not all text; it may hold a certificate in DER",
        _ if pem.windows(11).any(|text| text == b"BEGIN PKCS7") => {
            "the CA is PKCS #7; convert it by `openssl pkcs7 -print_certs`"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use support::TestCa;

    use super::*;

    #[test]
    fn every_certificate_is_read() {
        let [one, two] = ["one", "two"].map(|name| TestCa::new(name).pem());
        for pem in [
            format!("{one}{two}"),
            format!("# the first\n{one}\n# the second\n{two}"),
            format!("\u{FEFF}{one}\u{FEFF}{two}"),
            format!("{one}{two}").replace('\n', "\r\n"),
            format!("{one}-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n{two}"),
            format!("{one}-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n{two}"),
        ] {
            assert_eq!(ca_roots(pem.as_bytes()).unwrap().len(), 2, "{pem}");
        }
        let latin = [b"# Autoridad de Certificaci\xF3n\n", one.as_bytes()].concat();
        assert_eq!(ca_roots(&latin).unwrap().len(), 1);
    }

    #[test]
    fn no_certificate_is_left_out() {
        let [one, two] = ["one", "two"].map(|name| TestCa::new(name).pem());
        let (_, without_begin) = two.split_once('\n').unwrap();
        for second in [
            two.replace("-----BEGIN", "  -----BEGIN"),
            two.replace("-----BEGIN", "----BEGIN"),
            two.replace("-----", "—"),
            two.replace("CERTIFICATE", "TRUSTED CERTIFICATE"),
            two.replace("CERTIFICATE", "X509 CERTIFICATE"),
            two.to_lowercase(),
            two.replace('\n', "\\n"),
            two.replace('\n', ""),
            format!("\"{two}\""),
            without_begin.into(),
        ] {
            let error = ca_roots(format!("{one}{second}").as_bytes()).unwrap_err().to_string();
            let is_counted = error.starts_with("only 1 of the 2 certificates of the CA can be read; ");
            let is_right = is_counted || error == "the CA is not valid PEM behind certificate 1";
            assert!(is_right, "{error}: {second}");
        }
    }

    #[test]
    fn each_file_that_cannot_be_read_has_its_sentence() {
        let pem = TestCa::new("a CA").pem();
        let (cut, _) = pem.split_at(pem.len() / 2);
        let invalid = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
        let utf16: Vec<u8> = "\u{FEFF}PEM".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let files: [(&[u8], &str); 16] = [
            (b"", "the CA holds no certificate in PEM"),
            (b"not PEM", "the CA holds no certificate in PEM"),
            (
                b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----",
                "the CA holds no certificate in PEM",
            ),
            (b"-----BEGIN NONSENSE-----", "the CA is not valid PEM"),
            (cut.as_bytes(), "the CA is not valid PEM"),
            (
                b"-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n",
                "the CA is not valid PEM",
            ),
            (
                &[pem.as_bytes(), cut.as_bytes()].concat(),
                "the CA is not valid PEM behind certificate 1",
            ),
            (
                invalid.as_bytes(),
                "the CA has a certificate that is not valid X.509, number 1",
            ),
            (
                &[pem.as_bytes(), invalid.as_bytes()].concat(),
                "the CA has a certificate that is not valid X.509, number 2",
            ),
            (
                b"\x30\x82\x01\x00\x30",
                "the CA is DER, not PEM; convert it by `openssl x509 -inform der`",
            ),
            (
                b"\x30\x82\x01\x00\x06",
                "the CA is PKCS #7, not PEM; convert it by `openssl pkcs7 -inform der -print_certs`",
            ),
            (
                b"\x30\x82\x01\x00\x02\x01\x03",
                "the CA is PKCS #12, not PEM; convert it by `openssl pkcs12 -nokeys`",
            ),
            (
                b"-----BEGIN PKCS7-----",
                "the CA is PKCS #7; convert it by `openssl pkcs7 -print_certs`",
            ),
            (&utf16, "the CA is UTF-16; save it as UTF-8"),
            (
                &[pem.as_bytes(), b"\x30\x82\x01\x00\x30"].concat(),
                "the CA is not all text; it may hold a certificate in DER",
            ),
            (&[0; 9], "the CA is not all text; it may hold a certificate in DER"),
        ];
        for (file, reason) in files {
            let error = ca_roots(file).unwrap_err();
            assert_eq!(error.to_string(), reason);
            assert!(error.is_unsent());
        }
    }
}
