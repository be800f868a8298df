//! Stalled uploads: the quota for bytes that have not arrived is released, what arrived stays.

use std::time::Duration;

use db::query;
use model::{OffsetDateTime, UploadId};

use super::{Claim, TUS};
use crate::{Error, Registry, Result, System, rows::UploadRow};

/// How many stalled uploads are dealt with in one sweep. The others come with the next.
const MOST: i64 = 100;

#[derive(sqlx::FromRow)]
struct StalledUpload {
    #[sqlx(try_from = "String")]
    id: UploadId,
    received: i64,
}

impl System<'_> {
    /// Keeps for each resumable upload that has been silent for long as much room as it has bytes. When it goes on it
    /// asks for the rest again. Tells how many there were.
    pub async fn release_stalled(&self) -> Result<usize> {
        let now = self.registry.db.now().await?;
        let stalled_since = now - self.registry.stall_time;
        let sql = "
            select upload.id, upload.received from upload join reservation on reservation.id = upload.id
            where upload.state = 'open' and upload.kind = $1 and upload.updated_at <= $2
                and (upload.lease_until is null or upload.lease_until <= $3) and reservation.bytes > upload.received
            order by upload.updated_at limit $4";
        let stalled = query(sql)
            .bind(TUS.name)
            .bind(stalled_since)
            .bind(now)
            .bind(MOST);
        let mut released = 0;
        for upload in self.registry.db.fetch_all(stalled).await? {
            if self.release_rest(&upload, stalled_since, now).await? {
                released += 1;
                tracing::info!(upload = %upload.id, "an upload has stalled; the quota reserved for the rest of it is released");
            }
        }
        Ok(released)
    }

    /// One transaction: as much is reserved as has arrived. `false` if somebody has gone on with the upload.
    async fn release_rest(
        self,
        upload: &StalledUpload,
        stalled_since: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<bool> {
        let id = upload.id.to_string();
        let sql = "
            update upload set updated_at = updated_at
            where id = $1 and received = $2 and state = 'open' and updated_at <= $3
                and (lease_until is null or lease_until <= $4)";
        let still = query(sql)
            .bind(&id)
            .bind(upload.received)
            .bind(stalled_since)
            .bind(now);
        let mut tx = self.registry.db.begin().await?;
        // Still stalled, and it cannot be claimed until we are done.
        if tx.execute(still).await? == 0 {
            return Ok(false);
        }
        let mut ledger = self.registry.ledger(&mut tx);
        ledger
            .shrink_to(&id, upload.received.cast_unsigned())
            .await?;
        tx.commit().await?;
        Ok(true)
    }
}

impl Registry {
    /// The same, which releases the quota of a stalled upload after so long.
    #[must_use]
    pub fn with_stall_time(mut self, time: Duration) -> Self {
        self.stall_time = time;
        self
    }

    /// Reserves again what was released while an upload was stalled. What has arrived is kept if there is no room.
    pub(super) async fn reserve_again(&self, claim: &Claim) -> Result<()> {
        let Some(length) = claim.upload.announced() else {
            return Ok(());
        };
        if self.reserved_for(&claim.upload).await? >= length {
            return Ok(());
        }
        let id = claim.upload.id;
        let grown = self.wait_for_room(id, || self.grow_to(id, length)).await;
        grown.map_err(|error| match error {
            Error::OverQuota(why) => Error::NoRoomToGoOn { id, why },
            error => error,
        })
    }

    async fn grow_to(&self, id: UploadId, length: u64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        self.ledger(&mut tx).grow(&id.to_string(), length).await?;
        Ok(tx.commit().await?)
    }

    async fn reserved_for(&self, upload: &UploadRow) -> Result<u64> {
        let sql = "select bytes from reservation where id = $1";
        let reserved = query(sql).bind(upload.id.to_string());
        let bytes: Option<i64> = self.db.scalar_optional(reserved).await?;
        Ok(bytes.unwrap_or_default().cast_unsigned())
    }
}
