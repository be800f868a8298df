//! Uploads that fell silent: what is reserved for bytes that have not arrived is given back, what arrived stays.

use std::time::Duration;

use db::{with_db, with_tx};
use model::UploadId;

use super::{Claim, TUS};
use crate::{Error, Registry, Result, System, rows::UploadRow};

/// How many silent uploads are dealt with in one sweep. The others come with the next.
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
        let silent_since = now - self.registry.stall_time;
        let sql = "
            select upload.id, upload.received from upload join reservation on reservation.id = upload.id
            where upload.state = 'open' and upload.kind = $1 and upload.updated_at <= $2
                and (upload.lease_until is null or upload.lease_until <= $3) and reservation.bytes > upload.received
            order by upload.updated_at limit $4";
        let silent = with_db!(self.registry.db, |pool, Any| {
            sqlx::query_as::<Any, StalledUpload>(sql)
                .bind(TUS.name)
                .bind(silent_since)
                .bind(now)
                .bind(MOST)
                .fetch_all(pool)
                .await
        })?;
        let mut released = 0;
        for StalledUpload { id, received } in silent {
            let sql = "
                update upload set updated_at = updated_at
                where id = $1 and received = $2 and state = 'open' and updated_at <= $3
                    and (lease_until is null or lease_until <= $4)";
            with_tx!(self.registry.db, |tx, Any| {
                // Still silent, and nobody claims it until we are done.
                let still = sqlx::query(sql)
                    .bind(id.to_string())
                    .bind(received)
                    .bind(silent_since)
                    .bind(now)
                    .execute(&mut *tx)
                    .await?;
                if still.rows_affected() > 0 {
                    let mut ledger = self.registry.ledger(&mut tx);
                    ledger
                        .shrink_to(&id.to_string(), received.cast_unsigned())
                        .await?;
                    released += 1;
                    tracing::info!(upload = %id, "an upload fell silent; the room kept for the rest of it is given back");
                }
                Ok::<(), Error>(())
            })?;
        }
        Ok(released)
    }
}

impl Registry {
    /// The same, which gives back after so long what is reserved for an upload that is silent.
    #[must_use]
    pub fn with_stall_time(mut self, time: Duration) -> Self {
        self.stall_time = time;
        self
    }

    /// Reserves again what was given back while an upload was silent. What has arrived is kept if there is no room.
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
        with_tx!(self.db, |tx, Any| {
            self.ledger(&mut tx).grow(&id.to_string(), length).await
        })
    }

    async fn reserved_for(&self, upload: &UploadRow) -> Result<u64> {
        let sql = "select bytes from reservation where id = $1";
        let bytes = with_db!(self.db, |pool, Any| {
            sqlx::query_scalar::<Any, i64>(sql)
                .bind(upload.id.to_string())
                .fetch_optional(pool)
                .await
        })?;
        Ok(bytes.unwrap_or_default().cast_unsigned())
    }
}
