use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use futures::TryStreamExt;
use inspect::Inspector;
use store::ByteStream;

use crate::{Error, Result};

/// What an inspector thinks of a body while it comes by.
#[derive(Clone, Debug)]
pub(crate) struct BodyInspection(Arc<Mutex<Inspector>>);

impl BodyInspection {
    /// The same body, which breaks off as soon as it is certain that it must not be taken, and what is thought of it.
    pub fn over(body: ByteStream, inspector: Inspector) -> (ByteStream, Self) {
        let inspected = Self(Arc::new(Mutex::new(inspector)));
        let looking = inspected.clone();
        let body = body.and_then(move |piece| futures::future::ready(looking.look_at(piece)));
        (Box::pin(body), inspected)
    }

    /// Whether it may be taken, now that all of it has come by.
    pub fn accepted(&self) -> Result<()> {
        let refusals = self.inspector().clone().finish().refusals;
        match refusals.into_iter().next() {
            Some(objection) => Err(Error::Objected(objection)),
            None => Ok(()),
        }
    }

    fn look_at(&self, piece: Bytes) -> io::Result<Bytes> {
        let mut inspector = self.inspector();
        inspector.feed(&piece);
        match inspector.objection() {
            Some(objection) => Err(io::Error::other(Error::Objected(objection.clone()))),
            None => Ok(piece),
        }
    }

    fn inspector(&self) -> MutexGuard<'_, Inspector> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
