//! Uploads: how bytes become an image. Nothing about one lives only in a process.

mod append;
mod begin;
mod chunk;
mod claim;
mod create;
mod finish;
pub(crate) mod guard;
mod inspection;
mod kind;
mod open;
mod put;
mod read;
mod reauthenticator;
mod record;
mod stage;
mod stalled;
mod state;
mod write_body;
mod writers;

pub use begin::{NewUpload, Target};
pub use chunk::Chunk;
pub(crate) use claim::Claim;
pub(crate) use finish::received;
pub(crate) use kind::{IMPORT, PUT, STAGE, STAGED, TUS, UploadKind};
use model::{Actor, Caller, Upload, UploadId, UploadState};
pub use open::OpenUpload;
pub(crate) use read::Formats;
pub use reauthenticator::{Reauthenticator, Requester, Requesters};
pub(crate) use record::UploadRecord;
pub(crate) use writers::Writers;

use self::guard::UploadGuard;
use crate::{Error, Registry, Result, rows::UploadRow};

/// The uploads of a caller.
#[derive(Clone, Copy, Debug)]
pub struct Uploads<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) caller: &'a Caller,
    pub(crate) reauthenticator: Option<&'a Reauthenticator>,
}

impl<'a> Uploads<'a> {
    /// The same, asked again by `reauthenticator` while bytes arrive and before an image becomes active.
    #[must_use]
    pub fn under(self, reauthenticator: &'a Reauthenticator) -> Self {
        Self {
            reauthenticator: Some(reauthenticator),
            ..self
        }
    }
}

impl Uploads<'_> {
    /// The offset of an upload, for a request that will continue it: an older request under way ends.
    ///
    /// One that only lacks its last step is finished on the way.
    pub async fn get(&self, id: UploadId) -> Result<Upload> {
        let upload = self.open(id).await?;
        let upload = match upload.state {
            UploadState::Done => upload,
            _ => self.registry.fence_off(upload).await?,
        };
        self.registry.end_if_bytes_lost(&upload).await?;
        if upload.state == UploadState::Ended {
            return Err(upload.ended());
        }
        if !upload.is_whole() {
            return Ok(upload.into());
        }
        self.registry
            .finish_if_whole(&upload, &self.caller.into())
            .await
            .map(Upload::from)
    }

    /// The offset of an upload, if it is theirs and open, and nothing else: whoever is at work goes on.
    pub async fn offset(&self, id: UploadId) -> Option<u64> {
        self.open(id).await.ok().map(|upload| upload.offset())
    }

    /// Cancels an upload: its bytes go, and its image too if it was made for it.
    pub async fn end(&self, id: UploadId) -> Result<()> {
        let upload = self.open(id).await?;
        let system = self.registry.system();
        let end = || system.end_by(self.caller.into(), &upload, upload.made_image, None);
        match end().await {
            Err(error) if self.registry.makes_room_after(&error).await => end().await?,
            done => done?,
        }
        self.registry.writers.drain(id).await;
        system.reclaim_soon();
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
        let (user, project) = (&self.caller.user, &self.caller.project);
        if upload.user_id != *user || upload.project_id != *project || upload.kind != TUS.name {
            return Err(Error::UploadNotFound(id));
        }
        let images = self.registry.images(self.caller);
        images.check_may_continue(upload.image_id).await?;
        match upload.state {
            UploadState::Ended => Err(upload.ended()),
            UploadState::Other(word) => Err(Error::Unrecognized {
                what: "the state of the upload",
                word,
            }),
            UploadState::Open if self.registry.is_expired(&upload).await? => {
                Err(Error::UploadExpired(id))
            }
            UploadState::Done if self.registry.is_deleted(upload.image_id).await? => {
                Err(Error::DeletedSince(upload.image_id))
            }
            UploadState::Open | UploadState::Done => Ok(upload),
        }
    }
}

impl Registry {
    /// Finishes an upload of which every byte has arrived.
    pub(crate) async fn finish_if_whole(
        &self,
        upload: &UploadRow,
        by: &Actor,
    ) -> Result<UploadRow> {
        if upload.state == UploadState::Done {
            return Ok(upload.clone());
        }
        let claim = self.claim(upload, upload.offset()).await?;
        self.finish(claim, &UploadGuard::of(by.clone())).await
    }
}
