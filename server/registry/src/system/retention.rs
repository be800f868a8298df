//! How long rows are kept that nobody needs any more. Each run removes a bounded number of them; the next goes on.

use std::time::Duration;

use db::query;
use model::OffsetDateTime;

use super::System;
use crate::Result;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// How long what is kept. `None` is for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Uploads that are over, and why they were refused.
    pub uploads: Option<Duration>,
    /// Entries of the audit log.
    pub audit_log: Option<Duration>,
    /// Addresses and user agents in them.
    pub audit_addresses: Option<Duration>,
    /// What is known of a deleted image beside its id. The id stays for ever, so that it is never used again.
    pub deleted_images: Option<Duration>,
    /// Tasks that have ended.
    pub tasks: Duration,
    /// Without a byte for so long, a resumable upload, or staged data, is ended and its reservation released.
    pub idle_uploads: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            // A client that was away for a week begins anew.
            uploads: Some(DAY * 7),
            // Whoever looks back a year finds all of it.
            audit_log: Some(DAY * 400),
            // Half a year to notice that an account was misused.
            audit_addresses: Some(DAY * 180),
            deleted_images: Some(DAY * 30),
            // As long as Glance keeps them.
            tasks: DAY * 2,
            // So that an upload of today can go on tomorrow.
            idle_uploads: DAY,
        }
    }
}

/// Rows of one transaction: a writer waits for so many at most.
const BATCH: u64 = 500;
/// Batches of one table in one run: 10,000 rows.
const BATCHES: usize = 20;

/// The parts of an upload that is over, whose bytes are an object by now, or gone.
const PARTS: &str = "
    delete from upload_part where (upload_id, number) in (
        select part.upload_id, part.number from upload_part as part join upload on upload.id = part.upload_id
        where upload.state in ('done', 'ended') limit 500)";
const UPLOADS: &str = "
    delete from upload where id in (
        select id from upload where state in ('done', 'ended') and updated_at < $1 order by updated_at limit 500)";
pub(crate) const TASKS: &str = "
    delete from task where id in (
        select id from task where expires_at <= $1 and status in ('success', 'failure') order by expires_at limit 500)";
/// Also what hangs on a deleted image: an older release left the tags and properties of one that went with its upload.
const TOMBSTONES: &str = "
    select id from image where status = 'deleted' and not stripped and deleted_at < $1 order by deleted_at limit 500";

impl System<'_> {
    /// Removes what is older than it is to be kept. What fails keeps nothing else from being removed; the first failure is
    /// returned.
    pub async fn retain(&self) -> Result<()> {
        let keep = &self.registry.retention;
        let now = self.registry.db.now().await?;
        let before = |age: Option<Duration>| age.map(|age| now - age);
        let parts = self.delete(PARTS, None).await;
        let uploads = match before(keep.uploads) {
            Some(before) => self.delete(UPLOADS, Some(before)).await,
            None => Ok(()),
        };
        let images = self.strip_images(before(keep.deleted_images)).await;
        let addresses = self.blank_addresses(before(keep.audit_addresses)).await;
        let entries = self.delete_entries(before(keep.audit_log)).await;
        parts.and(uploads).and(images).and(addresses).and(entries)
    }

    /// Deletes by `sql`, batch after batch.
    pub(crate) async fn delete(
        &self,
        sql: &'static str,
        before: Option<OffsetDateTime>,
    ) -> Result<()> {
        for _ in 0..BATCHES {
            let delete = match before {
                Some(before) => query(sql).bind(before),
                None => query(sql),
            };
            if self.registry.db.execute(delete).await? < BATCH {
                break;
            }
        }
        Ok(())
    }

    /// Leaves of images that were deleted before that moment their id, their project and when they came and went.
    async fn strip_images(&self, before: Option<OffsetDateTime>) -> Result<()> {
        let Some(before) = before else {
            return Ok(());
        };
        for _ in 0..BATCHES {
            let ids: Vec<String> = self
                .registry
                .db
                .scalars(query(TOMBSTONES).bind(before))
                .await?;
            let mut tx = self.registry.db.begin().await?;
            for id in &ids {
                for sql in [
                    "delete from image_tag where image_id = $1",
                    "delete from image_property where image_id = $1",
                    "delete from member where image_id = $1",
                    "update image set stripped = true, name = null, disk_format = null, container_format = null,
                        size = null, virtual_size = null, checksum = null, sha256 = null, sha512 = null
                     where id = $1 and status = 'deleted'",
                ] {
                    tx.execute(query(sql).bind(id)).await?;
                }
            }
            tx.commit().await?;
            if (ids.len() as u64) < BATCH {
                break;
            }
        }
        Ok(())
    }

    /// Blanks the addresses in entries of the audit log that are older than that moment.
    async fn blank_addresses(&self, before: Option<OffsetDateTime>) -> Result<()> {
        let Some(before) = before else {
            return Ok(());
        };
        for _ in 0..BATCHES {
            let sql = "select blanked_to from activity_retention";
            let from: i64 = self.registry.db.scalar(query(sql)).await?;
            let (to, count) = self.oldest_entries(from, before).await?;
            let Some(to) = to else {
                break;
            };
            self.blank_batch(from, to, before).await?;
            if (count as u64) < BATCH {
                break;
            }
        }
        Ok(())
    }

    /// One transaction: the entries after the number `from` up to `to` have no address, and that is noted.
    async fn blank_batch(&self, from: i64, to: i64, before: OffsetDateTime) -> Result<()> {
        let mut tx = self.registry.db.begin().await?;
        let sql = "update activity_retention set blank_before = $1, blanked_to = $2 where blanked_to < $2";
        let ours = tx.execute(query(sql).bind(before).bind(to)).await?;
        // Another node has blanked these.
        if ours == 0 {
            return Ok(());
        }
        let sql = "
            update activity set address = '', user_agent = ''
            where id > $1 and id <= $2 and at < $3 and (address <> '' or user_agent <> '')";
        tx.execute(query(sql).bind(from).bind(to).bind(before))
            .await?;
        let sql = "update activity_retention set blank_before = null";
        tx.execute(query(sql)).await?;
        Ok(tx.commit().await?)
    }

    /// Deletes entries of the audit log that are older than that moment.
    async fn delete_entries(&self, before: Option<OffsetDateTime>) -> Result<()> {
        let Some(before) = before else {
            return Ok(());
        };
        for _ in 0..BATCHES {
            let (to, count) = self.oldest_entries(0, before).await?;
            let Some(to) = to else {
                break;
            };
            let mut tx = self.registry.db.begin().await?;
            let sql = "update activity_retention set delete_before = $1";
            tx.execute(query(sql).bind(before)).await?;
            let sql = "delete from activity where id <= $1 and at < $2";
            tx.execute(query(sql).bind(to).bind(before)).await?;
            let sql = "update activity_retention set delete_before = null";
            tx.execute(query(sql)).await?;
            tx.commit().await?;
            if (count as u64) < BATCH {
                break;
            }
        }
        Ok(())
    }

    /// The last of the first entries after the number `from` that are all older than `before`, and how many there are: one
    /// batch at most. An entry whose clock ran ahead is waited for.
    async fn oldest_entries(
        &self,
        from: i64,
        before: OffsetDateTime,
    ) -> Result<(Option<i64>, usize)> {
        let sql = "select id, at from activity where id > $1 order by id limit 500";
        let entries: Vec<(i64, OffsetDateTime)> =
            self.registry.db.fetch_all(query(sql).bind(from)).await?;
        let old: Vec<i64> = entries
            .into_iter()
            .take_while(|(_, at)| *at < before)
            .map(|(id, _)| id)
            .collect();
        Ok((old.last().copied(), old.len()))
    }
}
