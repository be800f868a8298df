use std::io;

use db::query;
use inspect::{Declared, Inspector, Verdict};
use store::Store;

use super::claim::Claim;
use crate::{Error, Registry, Result};

impl Registry {
    /// An inspector for the image of an upload, which will have this length if that is known.
    pub(super) async fn inspector(&self, claim: &Claim, length: Option<u64>) -> Result<Inspector> {
        let sql = "select disk_format, container_format from image where id = $1";
        let formats = query(sql).bind(claim.upload.image_id.to_string());
        let formats: Option<(Option<String>, Option<String>)> =
            self.db.fetch_optional(formats).await?;
        let (disk, container) = formats.ok_or(Error::DeletedMeanwhile(claim.upload.image_id))?;
        Ok(Inspector::new(Declared {
            disk_format: disk.as_deref(),
            container_format: container.as_deref(),
            length,
        }))
    }

    /// What the bytes of a complete upload really are: a few places of it tell.
    pub(super) async fn inspect_stored(&self, claim: &Claim, store: &dyn Store) -> Result<Verdict> {
        let length = Some(claim.upload.offset());
        let mut inspector = self.inspector(claim, length).await?;
        loop {
            let wants = inspector.wants();
            if wants.is_empty() || inspector.objection().is_some() {
                return Ok(inspector.finish());
            }
            for range in wants {
                let at = range.start;
                let key = &claim.upload.object_key;
                let bytes = store::collect(store.read(key, Some(range)).await?).await;
                // It may go between its opening and its reading.
                let bytes = bytes.map_err(|error| match error.kind() {
                    io::ErrorKind::NotFound => store::Error::NotFound(key.clone()),
                    _ => error.into(),
                })?;
                inspector.give(at, &bytes);
            }
        }
    }
}
