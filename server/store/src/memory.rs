use std::{
    collections::HashMap,
    ops::Range,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::TryStreamExt;
use uuid::Uuid;

use crate::{ByteStream, Error, Key, Part, Result, Session, Store, StoredItem, one};

/// Keeps bytes in memory, up to a capacity. For tests and for trying things.
#[derive(Debug)]
pub struct MemoryStore {
    capacity: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    sessions: HashMap<String, HashMap<String, Bytes>>,
    objects: HashMap<Key, Bytes>,
    marker: Option<String>,
}

impl State {
    fn used(&self) -> u64 {
        let parts = self.sessions.values().flat_map(HashMap::values);
        parts
            .chain(self.objects.values())
            .map(|data| data.len() as u64)
            .sum()
    }
}

impl MemoryStore {
    /// An empty store that holds at most `capacity` bytes.
    pub fn new(capacity: u64) -> Self {
        Self {
            capacity,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics half way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn begin(&self, _key: &Key) -> Result<Session> {
        let session = Uuid::new_v4().simple().to_string();
        self.state()
            .sessions
            .insert(session.clone(), HashMap::new());
        Ok(Session::new(session))
    }

    async fn put_part(
        &self,
        key: &Key,
        session: &Session,
        number: u32,
        mut data: ByteStream,
    ) -> Result<Part> {
        let mut whole = BytesMut::new();
        while let Some(piece) = data.try_next().await.map_err(Error::Source)? {
            if self.state().used() + (whole.len() + piece.len()) as u64 > self.capacity {
                return Err(Error::Full);
            }
            whole.extend_from_slice(&piece);
        }
        let part = Part {
            number,
            size: whole.len() as u64,
            tag: Uuid::new_v4().simple().to_string(),
        };
        let mut state = self.state();
        let parts = state
            .sessions
            .get_mut(session.as_str())
            .ok_or_else(|| Error::SessionEnded(key.clone()))?;
        parts.insert(part.tag.clone(), whole.freeze());
        Ok(part)
    }

    async fn drop_part(&self, _key: &Key, session: &Session, part: &Part) -> Result<()> {
        if let Some(parts) = self.state().sessions.get_mut(session.as_str()) {
            parts.remove(&part.tag);
        }
        Ok(())
    }

    async fn complete(&self, key: &Key, session: &Session, parts: &[Part]) -> Result<()> {
        let mut state = self.state();
        if state.objects.contains_key(key) {
            state.sessions.remove(session.as_str());
            return Ok(());
        }
        let written = state
            .sessions
            .get(session.as_str())
            .ok_or_else(|| Error::SessionEnded(key.clone()))?;
        let mut whole = BytesMut::new();
        for part in in_order(parts) {
            whole.extend_from_slice(
                written
                    .get(&part.tag)
                    .ok_or_else(|| Error::SessionEnded(key.clone()))?,
            );
        }
        state.sessions.remove(session.as_str());
        state.objects.insert(key.clone(), whole.freeze());
        Ok(())
    }

    async fn abort(&self, _key: &Key, session: &Session) -> Result<()> {
        self.state().sessions.remove(session.as_str());
        Ok(())
    }

    async fn is_open(&self, _key: &Key, session: &Session) -> Result<bool> {
        Ok(self.state().sessions.contains_key(session.as_str()))
    }

    async fn read(&self, key: &Key, range: Option<Range<u64>>) -> Result<ByteStream> {
        let data = self
            .state()
            .objects
            .get(key)
            .cloned()
            .ok_or_else(|| Error::NotFound(key.clone()))?;
        let end = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(data.len());
        Ok(one(range.map_or(data.clone(), |range| {
            data.slice(end(range.start)..end(range.end))
        })))
    }

    async fn size(&self, key: &Key) -> Result<u64> {
        let state = self.state();
        state
            .objects
            .get(key)
            .map(|data| data.len() as u64)
            .ok_or_else(|| Error::NotFound(key.clone()))
    }

    async fn delete(&self, key: &Key) -> Result<()> {
        self.state().objects.remove(key);
        Ok(())
    }

    async fn drop_session(&self, session: &Session) -> Result<()> {
        self.state().sessions.remove(session.as_str());
        Ok(())
    }

    async fn list(&self) -> Result<Vec<StoredItem>> {
        let state = self.state();
        let objects = state.objects.iter().map(|(key, data)| StoredItem::Object {
            key: key.clone(),
            size: data.len() as u64,
        });
        let sessions = state
            .sessions
            .iter()
            .map(|(session, parts)| StoredItem::Session {
                session: Session::new(session.clone()),
                size: parts.values().map(|data| data.len() as u64).sum(),
                // It does not keep the time.
                idle: Duration::ZERO,
            });
        Ok(objects.chain(sessions).collect())
    }

    async fn marker(&self) -> Result<Option<String>> {
        Ok(self.state().marker.clone())
    }

    async fn set_marker(&self, marker: &str) -> Result<()> {
        self.state().marker = Some(marker.to_owned());
        Ok(())
    }

    fn is_persistent(&self) -> bool {
        false
    }

    async fn room(&self) -> Result<Option<u64>> {
        Ok(Some(self.capacity.saturating_sub(self.state().used())))
    }
}

/// The parts in the order of their numbers.
pub(crate) fn in_order(parts: &[Part]) -> Vec<&Part> {
    let mut parts: Vec<&Part> = parts.iter().collect();
    parts.sort_by_key(|part| part.number);
    parts
}
