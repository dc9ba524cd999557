use rand_core::CryptoRngCore;

/// Tells whether a source of randomness is alive, as far as its output can tell.
///
/// A peripheral without its clock gives the same word for ever; with it, every session would have the same key. (And
/// the search for a key below the order of the curve would never end on zeros.) Whether a source that looks alive is
/// one, no test can say: that is what the marker `CryptoRng` is for.
pub(crate) fn is_alive(source: &mut impl CryptoRngCore) -> bool {
    let mut blocks = [[0; 8]; 8];
    for block in &mut blocks {
        if source.try_fill_bytes(block).is_err() {
            return false;
        }
    }
    // Two of 28 pairs of random blocks are the same once in 2^59 times.
    let mut rest = blocks.as_slice();
    while let [first, tail @ ..] = rest {
        if tail.contains(first) {
            return false;
        }
        rest = tail;
    }
    true
}
