//! Uploads: how bytes become an image. Nothing about one lives only in a process.

mod append;
mod begin;
mod claim;
mod finish;
mod kind;
mod put;
mod stage;

pub use begin::{NewUpload, Target};
pub(crate) use claim::Claim;
pub(crate) use kind::{IMPORT, Kind, PUT, STAGE, STAGED, TUS};
use model::{Caller, Upload, UploadId, UploadState};

use crate::{Error, Registry, Result, rows::UploadRow};

/// The uploads of a caller.
#[derive(Clone, Copy, Debug)]
pub struct Uploads<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) caller: &'a Caller,
}

impl Uploads<'_> {
    /// Where an upload stands. One that only lacks its last step is finished on the way.
    pub async fn get(&self, id: UploadId) -> Result<Upload> {
        let upload = self.open(id).await?;
        if !upload.is_whole() {
            return Ok(upload.into());
        }
        self.registry
            .take_last_step(&upload)
            .await
            .map(Upload::from)
    }

    /// Cancels an upload: its bytes go, and its image too if it was made for it.
    pub async fn end(&self, id: UploadId) -> Result<()> {
        let upload = self.open(id).await?;
        let system = self.registry.system();
        system.end(&upload, upload.made_image).await?;
        system.reclaim().await;
        Ok(())
    }

    /// The open, or done, upload of that id. One of another project is as none.
    async fn open(&self, id: UploadId) -> Result<UploadRow> {
        let upload = self
            .registry
            .system()
            .upload(id)
            .await?
            .ok_or(Error::UploadNotFound(id))?;
        if upload.project_id != self.caller.project || upload.kind != TUS.name {
            return Err(Error::UploadNotFound(id));
        }
        if !self.caller.can_write() {
            return Err(Error::Forbidden("upload images"));
        }
        match upload.state {
            UploadState::Ended => Err(Error::UploadEnded(id)),
            _ => Ok(upload),
        }
    }
}

impl Registry {
    /// Finishes an upload of which every byte has arrived.
    pub(crate) async fn take_last_step(&self, upload: &UploadRow) -> Result<UploadRow> {
        if upload.state == UploadState::Done {
            return Ok(upload.clone());
        }
        let claim = self.claim(upload, upload.offset()).await?;
        self.finish(claim).await
    }
}
