use std::{convert::Infallible, future::pending, time::Duration};

use db::query;
use model::UploadState;
use sqlx::AssertSqlSafe;
use store::{Session, Store};
use tokio::time::{MissedTickBehavior, interval};

use super::UploadKind;
use crate::{
    Error, Registry, Result,
    rows::{UPLOAD, UploadRow, signed},
    tasks::{Lease, check_lease, import_properties, set_note},
};

/// How long somebody who last claimed or renewed is taken to be at work.
pub(crate) const LEASE: Duration = Duration::from_secs(60);

/// The right to add to an upload, until somebody claims it anew.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub upload: UploadRow,
    pub session: Session,
}

impl Registry {
    /// Takes the right to add to `upload` at `offset` away from whoever has it.
    pub(super) async fn claim(&self, upload: &UploadRow, offset: u64) -> Result<Claim> {
        self.claim_for(None, upload, offset).await
    }

    /// The same for a task, if whoever does it still holds its lease.
    pub(crate) async fn claim_for(
        &self,
        lease: Option<&Lease>,
        upload: &UploadRow,
        offset: u64,
    ) -> Result<Claim> {
        match self.take_claim(lease, upload, offset).await? {
            Some(upload) => self.with_session(upload).await,
            None => Err(self.why_not(upload, offset).await?),
        }
    }

    /// One transaction: the upload has a new fencing token, and its image receives data. `None` if the upload is over or at
    /// another offset.
    async fn take_claim(
        &self,
        lease: Option<&Lease>,
        upload: &UploadRow,
        offset: u64,
    ) -> Result<Option<UploadRow>> {
        let kind = UploadKind::of(&upload.kind)?;
        let now = self.db.now().await?;
        let mut tx = self.db.begin().await?;
        if let Some(lease) = lease {
            check_lease(&mut tx, lease).await?;
            let (image, store) = (upload.image_id, &upload.store);
            set_note(&mut tx, image, import_properties::IMPORTING_TO, store).await?;
        }
        let sql = format!(
            "update upload set fence = fence + 1, updated_at = $3, expires_at = $4, lease_until = $5
             where id = $1 and received = $2 and state = 'open' returning {UPLOAD}"
        );
        let claim = query(AssertSqlSafe(sql))
            .bind(upload.id.to_string())
            .bind(signed(offset))
            .bind(now)
            .bind(now + self.life(kind))
            .bind(now + LEASE);
        let Some(claimed) = tx.fetch_optional::<UploadRow>(claim).await? else {
            tx.commit().await?;
            return Ok(None);
        };
        let mut lifecycle = self.lifecycle(&mut tx, now);
        if !lifecycle.receive(upload.image_id, kind).await? {
            return Err(Error::DeletedMeanwhile(upload.image_id));
        }
        tx.commit().await?;
        Ok(Some(claimed))
    }

    /// Renews `claim`, and learns whether it still holds.
    pub(super) async fn renew(&self, claim: &Claim) -> Result<()> {
        self.hold(claim, false).await
    }

    /// Does `work` and renews `claim` all the while: a store may take long to complete an object, and no other request
    /// or sweep may end the upload or begin the same work meanwhile.
    ///
    /// Where the claim is void the work goes on to its end, in which it has no effect.
    pub(super) async fn with_renewal<T>(&self, claim: &Claim, work: impl Future<Output = T>) -> T {
        let renewing = async {
            // Never ends: the work does.
            let mut heartbeat = interval(self.heartbeat);
            heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
            heartbeat.tick().await;
            loop {
                heartbeat.tick().await;
                match self.renew(claim).await {
                    Ok(()) => {}
                    Err(Error::Database(error)) => {
                        tracing::warn!(%error, upload = %claim.upload.id, "a claim could not be renewed yet");
                    }
                    Err(_) => break pending::<Infallible>().await,
                }
            }
        };
        tokio::select! {
            done = work => done,
            never = renewing => match never {},
        }
    }

    /// Notes that the last step is allowed. From here on anybody may take it, should this process crash.
    pub(super) async fn clear(&self, claim: &Claim) -> Result<()> {
        self.hold(claim, true).await
    }

    /// Takes back that the last step is allowed: only somebody who still may send can take it.
    pub(super) async fn withdraw_clearance(&self, claim: &Claim) -> Result<()> {
        let sql =
            "update upload set cleared = false where id = $1 and fence = $2 and state = 'open'";
        let withdraw = query(sql)
            .bind(claim.upload.id.to_string())
            .bind(claim.upload.fence);
        self.db.execute(withdraw).await?;
        Ok(())
    }

    async fn hold(&self, claim: &Claim, cleared: bool) -> Result<()> {
        let life = self.life(UploadKind::of(&claim.upload.kind)?);
        let now = self.db.now().await?;
        let sql = "
            update upload set updated_at = $3, expires_at = $4, lease_until = $5, cleared = cleared or $6
            where id = $1 and fence = $2 and state = 'open'";
        let hold = query(sql)
            .bind(claim.upload.id.to_string())
            .bind(claim.upload.fence)
            .bind(now)
            .bind(now + life)
            .bind(now + LEASE)
            .bind(cleared);
        if self.db.execute(hold).await? == 0 {
            Err(self.why_not(&claim.upload, claim.upload.offset()).await?)
        } else {
            Ok(())
        }
    }

    /// Fixes the offset of an upload: its writer is asked to store what it has received, and the fence keeps it out
    /// after that.
    pub(super) async fn fence_off(&self, upload: UploadRow) -> Result<UploadRow> {
        self.writers.drain(upload.id).await;
        let sql = format!(
            "update upload set fence = fence + 1, lease_until = null
             where id = $1 and state = 'open' and lease_until > $2 returning {UPLOAD}"
        );
        let still = query(AssertSqlSafe(sql))
            .bind(upload.id.to_string())
            .bind(self.db.now().await?);
        match self.db.fetch_optional(still).await? {
            Some(upload) => Ok(upload),
            // Nobody was at work, or it has come to its end meanwhile.
            None => self
                .system()
                .upload(upload.id)
                .await?
                .ok_or(Error::UploadNotFound(upload.id)),
        }
    }

    /// The store's session is opened with the first claim: the row was there before.
    async fn with_session(&self, upload: UploadRow) -> Result<Claim> {
        if let Some(session) = upload.session()? {
            return Ok(Claim { upload, session });
        }
        let session = self.store_of(&upload)?.begin(&upload.object_key).await?;
        let sql = "update upload set store_session = $3 where id = $1 and fence = $2 and store_session = ''";
        let keep = query(sql)
            .bind(upload.id.to_string())
            .bind(upload.fence)
            .bind(session.as_str());
        if self.db.execute(keep).await? == 0 {
            self.store_of(&upload)?
                .abort(&upload.object_key, &session)
                .await?;
            return Err(Error::Superseded(upload.id));
        }
        Ok(Claim {
            upload: UploadRow {
                store_session: session.as_str().to_owned(),
                ..upload
            },
            session,
        })
    }

    /// Why a claim on `upload` at `offset` does not hold.
    pub(super) async fn why_not(&self, upload: &UploadRow, offset: u64) -> Result<Error> {
        let id = upload.id;
        Ok(match self.system().upload(id).await? {
            None => Error::UploadNotFound(id),
            Some(now) if now.state == UploadState::Ended => now.ended(),
            Some(now) if now.offset() != offset => Error::WrongOffset {
                id,
                at: now.offset(),
                given: offset,
            },
            Some(_) => Error::Superseded(id),
        })
    }

    pub(super) fn store_of(&self, upload: &UploadRow) -> Result<&std::sync::Arc<dyn Store>> {
        Ok(self.stores.get(&upload.store.as_str().into())?)
    }
}
