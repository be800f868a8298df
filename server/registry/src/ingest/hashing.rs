use bytes::Bytes;
use tokio::task::{JoinHandle, spawn_blocking};

use super::{Digests, ExtraHash, Sum};
use crate::{Error, Result};

/// Bytes gathered before they are hashed: a thread hop costs as much as some kilobytes.
const BATCH: usize = 256 << 10;

/// Digests that are worked on while the next bytes arrive. At most two batches are in memory.
#[derive(Debug)]
pub struct Hashing {
    work: Work,
    batch: Vec<Bytes>,
    gathered: usize,
}

/// What every byte goes through, each on a thread of its own.
#[derive(Clone, Debug, Default)]
pub struct Hashers {
    /// The image's digests, from its first byte.
    pub digests: Digests,
    /// The sum of this request's bytes, where the client said what it must be.
    pub sum: Option<Sum>,
    /// A hash from the image's first byte, for its signature.
    pub extra: Option<ExtraHash>,
}

#[derive(Debug)]
enum Work {
    Idle(Box<Hashers>),
    Running(JoinHandle<Result<Hashers>>),
}

impl Hashers {
    async fn update(self, pieces: Vec<Bytes>) -> Result<Self> {
        let (digests, sum, extra) = tokio::join!(
            self.digests.update(pieces.clone()),
            work_on(self.sum, pieces.clone(), Sum::update),
            work_on(self.extra, pieces, ExtraHash::update),
        );
        Ok(Self {
            digests: digests?,
            sum: sum?,
            extra: extra?,
        })
    }
}

/// `hash`, if there is one, once it has taken `pieces` in, on another thread.
async fn work_on<H: Send + 'static>(
    hash: Option<H>,
    pieces: Vec<Bytes>,
    update: fn(&mut H, &[Bytes]),
) -> Result<Option<H>> {
    let Some(mut hash) = hash else {
        return Ok(None);
    };
    let work = move || {
        update(&mut hash, &pieces);
        Some(hash)
    };
    spawn_blocking(work).await.map_err(|_| Error::HashState)
}

impl Hashing {
    pub fn new(hashers: Hashers) -> Self {
        Self {
            work: Work::Idle(Box::new(hashers)),
            batch: Vec::new(),
            gathered: 0,
        }
    }

    /// Takes a piece in. Waits only while two batches are under way.
    pub async fn feed(&mut self, piece: Bytes) -> Result<()> {
        self.gathered += piece.len();
        self.batch.push(piece);
        if self.gathered >= BATCH {
            self.start().await
        } else {
            Ok(())
        }
    }

    /// The state after all that was taken in so far.
    pub async fn drain(&mut self) -> Result<Hashers> {
        if self.gathered > 0 {
            self.start().await?;
        }
        let hashers = self.idle().await?;
        self.work = Work::Idle(Box::new(hashers.clone()));
        Ok(hashers)
    }

    async fn start(&mut self) -> Result<()> {
        let hashers = self.idle().await?;
        self.gathered = 0;
        self.work = Work::Running(tokio::spawn(
            hashers.update(std::mem::take(&mut self.batch)),
        ));
        Ok(())
    }

    async fn idle(&mut self) -> Result<Hashers> {
        match &mut self.work {
            Work::Idle(hashers) => Ok(std::mem::take(&mut **hashers)),
            Work::Running(running) => running.await.map_err(|_| Error::HashState)?,
        }
    }
}
