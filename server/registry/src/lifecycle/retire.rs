use db::{QueryBuilder, query};
use model::{Actor, AuditAction, ImageId, ProjectId, Status};
use sqlx::FromRow;

use super::{Lifecycle, Subject, event};
use crate::{Result, system::reclaim_object};

/// An image that is to be deleted.
#[derive(Debug)]
pub(crate) struct Retirement<'a> {
    pub image: ImageId,
    /// Only from one of these statuses.
    pub from: &'a [Status],
    /// Only if it is not protected: what was never filled goes with its upload in any case.
    pub unprotected: bool,
    /// Only if it is still this project's: whoever made it may have given it to another one.
    pub owned_by: Option<&'a ProjectId>,
    /// In whose name.
    pub actor: Actor,
}

#[derive(Debug, FromRow)]
struct RetiredRow {
    #[sqlx(flatten)]
    subject: Subject,
    size: i64,
}

/// Where an object of an image is.
#[derive(Debug, FromRow)]
pub(crate) struct LocationRow {
    pub store: String,
    pub object_key: String,
}

impl Lifecycle<'_> {
    /// Deletes an image: its row stays as a tombstone, and all that hangs on it goes: locations, whose objects are noted to
    /// be reclaimed, tags, properties and members. `false` where there is no such image.
    pub async fn retire(&mut self, retirement: Retirement<'_>) -> Result<bool> {
        let image = retirement.image.to_string();
        let mut sql = QueryBuilder::new("update image set status = 'deleted', updated_at = ");
        sql.push_bind(self.now)
            .push(", deleted_at = ")
            .push_bind(self.now)
            .push(" where id = ")
            .push_bind(&image)
            .push(" and status in (")
            .push_list(retirement.from.iter().map(|status| status.as_str()))
            .push(") and not (protected and ")
            .push_bind(retirement.unprotected)
            .push(")");
        if let Some(owner) = retirement.owned_by {
            sql.push(" and owner = ").push_bind(owner.as_str());
        }
        sql.push(" returning owner, coalesce(name, '') as name, coalesce(size, 0) as size");
        let Some(RetiredRow { subject, size }) = self.tx.fetch_optional(sql.build()).await? else {
            return Ok(false);
        };
        let sql = "delete from location where image_id = $1 returning store, object_key";
        let locations: Vec<LocationRow> = self.tx.fetch_all(query(sql).bind(&image)).await?;
        let stored = size.saturating_mul(i64::try_from(locations.len()).unwrap_or(i64::MAX));
        for LocationRow { store, object_key } in locations {
            reclaim_object(self.tx, self.now, &store, &object_key).await?;
        }
        for sql in [
            "delete from image_tag where image_id = $1",
            "delete from image_property where image_id = $1",
            "delete from member where image_id = $1",
        ] {
            self.tx.execute(query(sql).bind(&image)).await?;
        }
        let action = AuditAction::ImageDelete;
        let event = event(retirement.actor, action, retirement.image, &subject);
        self.tx.record_audit_event(&event).await?;
        let mut ledger = self.registry.ledger(&mut *self.tx);
        ledger
            .remove_image(retirement.image, &subject.owner, stored)
            .await?;
        Ok(true)
    }
}
