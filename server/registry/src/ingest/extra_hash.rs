use bytes::Bytes;
use sha2::{
    Digest, Sha224, Sha384,
    digest::common::hazmat::{SerializableState, SerializedState},
};
use signing::HashMethod;

/// A hash of the data for its signature, where that was made with none of the image's own digests.
#[derive(Clone, Debug)]
pub enum ExtraHash {
    Sha224(Sha224),
    Sha384(Sha384),
}

/// The first byte of a kept state: which hash it is of, in which layout.
const SHA224: u8 = 1;
const SHA384: u8 = 2;
/// Bytes of the count of bytes that a kept state covers.
const COUNT: usize = 8;

impl ExtraHash {
    /// The hash of nothing yet; `None` where the image has such a digest anyway.
    pub fn begin(method: HashMethod) -> Option<Self> {
        match method {
            HashMethod::Sha224 => Some(Self::Sha224(Sha224::new())),
            HashMethod::Sha384 => Some(Self::Sha384(Sha384::new())),
            HashMethod::Sha256 | HashMethod::Sha512 => None,
        }
    }

    /// Which hash it is.
    pub fn method(&self) -> HashMethod {
        match self {
            Self::Sha224(_) => HashMethod::Sha224,
            Self::Sha384(_) => HashMethod::Sha384,
        }
    }

    /// The state as bytes for a row, when it has taken in the first `received` bytes.
    pub fn save(&self, received: i64) -> Vec<u8> {
        let (kind, hash) = match self {
            Self::Sha224(hash) => (SHA224, hash.serialize().to_vec()),
            Self::Sha384(hash) => (SHA384, hash.serialize().to_vec()),
        };
        let mut state = vec![kind];
        state.extend_from_slice(&received.to_le_bytes());
        state.extend_from_slice(&hash);
        state
    }

    /// The state that was saved when `received` bytes had come. `None` where it was saved at another offset: an older release, which
    /// knows nothing of it, has gone on with the upload. The data is read again then, at the end.
    pub fn load(state: &[u8], received: i64) -> Option<Self> {
        let (kind, rest) = state.split_first()?;
        let (count, hash) = rest.split_at_checked(COUNT)?;
        if count != received.to_le_bytes() {
            return None;
        }
        match *kind {
            SHA224 => resume(hash).map(Self::Sha224),
            SHA384 => resume(hash).map(Self::Sha384),
            _ => None,
        }
    }

    /// Takes `pieces` in.
    pub fn update(&mut self, pieces: &[Bytes]) {
        for piece in pieces {
            match self {
                Self::Sha224(hash) => hash.update(piece),
                Self::Sha384(hash) => hash.update(piece),
            }
        }
    }

    /// The hash of all that was taken in.
    pub fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha224(hash) => hash.finalize().to_vec(),
            Self::Sha384(hash) => hash.finalize().to_vec(),
        }
    }
}

fn resume<H: SerializableState>(state: &[u8]) -> Option<H> {
    let mut serialized = SerializedState::<H>::default();
    if state.len() != serialized.len() {
        return None;
    }
    serialized.copy_from_slice(state);
    H::deserialize(&serialized).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_state_goes_on_where_it_was_saved_and_nowhere_else() {
        for method in [HashMethod::Sha224, HashMethod::Sha384] {
            let mut whole = ExtraHash::begin(method).expect("is extra");
            whole.update(&[Bytes::from("hello world")]);
            let mut half = ExtraHash::begin(method).expect("is extra");
            half.update(&[Bytes::from("hello ")]);
            let state = half.save(6);
            assert!(ExtraHash::load(&state, 7).is_none(), "another offset");
            assert!(ExtraHash::load(&state[..20], 6).is_none(), "cut");
            assert!(ExtraHash::load(&[], 0).is_none(), "none");
            let mut resumed = ExtraHash::load(&state, 6).expect("reads");
            assert_eq!(resumed.method(), method);
            resumed.update(&[Bytes::from("world")]);
            assert_eq!(resumed.finish(), whole.finish());
        }
    }
}
