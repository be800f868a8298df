use std::time::Duration;

use model::{ErrorKind, ProjectId, UploadId};
use store::Key;
use tokio::time::timeout;

use crate::{Error, Registry, System};

/// How long the default store may take: a network file system whose server is away does not answer at all.
const STORE_TIME: Duration = Duration::from_secs(5);

/// Why this node cannot serve just now.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    #[error("the database cannot be written: {0}")]
    Database(#[from] db::NotWritable),
    #[error("the default store failed: {0}")]
    Store(#[from] store::Error),
    #[error("the default store did not answer within {} seconds", STORE_TIME.as_secs())]
    StoreTimeout,
}

impl NotReady {
    /// A word for it that holds no secret.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Database(problem) => problem.reason(),
            Self::Store(_) => "store_unavailable",
            Self::StoreTimeout => "store_timeout",
        }
    }
}

impl System<'_> {
    /// Tries a write in the database, and a write session in the default store.
    ///
    /// A store that is full serves on: what it holds can be read and deleted.
    pub async fn probe(&self) -> Result<(), NotReady> {
        self.registry.db.probe().await?;
        match timeout(STORE_TIME, self.probe_store()).await {
            Ok(Ok(()) | Err(store::Error::Full)) => Ok(()),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(NotReady::StoreTimeout),
        }
    }

    async fn probe_store(&self) -> Result<(), store::Error> {
        let stores = &self.registry.stores;
        let store = stores.get(stores.default_id())?;
        // Of no project and no upload that there is.
        let key = Key::upload(&ProjectId::new(), UploadId::new());
        let session = store.begin(&key).await?;
        store.abort(&key, &session).await
    }
}

impl Registry {
    /// Whether there is room to delete now, where a full disk of the database has just stood in the way.
    pub(crate) async fn makes_room_after(&self, error: &Error) -> bool {
        let full = matches!(error, Error::Database(error) if db::kind(error) == ErrorKind::Full);
        full && self.reserve.release().await
    }
}

impl System<'_> {
    /// Takes the room that is kept for deleting, if it is not taken and there is plenty.
    pub async fn keep_reserve(&self) {
        if let Err(error) = self.registry.reserve.take().await {
            tracing::warn!(%error, "the reserve of the database's disk could not be taken; it is tried again");
        }
    }
}
