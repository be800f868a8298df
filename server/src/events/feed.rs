use std::{fmt, sync::Arc, time::Duration};

use registry::{ChangeCursor, ChangeEvent, Registry};
use tokio::{
    sync::{
        Mutex,
        broadcast::{self, Receiver, Sender},
    },
    task::JoinHandle,
    time::sleep,
};
use tokio_util::sync::CancellationToken;

/// How often the database is asked for changes, as long as there are listeners.
const PAUSE: Duration = Duration::from_secs(1);
/// How long it is waited where it could not be asked.
const LONG_PAUSE: Duration = Duration::from_secs(5);
/// So many pieces may wait for a slow listener; one who misses some is told so.
const WAITING: usize = 1024;

/// The change feed of this process: one reader of the database, however many listen.
#[derive(Clone)]
pub struct Feed {
    inner: Arc<Inner>,
}

struct Inner {
    registry: Registry,
    pieces: Sender<Arc<ChangeEvent>>,
    /// Whoever reads the database, while somebody listens.
    reader: Mutex<Option<JoinHandle<()>>>,
    end: CancellationToken,
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed").finish_non_exhaustive()
    }
}

impl Feed {
    /// A feed of what `registry` notes.
    pub fn new(registry: Registry) -> Self {
        Self {
            inner: Arc::new(Inner {
                registry,
                pieces: broadcast::channel(WAITING).0,
                reader: Mutex::new(None),
                end: CancellationToken::new(),
            }),
        }
    }

    /// Listens from now on: whatever is noted after this has returned is heard.
    pub async fn listen(&self) -> registry::Result<Receiver<Arc<ChangeEvent>>> {
        let mut reader = self.inner.reader.lock().await;
        let heard = self.inner.pieces.subscribe();
        // One that has panicked is followed by another.
        if reader.as_ref().is_none_or(JoinHandle::is_finished) {
            let changes = self.inner.registry.system().changes().await?;
            *reader = Some(tokio::spawn(Arc::clone(&self.inner).read(changes)));
        }
        Ok(heard)
    }

    /// Cancelled when all listeners are to end.
    pub fn end(&self) -> CancellationToken {
        self.inner.end.clone()
    }

    /// Ends the feeds of all listeners.
    pub fn close(&self) {
        self.inner.end.cancel();
    }
}

impl Inner {
    /// Reads as long as somebody listens.
    async fn read(self: Arc<Self>, mut changes: ChangeCursor) {
        let mut pause = PAUSE;
        loop {
            tokio::select! {
                () = sleep(pause) => {}
                () = self.end.cancelled() => return,
            }
            let mut reader = self.reader.lock().await;
            if self.pieces.receiver_count() == 0 {
                *reader = None;
                return;
            }
            drop(reader);
            pause = match self.registry.system().read(&mut changes).await {
                Ok(pieces) => {
                    for piece in pieces {
                        // Whoever went meanwhile needs none.
                        let _ = self.pieces.send(Arc::new(piece));
                    }
                    PAUSE
                }
                Err(error) => {
                    tracing::warn!(%error, "the change feed could not be read");
                    LONG_PAUSE
                }
            };
        }
    }
}
