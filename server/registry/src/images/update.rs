use db::{Query, Tx, query};
use model::{
    AuditAction, Change, ContainerFormat, DiskFormat, Image, ImageId, ImageName, OffsetDateTime,
    Policy, Status, now,
};

use super::{
    change::apply,
    conflict::conflicting_field,
    tx::{fold_name, lock_image, read_image, save_metadata},
};
use crate::{
    Error, Images, Result, SIGNATURE_NOTE, SignatureError,
    activity::{about, difference},
    rows::signed,
};

/// Changes at once, which are made while the image's row is held: all tags and properties of an image replaced by as many
/// others are 512.
const CHANGES: usize = 1_024;

impl Images<'_> {
    /// Makes all of `changes`, or none.
    ///
    /// Others may change the same image at the same time, and nothing of theirs is lost: what changes other things is made
    /// beside it, and what changes the same is [`Error::ChangedAtOnce`].
    pub async fn update(&self, id: ImageId, changes: &[Change]) -> Result<Image> {
        self.change(id, None, changes).await
    }

    /// Makes all of `changes`, if the image is still as it was when `seen` was its last change: what somebody else wrote
    /// meanwhile is not overwritten unseen.
    pub async fn update_as_seen(
        &self,
        id: ImageId,
        seen: OffsetDateTime,
        changes: &[Change],
    ) -> Result<Image> {
        self.change(id, Some(seen), changes).await
    }

    /// Keeps the data of an active image from being downloaded. Again is no error.
    pub async fn deactivate(&self, id: ImageId) -> Result<()> {
        let image = self.find(id).await?;
        self.may(Policy::Deactivate, &image)?;
        if image.status == Status::Deactivated {
            return Ok(());
        }
        let mut tx = self.registry.db.begin().await?;
        let mut lifecycle = self.registry.lifecycle(&mut tx, now());
        if !lifecycle.deactivate(id, self.caller.into()).await? {
            let (verb, status) = ("deactivate", image.status);
            return Err(Error::NotTurnable { verb, status });
        }
        Ok(tx.commit().await?)
    }

    /// Undoes [`deactivate`](Self::deactivate).
    pub async fn reactivate(&self, id: ImageId) -> Result<()> {
        let image = self.find(id).await?;
        self.may(Policy::Reactivate, &image)?;
        if image.status == Status::Active {
            return Ok(());
        }
        let mut tx = self.registry.db.begin().await?;
        let mut lifecycle = self.registry.lifecycle(&mut tx, now());
        if !lifecycle.reactivate(id, self.caller.into()).await? {
            let (verb, status) = ("reactivate", image.status);
            return Err(Error::NotTurnable { verb, status });
        }
        Ok(tx.commit().await?)
    }

    /// The one way in which the record of an image changes: in a transaction that holds its row, on what stands there then.
    async fn change(
        &self,
        id: ImageId,
        seen: Option<OffsetDateTime>,
        changes: &[Change],
    ) -> Result<Image> {
        if changes.len() > CHANGES {
            return Err(Error::TooManyChanges(CHANGES));
        }
        let read = self.find(id).await?;
        // Whom an image is shown to may see it, never change it.
        self.may(Policy::ModifyImage, &read)?;
        // As in Glance: nothing to change is no change, and the image stays as old as it is.
        if changes.is_empty() {
            return Ok(self.shown(read));
        }
        let mut tx = self.registry.db.begin().await?;
        if !lock_image(&mut tx, id).await? {
            return Err(Error::ImageNotFound(id));
        }
        let before = read_image(&mut tx, id, &self.caller.project, self.is_admin()).await?;
        let before = before.ok_or(Error::ImageNotFound(id))?;
        let after = self.changed(&read, &before, seen, changes)?;
        self.save(&mut tx, &before, &after).await?;
        tx.commit().await?;
        self.get(id).await.or_else(|_| Ok(self.shown(after)))
    }

    /// Writes what `after` has otherwise than `before`, counts it, and notes it.
    async fn save(&self, tx: &mut Tx, before: &Image, after: &Image) -> Result<()> {
        tx.execute(update_row(after)).await?;
        if before.name != after.name {
            fold_name(tx, after).await?;
        }
        save_metadata(tx, before, after).await?;
        let mut event = about(self.caller, AuditAction::ImageUpdate, after);
        event.details = difference(before, after);
        let is_given = before.owner != after.owner;
        let mut ledger = self.registry.ledger(&mut *tx);
        if is_given {
            event.other = Some(before.owner.clone());
            ledger
                .transfer(before.id, &before.owner, &after.owner)
                .await?;
        }
        if is_given || after.metadata_bytes() > before.metadata_bytes() {
            ledger.check_metadata(&after.owner).await?;
        }
        // A change that changes nothing is no action.
        if event.details != "{}" {
            tx.record_audit_event(&event).await?;
        }
        Ok(())
    }

    /// What `before`, as it stands now, becomes by `changes`, which were asked for when it was as `read`.
    fn changed(
        &self,
        read: &Image,
        before: &Image,
        seen: Option<OffsetDateTime>,
        changes: &[Change],
    ) -> Result<Image> {
        let id = before.id;
        if !self.allows(Policy::GetImage, before) {
            return Err(Error::ImageNotFound(id));
        }
        self.may(Policy::ModifyImage, before)?;
        match seen {
            Some(seen) if before.updated_at != seen => return Err(Error::ChangedMeanwhile(id)),
            Some(_) => {}
            None => {
                // That somebody changes a property which the caller may not read is not theirs to know.
                let seen = changes.iter().filter(|change| self.sees_target(change));
                let what = seen
                    .into_iter()
                    .find_map(|change| conflicting_field(change, read, before));
                if let Some(what) = what {
                    return Err(Error::ChangedAtOnce { id, what });
                }
            }
        }
        let after = apply(self, before.clone(), changes)?;
        self.registry.keeps(before, &after)?;
        keeps_signature(before, &after)?;
        let bytes = after.metadata_bytes();
        if bytes > before.metadata_bytes() {
            self.fits(bytes, &after)?;
        }
        Ok(after)
    }
}

/// Refuses to change the signature that the data was verified with: the note of that would be wrong.
fn keeps_signature(before: &Image, after: &Image) -> Result<()> {
    if !before.properties.contains_key(SIGNATURE_NOTE) {
        return Ok(());
    }
    let mut names = signing::PROPERTIES.into_iter();
    let changed = names.find(|name| before.properties.get(*name) != after.properties.get(*name));
    changed.map_or(Ok(()), |name| Err(SignatureError::Fixed(name).into()))
}

/// Writes the columns of `image` that a change may change.
fn update_row(image: &Image) -> Query {
    let sql = "
        update image set
            name = $2, visibility = $3, owner = $4, protected = $5, hidden = $6, disk_format = $7,
            container_format = $8, min_disk = $9, min_ram = $10, updated_at = $11, metadata_bytes = $12,
            generation = generation + 1
        where id = $1";
    query(sql)
        .bind(image.id.to_string())
        .bind(image.name.as_ref().map(ImageName::as_str))
        .bind(image.visibility.as_str())
        .bind(image.owner.as_str())
        .bind(image.protected)
        .bind(image.hidden)
        .bind(image.disk_format.map(DiskFormat::as_str))
        .bind(image.container_format.map(ContainerFormat::as_str))
        .bind(image.min_disk)
        .bind(image.min_ram)
        .bind(now())
        .bind(signed(image.metadata_bytes()))
}
