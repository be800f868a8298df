const MIB: u64 = 1024 * 1024;
const LARGEST: u64 = 16 * MIB;
const SMALLEST: u64 = MIB;

/// How many bytes go into one request: many while all is well, fewer on a bad line.
#[derive(Clone, Debug)]
pub struct Chunk {
    size: u64,
    ceiling: u64,
}

impl Chunk {
    pub fn new() -> Self {
        Self {
            size: LARGEST,
            ceiling: LARGEST,
        }
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// The line is slow: half as much, for now.
    pub fn shrink(&mut self) {
        self.size = (self.size / 2).max(SMALLEST);
    }

    /// Something on the way refuses requests of this size: never again so much. False if it is the smallest already.
    pub fn limit(&mut self) -> bool {
        if self.size == SMALLEST {
            return false;
        }
        self.shrink();
        self.ceiling = self.size;
        true
    }

    /// A whole chunk arrived: a little more next time.
    pub fn grow(&mut self) {
        self.size = (self.size + MIB).min(self.ceiling);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_shrinks_fast_and_grows_slowly() {
        let mut chunk = Chunk::new();
        chunk.shrink();
        chunk.grow();
        assert_eq!(chunk.size(), 9 * MIB);
        for _ in 0..9 {
            chunk.shrink();
        }
        assert_eq!(chunk.size(), MIB);
    }

    #[test]
    fn it_never_grows_past_a_size_that_was_refused() {
        let mut chunk = Chunk::new();
        assert!(chunk.limit());
        for _ in 0..20 {
            chunk.grow();
        }
        assert_eq!(chunk.size(), 8 * MIB);
        assert!(chunk.limit() && chunk.limit() && chunk.limit());
        assert!(!chunk.limit(), "nothing is smaller than the smallest");
    }
}
