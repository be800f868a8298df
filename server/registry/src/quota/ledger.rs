//! The accounts of projects, as a transaction changes them: images and their bytes in `images`, what is promised to work
//! under way in `reservations`, and here the row of counts that both change.

mod images;
mod reservations;

use db::{Tx, query};
use model::Resource;
pub(crate) use reservations::Reservation;

use super::{
    Counts, OverQuota, Quotas,
    account::{Account, QuotaPool},
    limits::{LIMITS, LimitRow},
};
use crate::{Error, Registry, Result};

/// The accounts of projects, as a transaction changes them.
pub(crate) struct Ledger<'t> {
    tx: &'t mut Tx,
    quotas: &'t Quotas,
}

impl Registry {
    /// The accounts, within the transaction `tx`.
    pub(crate) fn ledger<'t>(&'t self, tx: &'t mut Tx) -> Ledger<'t> {
        Ledger {
            tx,
            quotas: &self.quotas,
        }
    }
}

impl Ledger<'_> {
    async fn admit(&mut self, project: &str, more: Counts) -> Result<()> {
        self.admit_for("", project, more).await
    }

    /// The same for the reservation `id`, which holds nothing yet.
    async fn admit_for(&mut self, id: &str, project: &str, more: Counts) -> Result<()> {
        if let Err(over) = self.account(project).await?.admit(more, 0) {
            return Err(self.over(over, project, id).await?);
        }
        self.add(project, more).await
    }

    /// The refusal of the reservation `id`, which also tells what others may release within moments: what is reserved
    /// ahead for bodies of unknown length, also after such a body has ended and before the rest is released.
    async fn over(&mut self, over: OverQuota, project: &str, id: &str) -> Result<Error> {
        let space = match over.resource {
            Resource::Size => QuotaPool::Store,
            Resource::Staged => QuotaPool::Stage,
            Resource::Images | Resource::Uploading => return Ok(over.into()),
        };
        let sql = "
            select cast(coalesce(sum(reservation.bytes - coalesce(upload.length, upload.received)), 0) as bigint)
            from reservation join upload on upload.id = reservation.id
            where reservation.project_id = $1 and reservation.space = $2 and reservation.id <> $3
                and upload.state = 'open' and reservation.bytes > coalesce(upload.length, upload.received)";
        let returnable = query(sql).bind(project).bind(space.as_str()).bind(id);
        let returnable: i64 = self.tx.scalar(returnable).await?;
        let returnable = returnable.max(0).cast_unsigned();
        Ok(OverQuota { returnable, ..over }.into())
    }

    /// The account of `project`. Nobody else changes it until the transaction ends.
    async fn account(&mut self, project: &str) -> Result<Account> {
        let sql = "
            insert into project_usage (project_id) values ($1)
            on conflict (project_id) do update set project_id = excluded.project_id
            returning images, uploading, stored, reserved, staged";
        let counts = self.tx.fetch_one(query(sql).bind(project)).await?;
        // After the lock, so that it knows of every limit set before.
        let limits = query(LIMITS).bind(project).bind(&self.quotas.region);
        let limits: Vec<LimitRow> = self.tx.fetch_all(limits).await?;
        let limits = self.quotas.limits(&limits);
        Ok(Account { counts, limits })
    }

    async fn add(&mut self, project: &str, more: Counts) -> Result<()> {
        let sql = "
            insert into project_usage (project_id, images, uploading, stored, reserved, staged)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (project_id) do update set
                images = project_usage.images + excluded.images, uploading = project_usage.uploading + excluded.uploading,
                stored = project_usage.stored + excluded.stored, reserved = project_usage.reserved + excluded.reserved,
                staged = project_usage.staged + excluded.staged";
        let add = query(sql)
            .bind(project)
            .bind(more.images)
            .bind(more.uploading)
            .bind(more.stored)
            .bind(more.reserved)
            .bind(more.staged);
        self.tx.execute(add).await?;
        Ok(())
    }
}
