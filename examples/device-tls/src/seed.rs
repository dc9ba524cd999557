/// The length of a seed in bytes.
pub(crate) const LENGTH: usize = 32;

/// Returns true if a word of the seed occurs twice: its source is dead. The numbers that a generator makes of a seed look random
/// for any seed, so nothing notices it later. A living source does this once in 2^60 boots.
pub(crate) fn is_dead(seed: &[u8; LENGTH]) -> bool {
    let mut words = seed.chunks(8);
    while let Some(word) = words.next() {
        if words.clone().any(|other| other == word) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{LENGTH, is_dead};

    /// Returns a seed of these words.
    fn seed(words: [u64; LENGTH / 8]) -> [u8; LENGTH] {
        core::array::from_fn(|at| words[at / 8].to_le_bytes()[at % 8])
    }

    #[test]
    fn a_seed_that_repeats_a_word_is_dead() {
        assert!(is_dead(&[0; LENGTH]));
        assert!(is_dead(&seed([1, 2, 1, 2])));
        assert!(is_dead(&seed([1, 2, 3, 1])));
        assert!(is_dead(&seed([1, 2, 3, 3])));
    }

    #[test]
    fn a_seed_of_different_words_is_alive() {
        assert!(!is_dead(&seed([1, 2, 3, 4])));
    }
}
