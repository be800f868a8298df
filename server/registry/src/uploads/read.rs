use std::io;

use db::query;
use inspect::{Declared, Inspector, Verdict};
use store::Store;

use super::claim::Claim;
use crate::{Error, Registry, Result};

/// What an image is said to be: its data is inspected for that, and it becomes active as that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Formats {
    pub disk: String,
    pub container: String,
}

impl Formats {
    fn inspector(&self, length: Option<u64>) -> Inspector {
        Inspector::new(Declared {
            disk_format: Some(&self.disk),
            container_format: Some(&self.container),
            length,
        })
    }
}

impl Registry {
    /// An inspector for the image of an upload, which will have this length if that is known.
    pub(super) async fn inspector(&self, claim: &Claim, length: Option<u64>) -> Result<Inspector> {
        Ok(self.formats(claim).await?.inspector(length))
    }

    /// What the image of an upload is said to be now. [`Error::FormatMissing`] where somebody took that away.
    pub(super) async fn formats(&self, claim: &Claim) -> Result<Formats> {
        let sql = "select disk_format, container_format from image where id = $1";
        let formats = query(sql).bind(claim.upload.image_id.to_string());
        let formats: Option<(Option<String>, Option<String>)> =
            self.db.fetch_optional(formats).await?;
        let (disk, container) = formats.ok_or(Error::DeletedMeanwhile(claim.upload.image_id))?;
        Ok(Formats {
            disk: disk.ok_or(Error::FormatMissing("disk_format"))?,
            container: container.ok_or(Error::FormatMissing("container_format"))?,
        })
    }

    /// What the bytes of a complete upload really are: a few places of it tell.
    pub(super) async fn inspect_stored(
        &self,
        claim: &Claim,
        formats: &Formats,
        store: &dyn Store,
    ) -> Result<Verdict> {
        let mut inspector = formats.inspector(Some(claim.upload.offset()));
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
