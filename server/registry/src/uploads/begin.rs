use std::time::Duration;

use db::query;
use model::{Image, ImageId, NewImage, Policy, ProjectId, Sha256, Sha512, Upload, UploadId};
use store::Key;

use super::{TUS, UploadKind, UploadRecord, Uploads};
use crate::{
    Error, Registry, Result, activity::about_new, images::insert_image, tasks::import_properties,
};

/// What an upload is for.
#[derive(Clone, Debug)]
pub enum Target {
    /// A queued image that is there.
    Image(ImageId),
    /// An image to be made with it.
    New(Box<NewImage>),
}

/// An upload to be begun.
#[derive(Clone, Debug)]
pub struct NewUpload {
    pub target: Target,
    /// Bytes that will come, where that is known.
    pub length: Option<u64>,
    pub sha256: Option<Sha256>,
    pub sha512: Option<Sha512>,
    /// What the client said of it, in its own spelling, to be told again.
    pub metadata: String,
}

impl Uploads<'_> {
    /// Begins an upload, and makes its image in the same transaction where there is none yet.
    pub async fn begin(&self, new: &NewUpload) -> Result<Upload> {
        self.registry.has_room(new.length).await?;
        let id = match &new.target {
            Target::Image(image) => {
                let image = self.receiving(*image).await?;
                self.admit(TUS, &image, new).await?
            }
            Target::New(image) => self.admit_new(image, new).await?,
        };
        let upload = self.open(id).await?;
        if upload.is_whole() {
            // An upload of no bytes has all of them.
            self.registry
                .finish_if_whole(&upload, &self.caller.into())
                .await
                .map(Upload::from)
        } else {
            Ok(upload.into())
        }
    }

    /// The image, if it may receive data from this caller now.
    pub(super) async fn receiving(&self, id: ImageId) -> Result<Image> {
        let images = self.registry.images(self.caller);
        let image = images.find(id).await?;
        images.may(Policy::UploadImage, &image)?;
        // A task is about to fill it.
        if image.properties.contains_key(import_properties::TASK) {
            return Err(Error::Importing(id));
        }
        if !image.status.accepts_data() {
            return Err(Error::NotReceiving {
                id,
                status: image.status,
            });
        }
        if image.disk_format.is_none() {
            return Err(Error::FormatMissing("disk_format"));
        }
        if image.container_format.is_none() {
            return Err(Error::FormatMissing("container_format"));
        }
        self.registry
            .check_signature_for(
                (self.caller, self.reauthenticator),
                &image.owner,
                &image.properties,
            )
            .await?;
        Ok(image)
    }

    pub(super) async fn admit(
        &self,
        kind: UploadKind,
        image: &Image,
        new: &NewUpload,
    ) -> Result<UploadId> {
        let id = UploadId::new();
        let registry = self.registry;
        registry
            .wait_for_room(id, || self.admit_as(id, kind, image, new))
            .await?;
        Ok(id)
    }

    async fn admit_as(
        &self,
        id: UploadId,
        kind: UploadKind,
        image: &Image,
        new: &NewUpload,
    ) -> Result<()> {
        let record = UploadRecord {
            id,
            image: image.id,
            user: &self.caller.user,
            project: &self.caller.project,
            kind,
            key: Key::upload(&image.owner, id),
            made_image: false,
            begun_at: self.registry.db.now().await?,
        };
        let holder = id.to_string();
        let mut tx = self.registry.db.begin().await?;
        record.insert(&mut tx, self.registry, new).await?;
        // As it is now, and nobody changes it until we are done.
        let sql = "update image set generation = generation where id = $1 and status = 'queued' returning owner";
        let lock = query(sql).bind(image.id.to_string());
        let owner: Option<String> = tx.scalar_optional(lock).await?;
        let owner = ProjectId::try_from(owner.ok_or(Error::Busy(image.id))?)?;
        let mut ledger = self.registry.ledger(&mut tx);
        let what = kind.reservation(&holder, image.id, &owner);
        ledger.open(what, new.length.unwrap_or_default()).await?;
        Ok(tx.commit().await?)
    }

    async fn admit_new(&self, image: &NewImage, new: &NewUpload) -> Result<UploadId> {
        let images = self.registry.images(self.caller);
        images.admit(image)?;
        images.may_new(Policy::UploadImage, image)?;
        if image.disk_format.is_none() {
            return Err(Error::FormatMissing("disk_format"));
        }
        if image.container_format.is_none() {
            return Err(Error::FormatMissing("container_format"));
        }
        let (id, image_id) = (UploadId::new(), image.id.unwrap_or_else(ImageId::new));
        let registry = self.registry;
        let owner = image.owner.as_ref().unwrap_or(&self.caller.project);
        registry
            .check_signature_for(
                (self.caller, self.reauthenticator),
                owner,
                &image.properties,
            )
            .await?;
        registry
            .wait_for_room(id, || self.admit_new_as(id, image_id, image, new))
            .await?;
        Ok(id)
    }

    async fn admit_new_as(
        &self,
        id: UploadId,
        image_id: ImageId,
        image: &NewImage,
        new: &NewUpload,
    ) -> Result<()> {
        let record = UploadRecord {
            id,
            image: image_id,
            user: &self.caller.user,
            project: &self.caller.project,
            kind: TUS,
            key: Key::upload(&self.caller.project, id),
            made_image: true,
            begun_at: self.registry.db.now().await?,
        };
        let holder = id.to_string();
        let mut tx = self.registry.db.begin().await?;
        insert_image(&mut tx, self.caller, image_id, image).await?;
        record.insert(&mut tx, self.registry, new).await?;
        let owner = image.owner.as_ref().unwrap_or(&self.caller.project);
        tx.record_audit_event(&about_new(self.caller, image_id, image, owner))
            .await?;
        let mut ledger = self.registry.ledger(&mut tx);
        ledger.add_image(owner, image.metadata_bytes()).await?;
        let what = TUS.reservation(&holder, image_id, owner);
        ledger.open(what, new.length.unwrap_or_default()).await?;
        Ok(tx.commit().await?)
    }
}

impl Registry {
    /// How long an upload of that kind is kept without a sign of life.
    pub(crate) fn life(&self, kind: UploadKind) -> Duration {
        kind.life.unwrap_or(self.retention.idle_uploads)
    }

    /// Refuses what the store cannot hold before a byte is sent.
    pub(crate) async fn has_room(&self, length: Option<u64>) -> Result<()> {
        let stores = &self.stores;
        match (stores.get(stores.default_id())?.room().await?, length) {
            (Some(room), Some(length)) if length > room => Err(Error::NoRoom { room, length }),
            _ => Ok(()),
        }
    }
}
