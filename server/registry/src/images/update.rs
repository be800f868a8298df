use db::{Note, with_db, with_tx};
use model::{
    Act, Change, ContainerFormat, Deed, DiskFormat, Image, ImageId, ImageName, OffsetDateTime,
    Status, now,
};

use super::change::apply;
use crate::{
    Error, Images, Result,
    activity::{about, difference},
};

/// How often a change is made again because another one came between.
const ATTEMPTS: usize = 8;

impl Images<'_> {
    /// Makes all of `changes`, or none.
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

    /// The one way in which a record is changed, so that every rule holds for every caller.
    async fn change(
        &self,
        id: ImageId,
        seen: Option<OffsetDateTime>,
        changes: &[Change],
    ) -> Result<Image> {
        for _ in 0..ATTEMPTS {
            // First: what is read afterwards is at least as new, and a change in between makes the swap fail.
            let generation = self.generation(id).await?;
            let before = self.changeable(id).await?;
            if seen.is_some_and(|seen| before.updated_at != seen) {
                return Err(Error::ChangedMeanwhile(id));
            }
            let after = apply(self, before.clone(), changes)?;
            self.registry.keeps(&before, &after)?;
            if self.swap(&before, &after, generation).await? {
                return self.get(id).await.or(Ok(after));
            }
        }
        Err(Error::ChangedMeanwhile(id))
    }

    /// Keeps the data of an active image from being downloaded. Again is no error.
    pub async fn deactivate(&self, id: ImageId) -> Result<()> {
        let image = self.get(id).await?;
        self.may(Act::Deactivate, &image)?;
        self.turn(&image, Status::Active, Status::Deactivated, "deactivate")
            .await
    }

    /// Undoes [`deactivate`](Self::deactivate).
    pub async fn reactivate(&self, id: ImageId) -> Result<()> {
        let image = self.get(id).await?;
        self.may(Act::Reactivate, &image)?;
        self.turn(&image, Status::Deactivated, Status::Active, "reactivate")
            .await
    }

    /// The image, if the caller may change it.
    async fn changeable(&self, id: ImageId) -> Result<Image> {
        let image = self.get(id).await?;
        // Whom an image is shown to may see it, never change it.
        self.may(Act::ModifyImage, &image)?;
        Ok(image)
    }

    async fn turn(
        &self,
        image: &Image,
        from: Status,
        to: Status,
        verb: &'static str,
    ) -> Result<()> {
        if image.status == to {
            return Ok(());
        }
        let sql = "
            update image set status = $3, updated_at = $4, generation = generation + 1
            where id = $1 and status = $2";
        let deed = match to {
            Status::Active => Deed::ImageReactivate,
            _ => Deed::ImageDeactivate,
        };
        with_tx!(self.registry.db, |tx, Any| {
            let turned = sqlx::query(sql)
                .bind(image.id.to_string())
                .bind(from.as_str())
                .bind(to.as_str())
                .bind(now())
                .execute(&mut *tx)
                .await?;
            if turned.rows_affected() == 0 {
                let status = image.status;
                return Err(Error::NotTurnable { verb, status });
            }
            Ok(tx.note(&about(self.caller, deed, image)).await?)
        })
    }

    async fn generation(&self, id: ImageId) -> Result<i64> {
        let sql = "select generation from image where id = $1 and status <> 'deleted'";
        let found = with_db!(self.registry.db, |pool, Any| {
            sqlx::query_scalar::<Any, i64>(sql)
                .bind(id.to_string())
                .fetch_optional(pool)
                .await
        })?;
        found.ok_or(Error::ImageNotFound(id))
    }

    /// One transaction: `after` in the place of `before`, if nothing changed the record since.
    async fn swap(&self, before: &Image, after: &Image, generation: i64) -> Result<bool> {
        let id = before.id.to_string();
        with_tx!(self.registry.db, |tx, Any| {
            let sql = "
                update image set
                    name = $4, visibility = $5, owner = $6, protected = $7, hidden = $8, disk_format = $9,
                    container_format = $10, min_disk = $11, min_ram = $12, updated_at = $13, generation = generation + 1
                where id = $1 and generation = $2 and status = $3";
            let swapped = sqlx::query(sql)
                .bind(&id)
                .bind(generation)
                .bind(before.status.as_str())
                .bind(after.name.as_ref().map(ImageName::as_str))
                .bind(after.visibility.as_str())
                .bind(after.owner.as_str())
                .bind(after.protected)
                .bind(after.hidden)
                .bind(after.disk_format.map(DiskFormat::as_str))
                .bind(after.container_format.map(ContainerFormat::as_str))
                .bind(after.min_disk)
                .bind(after.min_ram)
                .bind(now())
                .execute(&mut *tx)
                .await?;
            if swapped.rows_affected() == 0 {
                return Ok(false);
            }
            for tag in before.tags.iter().filter(|tag| !after.tags.contains(tag)) {
                let sql = "delete from image_tag where image_id = $1 and tag = $2";
                sqlx::query(sql)
                    .bind(&id)
                    .bind(tag)
                    .execute(&mut *tx)
                    .await?;
            }
            for tag in after.tags.iter().filter(|tag| !before.tags.contains(tag)) {
                let sql = "insert into image_tag (image_id, tag) values ($1, $2)";
                sqlx::query(sql)
                    .bind(&id)
                    .bind(tag)
                    .execute(&mut *tx)
                    .await?;
            }
            for name in before
                .properties
                .keys()
                .filter(|name| !after.properties.contains_key(*name))
            {
                let sql = "delete from image_property where image_id = $1 and name = $2";
                sqlx::query(sql)
                    .bind(&id)
                    .bind(name)
                    .execute(&mut *tx)
                    .await?;
            }
            for (name, value) in &after.properties {
                if before.properties.get(name) == Some(value) {
                    continue;
                }
                let sql = "
                    insert into image_property (image_id, name, value) values ($1, $2, $3)
                    on conflict (image_id, name) do update set value = excluded.value";
                sqlx::query(sql)
                    .bind(&id)
                    .bind(name)
                    .bind(value)
                    .execute(&mut *tx)
                    .await?;
            }
            let mut entry = about(self.caller, Deed::ImageUpdate, after);
            entry.details = difference(before, after);
            if before.owner != after.owner {
                entry.other = Some(before.owner.clone());
                let mut ledger = self.registry.ledger(&mut tx);
                ledger.give(before.id, &before.owner, &after.owner).await?;
            }
            // A change that changes nothing was no deed.
            if entry.details != "{}" {
                tx.note(&entry).await?;
            }
            Ok::<bool, Error>(true)
        })
    }
}
