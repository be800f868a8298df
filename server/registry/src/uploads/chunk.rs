use std::fmt;

use store::ByteStream;

use crate::ingest::Checksum;

/// Bytes for an upload, as one request brings them.
pub struct Chunk {
    /// Where they belong: what the upload has so far.
    pub offset: u64,
    /// How many they are, where the request says so.
    pub size: Option<u64>,
    /// How long the whole will be, from the request on that knows it.
    pub length: Option<u64>,
    /// What they must add up to. Then all of them are kept, or none.
    pub checksum: Option<Checksum>,
    pub body: ByteStream,
}

impl Chunk {
    /// `body` at `offset`, and nothing else known of it.
    pub fn at(offset: u64, body: ByteStream) -> Self {
        Self {
            offset,
            size: None,
            length: None,
            checksum: None,
            body,
        }
    }
}

impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chunk(at {}, {:?} bytes)", self.offset, self.size)
    }
}
