use bytes::Bytes;
use md5::Md5;
use sha2::{
    Digest, Sha256, Sha512,
    digest::common::hazmat::{SerializableState, SerializedState},
};
use tokio::task::spawn_blocking;

use crate::{Error, Result};

/// The three digests of an image while its bytes pass. Their state can be kept and taken up by another node.
#[derive(Clone, Debug, Default)]
pub struct Digests {
    md5: Md5,
    sha256: Sha256,
    sha512: Sha512,
}

/// Finished digests, in hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    pub md5: String,
    pub sha256: String,
    pub sha512: String,
}

/// The layout of a kept state. RustCrypto may change its own with a major version; this then changes too.
const LAYOUT: u8 = 1;

impl Digests {
    /// The state as bytes for a row.
    pub fn save(&self) -> Vec<u8> {
        let mut state = vec![LAYOUT];
        state.extend_from_slice(&self.md5.serialize());
        state.extend_from_slice(&self.sha256.serialize());
        state.extend_from_slice(&self.sha512.serialize());
        state
    }

    /// The state that was saved; a fresh one where nothing was.
    pub fn load(state: &[u8]) -> Result<Self> {
        let Some((layout, mut rest)) = state.split_first() else {
            return Ok(Self::default());
        };
        if *layout != LAYOUT {
            return Err(Error::HashState);
        }
        let digests = Self {
            md5: take(&mut rest)?,
            sha256: take(&mut rest)?,
            sha512: take(&mut rest)?,
        };
        if rest.is_empty() {
            Ok(digests)
        } else {
            Err(Error::HashState)
        }
    }

    /// Takes `pieces` in, each digest on a thread of its own: two hashes on two cores beat both on one.
    pub async fn update(self, pieces: Vec<Bytes>) -> Result<Self> {
        let (md5, sha256, sha512) = tokio::join!(
            absorb(self.md5, pieces.clone()),
            absorb(self.sha256, pieces.clone()),
            absorb(self.sha512, pieces),
        );
        Ok(Self {
            md5: md5?,
            sha256: sha256?,
            sha512: sha512?,
        })
    }

    /// The digests of all that was taken in.
    pub fn finish(self) -> Sums {
        Sums {
            md5: hex::encode(self.md5.finalize()),
            sha256: hex::encode(self.sha256.finalize()),
            sha512: hex::encode(self.sha512.finalize()),
        }
    }
}

/// `digest` once it has taken `pieces` in, on another thread.
async fn absorb<D: Digest + Send + 'static>(mut digest: D, pieces: Vec<Bytes>) -> Result<D> {
    let work = move || {
        for piece in &pieces {
            digest.update(piece);
        }
        digest
    };
    // A hasher that panicked has lost its state.
    spawn_blocking(work).await.map_err(|_| Error::HashState)
}

fn take<H: SerializableState>(rest: &mut &[u8]) -> Result<H> {
    let mut state = SerializedState::<H>::default();
    let (mine, others) = rest.split_at_checked(state.len()).ok_or(Error::HashState)?;
    state.copy_from_slice(mine);
    *rest = others;
    H::deserialize(&state).map_err(|_| Error::HashState)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_saved_state_goes_on_to_the_same_digests() {
        let pieces = |text: &'static str| vec![Bytes::from(text)];
        let whole = Digests::default()
            .update(pieces("hello world"))
            .await
            .expect("hashes");
        let half = Digests::default()
            .update(pieces("hello "))
            .await
            .expect("hashes");
        let resumed = Digests::load(&half.save())
            .expect("reads")
            .update(pieces("world"))
            .await
            .expect("hashes");
        assert_eq!(resumed.finish(), whole.clone().finish());
        assert_eq!(whole.finish().md5, "5eb63bbbe01eeed093cb22bb8f5acdc3");
    }

    #[test]
    fn a_damaged_state_is_refused() {
        let state = Digests::default().save();
        assert!(Digests::load(&state[..state.len() - 1]).is_err());
        assert!(Digests::load(&[9]).is_err());
        assert!(Digests::load(&[]).is_ok());
    }
}
