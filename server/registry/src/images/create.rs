use db::{OnUnique, Tx, query};
use model::{
    Caller, ContainerFormat, DiskFormat, Image, ImageId, ImageName, Invalid, NewImage, Policy,
    Status, fold, now,
};

use super::{
    change::check_property,
    tx::{add_metadata, read_image},
};
use crate::{
    Error, Images, PropertyOperation, Registry, Result, activity::about_new, permission::to_show,
    rows::signed,
};

impl Images<'_> {
    /// Makes a record without data, owned by the caller's project.
    pub async fn create(&self, new: &NewImage) -> Result<Image> {
        self.admit(new)?;
        let id = new.id.unwrap_or_else(ImageId::new);
        let mut tx = self.registry.db.begin().await?;
        insert_image(&mut tx, self.caller, id, new).await?;
        let owner = new.owner.as_ref().unwrap_or(&self.caller.project);
        tx.record_audit_event(&about_new(self.caller, id, new, owner))
            .await?;
        let mut ledger = self.registry.ledger(&mut tx);
        ledger.add_image(owner, new.metadata_bytes()).await?;
        let made = read_image(&mut tx, id, &self.caller.project, self.is_admin()).await?;
        tx.commit().await?;
        // A rule may let somebody make what they may not see.
        self.get(id)
            .await
            .or_else(|error| made.map(|made| self.shown(made)).ok_or(error))
    }

    /// Refuses such an image, or a caller who may not make it. Every way to a new image goes through here.
    pub(crate) fn admit(&self, new: &NewImage) -> Result<()> {
        self.may_new(Policy::AddImage, new)?;
        // Whatever the operator's rules say, as of an image that is there.
        if new
            .owner
            .as_ref()
            .is_some_and(|owner| *owner != self.caller.project)
        {
            self.only_admins("give an image to another project")?;
        }
        if let Some(policy) = to_show(new.visibility) {
            self.may_new(policy, new)?;
        }
        for name in new.properties.keys() {
            check_property(name)?;
            self.may_property(PropertyOperation::Create, name)?;
        }
        self.registry.fits(new.metadata_bytes())?;
        if new.min_disk < 0 {
            return Err(Invalid::new("min_disk", "is negative").into());
        }
        if new.min_ram < 0 {
            return Err(Invalid::new("min_ram", "is negative").into());
        }
        self.registry.complete(new)
    }
}

impl Registry {
    /// Refuses a new image that lacks what every image here must have.
    fn complete(&self, new: &NewImage) -> Result<()> {
        let missing = self
            .required_properties
            .iter()
            .find(|name| !new.properties.contains_key(*name));
        missing.map_or(Ok(()), |name| Err(Error::PropertyRequired(name.clone())))
    }

    /// Refuses more bytes of properties and tags than one image may have.
    pub(super) fn fits(&self, bytes: u64) -> Result<()> {
        let cap = self.quotas.metadata_cap;
        if bytes > cap {
            return Err(Error::OverMetadataCap { bytes, cap });
        }
        Ok(())
    }

    /// Refuses a change that takes away what every image here must have.
    pub(super) fn keeps(&self, before: &Image, after: &Image) -> Result<()> {
        let lost = self.required_properties.iter().find(|name| {
            before.properties.contains_key(*name) && !after.properties.contains_key(*name)
        });
        lost.map_or(Ok(()), |name| Err(Error::PropertyKept(name.clone())))
    }
}

/// Inserts an image with its tags and properties.
pub(crate) async fn insert_image(
    tx: &mut Tx,
    caller: &Caller,
    id: ImageId,
    new: &NewImage,
) -> Result<()> {
    let sql = "
        insert into image (
            id, name, status, visibility, owner, protected, hidden, disk_format, container_format,
            min_disk, min_ram, created_at, updated_at, name_folded, metadata_bytes
        ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14)";
    let insert = query(sql)
        .bind(id.to_string())
        .bind(new.name.as_ref().map(ImageName::as_str))
        .bind(Status::Queued.as_str())
        .bind(new.visibility.as_str())
        .bind(new.owner.as_ref().unwrap_or(&caller.project).as_str())
        .bind(new.protected)
        .bind(new.hidden)
        .bind(new.disk_format.map(DiskFormat::as_str))
        .bind(new.container_format.map(ContainerFormat::as_str))
        .bind(new.min_disk)
        .bind(new.min_ram)
        .bind(now())
        .bind(new.name.as_ref().map(|name| fold(name.as_str())))
        .bind(signed(new.metadata_bytes()));
    tx.execute(insert)
        .await
        .on_unique(|| Error::ImageExists(id))?;
    add_metadata(tx, id, new).await
}
