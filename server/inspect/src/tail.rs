use std::collections::VecDeque;

/// How much of a file's end is kept.
pub const TAIL: usize = 4096;
/// How much of the end of a file is kept whose footer may stand before zeros: what archives and devices leave behind it,
/// up to 64 KiB, and the footer.
pub const PADDED_TAIL: usize = TAIL + (64 << 10);

/// The last bytes that came by.
#[derive(Clone, Debug, Default)]
pub struct Tail(VecDeque<u8>);

impl Tail {
    /// Keeps the last `most` of what has come by, these bytes included.
    pub fn push(&mut self, bytes: &[u8], most: usize) {
        let fresh = bytes
            .get(bytes.len().saturating_sub(most)..)
            .unwrap_or_default();
        let excess = (self.0.len() + fresh.len()).saturating_sub(most);
        self.0.drain(..excess.min(self.0.len()));
        self.0.extend(fresh);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The bytes in one piece.
    pub fn to_vec(&self) -> Vec<u8> {
        self.0.iter().copied().collect()
    }
}
