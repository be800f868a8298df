use bytes::Bytes;
use tokio::task::{JoinHandle, spawn_blocking};

use super::{Digests, Sum};
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
}

#[derive(Debug)]
enum Work {
    Idle(Box<Hashers>),
    Running(JoinHandle<Result<Hashers>>),
}

impl Hashers {
    async fn update(self, pieces: Vec<Bytes>) -> Result<Self> {
        let (digests, sum) = tokio::join!(
            self.digests.update(pieces.clone()),
            add_up(self.sum, pieces)
        );
        Ok(Self {
            digests: digests?,
            sum: sum?,
        })
    }
}

async fn add_up(sum: Option<Sum>, pieces: Vec<Bytes>) -> Result<Option<Sum>> {
    let Some(mut sum) = sum else { return Ok(None) };
    let work = move || {
        sum.update(&pieces);
        Some(sum)
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
