use bytes::Bytes;
use tokio::task::JoinHandle;

use super::Digests;
use crate::{Error, Result};

/// Bytes gathered before they are hashed: a thread hop costs as much as some kilobytes.
const BATCH: usize = 1 << 20;

/// Digests that are worked on while the next bytes arrive. At most two batches are in memory.
#[derive(Debug)]
pub struct Hashing {
    work: Work,
    batch: Vec<Bytes>,
    gathered: usize,
}

#[derive(Debug)]
enum Work {
    Idle(Box<Digests>),
    Running(JoinHandle<Result<Digests>>),
}

impl Hashing {
    pub fn new(digests: Digests) -> Self {
        Self {
            work: Work::Idle(Box::new(digests)),
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

    /// The digests of all that was taken in so far.
    pub async fn settle(&mut self) -> Result<Digests> {
        if self.gathered > 0 {
            self.start().await?;
        }
        let digests = self.idle().await?;
        self.work = Work::Idle(Box::new(digests.clone()));
        Ok(digests)
    }

    async fn start(&mut self) -> Result<()> {
        let digests = self.idle().await?;
        self.gathered = 0;
        self.work = Work::Running(tokio::spawn(
            digests.update(std::mem::take(&mut self.batch)),
        ));
        Ok(())
    }

    async fn idle(&mut self) -> Result<Digests> {
        match &mut self.work {
            Work::Idle(digests) => Ok(std::mem::take(&mut **digests)),
            Work::Running(running) => running.await.map_err(|_| Error::HashState)?,
        }
    }
}
