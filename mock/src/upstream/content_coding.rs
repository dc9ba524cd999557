use std::borrow::Cow;
use std::io::{self, Read};

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

/// The most bytes of a decoded body.
const DECODED_MAX: u64 = 1024 * 1024;

/// Decodes a body. Returns `None` if its coding is unknown, invalid, or makes too long a body of it.
pub(crate) fn decode<'a>(headers: &HeaderMap, body: &'a [u8]) -> Option<Cow<'a, [u8]>> {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    let coding = match (codings.next(), codings.next()) {
        (None, _) => return Some(body.into()),
        (Some(coding), None) => coding.to_str().ok()?.trim().to_ascii_lowercase(),
        (Some(_), Some(_)) => return None,
    };
    match coding.as_str() {
        "" | "identity" => Some(body.into()),
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(body)).ok().flatten(),
        "deflate" => read(ZlibDecoder::new(body)).ok().flatten(),
        _ => None,
    }
}

fn read<'a>(decoder: impl Read) -> io::Result<Option<Cow<'a, [u8]>>> {
    let mut decoded = Vec::new();
    decoder.take(DECODED_MAX + 1).read_to_end(&mut decoded)?;
    Ok((decoded.len() as u64 <= DECODED_MAX).then_some(decoded.into()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};

    use super::*;

    fn decoded(coding: &str, body: &[u8]) -> Option<Vec<u8>> {
        let headers = HeaderMap::from_iter([(CONTENT_ENCODING, coding.parse().unwrap())]);
        decode(&headers, body).map(Cow::into_owned)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn known_codings_are_decoded_and_others_are_not() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(b"text").unwrap();
        let (gzip, zlib, text) = (gzip(b"text"), zlib.finish().unwrap(), b"text".to_vec());
        assert_eq!(decode(&HeaderMap::new(), &text).as_deref(), Some(&text[..]));
        assert_eq!(decoded("GZIP", &gzip), Some(text.clone()));
        assert_eq!(decoded("deflate", &zlib), Some(text.clone()));
        assert_eq!(decoded("identity", &text), Some(text.clone()));
        for (coding, body) in [
            ("br", &text),
            ("gzip, gzip", &gzip),
            ("gzip", &text),
            ("deflate", &gzip),
        ] {
            assert_eq!(decoded(coding, body), None, "{coding}");
        }
    }

    #[test]
    fn a_small_body_does_not_become_a_huge_one() {
        let size = DECODED_MAX.try_into().unwrap();
        assert_eq!(decoded("gzip", &gzip(&vec![b'a'; size])).unwrap().len(), size);
        assert_eq!(decoded("gzip", &gzip(&vec![b'a'; size + 1])), None);
    }
}
