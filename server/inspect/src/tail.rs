use std::collections::VecDeque;

/// How much of a file's end is kept.
pub const TAIL: usize = 4096;

/// The last bytes that came by.
#[derive(Clone, Debug, Default)]
pub struct Tail(VecDeque<u8>);

impl Tail {
    pub fn push(&mut self, bytes: &[u8]) {
        let fresh = bytes
            .get(bytes.len().saturating_sub(TAIL)..)
            .unwrap_or_default();
        let excess = (self.0.len() + fresh.len()).saturating_sub(TAIL);
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
