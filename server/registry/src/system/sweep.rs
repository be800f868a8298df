//! Uploads that nobody is at work on: those that only lack their last step are finished, those that have expired end.

use db::query;
use model::{Actor, OffsetDateTime};
use sqlx::AssertSqlSafe;

use super::{System, UploadEnd};
use crate::{
    Result,
    rows::{UPLOAD, UploadRow},
};

/// Rows that one query brings: what a sweep has in memory at a time.
const PAGE: usize = 100;

/// What is due for an open upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// Every byte arrived and its last step was allowed, but whoever was at it crashed.
    LastStep,
    /// It received no byte for longer than allowed.
    End,
}

impl Due {
    /// A page of the ids in their order. Kinds and statuses are named: what a newer release began is for that release to end.
    fn sql(self) -> &'static str {
        match self {
            Self::LastStep => {
                "select id from upload
                 where state = 'open' and kind = 'tus' and received = length and cleared
                    and (lease_until is null or lease_until <= $1) and id > $2
                 order by id limit 100"
            }
            Self::End => {
                "select id from upload
                 where state = 'open' and kind in ('tus', 'put', 'stage', 'staged', 'import')
                    and expires_at <= $1 and (lease_until is null or lease_until <= $1) and id > $2
                    and exists (select 1 from image where image.id = upload.image_id and image.status in ('queued', 'saving',
                        'uploading', 'importing', 'active', 'deactivated', 'killed', 'pending_delete', 'deleted'))
                 order by id limit 100"
            }
        }
    }
}

impl System<'_> {
    /// Does everything that is due: uploads, ended tasks, bytes without an owner. What fails is tried again by the next
    /// sweep, and keeps nothing else from being done; the first failure is returned.
    pub async fn sweep(&self) -> Result<()> {
        let uploads = self.sweep_uploads().await;
        let stalled = self.release_stalled().await.map(drop);
        let tasks = self.sweep_tasks().await;
        let bytes = self.reclaim_due().await;
        uploads.and(stalled).and(tasks).and(bytes)
    }

    /// Finishes uploads that only lack their last step, and ends those that have expired.
    pub async fn sweep_uploads(&self) -> Result<()> {
        let finished = self.sweep_open(Due::LastStep).await;
        let ended = self.sweep_open(Due::End).await;
        finished.and(ended)
    }

    /// One upload that cannot be read or ended does not keep the others waiting.
    async fn sweep_open(&self, due: Due) -> Result<()> {
        let mut last = String::new();
        loop {
            let now = self.registry.db.now().await?;
            let page = self.due(due, now, &last).await?;
            for id in &page {
                if let Err(error) = self.finish(due, id, now).await {
                    tracing::warn!(%error, upload = id, ?due, "an upload is left to the next sweep");
                }
            }
            match page.last() {
                Some(id) if page.len() == PAGE => last.clone_from(id),
                _ => return Ok(()),
            }
        }
    }

    async fn finish(&self, due: Due, id: &str, now: OffsetDateTime) -> Result<()> {
        // It may have gone meanwhile.
        let Some(upload) = self.row(id).await? else {
            return Ok(());
        };
        match due {
            Due::LastStep => {
                tracing::info!(upload = id, image = %upload.image_id, "an upload lacked only its last step");
                let server = Actor::default();
                self.registry.finish_if_whole(&upload, &server).await?;
            }
            Due::End => {
                if self.expire(&upload, now).await? {
                    tracing::info!(upload = id, image = %upload.image_id, "an upload expired");
                }
            }
        }
        Ok(())
    }

    /// Ends an upload if it is still expired, as of `now`: somebody may have gone on with it since that was looked up.
    /// Whether it has ended.
    pub(crate) async fn expire(&self, upload: &UploadRow, now: OffsetDateTime) -> Result<bool> {
        let id = upload.id.to_string();
        let end = UploadEnd {
            upload: &id,
            with_image: upload.made_image,
            actor: Actor::default(),
            now,
            only_expired: true,
        };
        let mut tx = self.registry.db.begin().await?;
        self.registry.end_upload(&mut tx, end).await?;
        let state = query("select state from upload where id = $1").bind(&id);
        let state: Option<String> = tx.scalar_optional(state).await?;
        tx.commit().await?;
        Ok(state.as_deref() == Some("ended"))
    }

    /// The first uploads of which that can be said, for who looks and does nothing.
    pub(crate) async fn due_rows(&self, due: Due) -> Result<Vec<UploadRow>> {
        let now = self.registry.db.now().await?;
        let mut rows = Vec::new();
        for id in self.due(due, now, "").await? {
            match self.row(&id).await {
                Ok(row) => rows.extend(row),
                Err(error) => tracing::warn!(%error, upload = id, "an upload cannot be read"),
            }
        }
        Ok(rows)
    }

    /// The ids after `last`, [`PAGE`] at most.
    async fn due(&self, due: Due, now: OffsetDateTime, last: &str) -> Result<Vec<String>> {
        let ids = query(due.sql()).bind(now).bind(last);
        Ok(self.registry.db.scalars(ids).await?)
    }

    async fn row(&self, id: &str) -> Result<Option<UploadRow>> {
        let sql = format!("select {UPLOAD} from upload where id = $1");
        let row = query(AssertSqlSafe(sql)).bind(id);
        Ok(self.registry.db.fetch_optional(row).await?)
    }
}

#[cfg(test)]
mod tests {
    use model::{ContainerFormat, DiskFormat, NewImage};
    use store::{MemoryStore, Stores};
    use testkit::{Fixtures, TestDb, body, both_databases};

    use super::*;
    use crate::{NewUpload, Registry, Target};

    /// Lets every upload expire, with a lease until `$1`.
    async fn expire(db: &TestDb, lease: OffsetDateTime) {
        let past = lease.min(model::now() - std::time::Duration::from_secs(60));
        let expire = query("update upload set lease_until = $1, expires_at = $2");
        db.db
            .execute(expire.bind(lease).bind(past))
            .await
            .expect("they expire");
    }

    both_databases! {
        async fn an_upload_that_is_resumed_between_the_look_and_the_end_goes_on(db: TestDb) {
            let alice = Fixtures::new(db.db.clone()).await.member("alice").await;
            let store = Stores::new("memory", MemoryStore::new(1 << 20));
            let registry = Registry::new(db.db.clone(), store);
            let (uploads, system) = (registry.uploads(&alice.caller), registry.system());
            let image = NewImage {
                disk_format: Some(DiskFormat::Raw),
                container_format: Some(ContainerFormat::Bare),
                ..NewImage::default()
            };
            let new = NewUpload {
                target: Target::New(Box::new(image)),
                length: Some(10),
                sha256: None,
                sha512: None,
                metadata: String::new(),
            };
            let began = uploads.begin(&new).await.expect("begins");
            uploads.append(began.id, 0, None, body(b"1234")).await.expect("takes it");
            expire(&db, model::now() - std::time::Duration::from_secs(60)).await;
            let due = system.due_rows(Due::End).await.expect("looks").pop().expect("one is due");
            // Whoever goes on moves the end away.
            expire(&db, model::now() + std::time::Duration::from_secs(60)).await;
            uploads.append(began.id, 4, None, body(b"5678")).await.expect("goes on");
            let now = registry.db.now().await.expect("the time");
            assert!(!system.expire(&due, now).await.expect("is asked again"));
            assert_eq!(uploads.get(began.id).await.expect("is there").offset, 8);
            // It expired, but somebody is at work on it.
            expire(&db, model::now() + std::time::Duration::from_secs(60)).await;
            assert!(!system.expire(&due, now).await.expect("is asked again"));
            expire(&db, model::now() - std::time::Duration::from_secs(60)).await;
            assert!(system.expire(&due, now).await.expect("ends"));
        }
    }
}
