use model::{ImageId, MIB, ProjectId, Resource};
use sqlx::{FromRow, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use super::{
    Counts, OverQuota, Quotas,
    account::{Account, QuotaPool},
    limits::{LIMITS, LimitRow},
};
use crate::{Error, Registry, Result, rows::signed};

/// The accounts of projects, as a transaction changes them.
pub(crate) struct Ledger<'t> {
    tx: Connection<'t>,
    quotas: &'t Quotas,
}

/// The connection of a transaction.
pub(crate) enum Connection<'t> {
    Sqlite(&'t mut SqliteConnection),
    Postgres(&'t mut PgConnection),
}

impl<'t> From<&'t mut Transaction<'_, Sqlite>> for Connection<'t> {
    fn from(tx: &'t mut Transaction<'_, Sqlite>) -> Self {
        Self::Sqlite(tx)
    }
}

impl<'t> From<&'t mut Transaction<'_, Postgres>> for Connection<'t> {
    fn from(tx: &'t mut Transaction<'_, Postgres>) -> Self {
        Self::Postgres(tx)
    }
}

impl<'t> From<&'t mut db::Tx> for Connection<'t> {
    fn from(tx: &'t mut db::Tx) -> Self {
        match tx {
            db::Tx::Sqlite(tx) => Self::Sqlite(tx),
            db::Tx::Postgres(tx) => Self::Postgres(tx),
        }
    }
}

/// Evaluates `$body` with `$tx` bound to the connection and `$Any` to its kind.
macro_rules! on {
    ($ledger:expr, |$tx:ident, $Any:ident| $body:expr) => {
        match &mut $ledger.tx {
            Connection::Sqlite($tx) => {
                #[allow(dead_code, reason = "not every query names the database")]
                type $Any = Sqlite;
                let $tx = &mut **$tx;
                $body
            }
            Connection::Postgres($tx) => {
                #[allow(dead_code, reason = "not every query names the database")]
                type $Any = Postgres;
                let $tx = &mut **$tx;
                $body
            }
        }
    };
}

/// Who wants bytes reserved, and where they will go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reservation<'a> {
    /// Unique: the id of the upload, or of the other work.
    pub id: &'a str,
    pub image: ImageId,
    /// The image's owner, who pays.
    pub owner: &'a ProjectId,
    pub space: QuotaPool,
    /// Whether it makes the image one of those that are receiving data.
    pub counted: bool,
}

#[derive(Debug, FromRow)]
struct ReservationRow {
    project_id: String,
    space: String,
    bytes: i64,
    counted: bool,
}

impl ReservationRow {
    fn counts(&self) -> Counts {
        let uploading = i64::from(self.counted);
        Counts {
            uploading,
            ..QuotaPool::named(&self.space).reserved(self.bytes)
        }
    }
}

const RESERVATION_COLUMNS: &str = "project_id, space, bytes, counted";

impl Registry {
    /// The accounts, within the transaction `tx`.
    pub(crate) fn ledger<'t>(&'t self, tx: impl Into<Connection<'t>>) -> Ledger<'t> {
        Ledger {
            tx: tx.into(),
            quotas: &self.quotas,
        }
    }
}

impl Ledger<'_> {
    /// Counts a new image of `owner` with so many bytes of properties and tags, unless it has as much as it may. After the
    /// image was inserted.
    pub async fn add_image(&mut self, owner: &ProjectId, metadata: u64) -> Result<()> {
        self.admit(owner.as_str(), ONE_IMAGE).await?;
        if metadata > 0 {
            self.check_metadata(owner).await?;
        }
        Ok(())
    }

    /// Refuses if the images of `owner` have more bytes of properties and tags than they may. After these were written.
    ///
    /// The sum is read from an index of the images: it is right whatever an older release does, or forgets, beside us.
    pub async fn check_metadata(&mut self, owner: &ProjectId) -> Result<()> {
        let Some(limit) = self.quotas.metadata_total else {
            return Ok(());
        };
        // Locks the account first: whoever adds at the same time waits here, and then counts what we have added.
        self.account(owner.as_str()).await?;
        let sql = "
            select cast(coalesce(sum(metadata_bytes), 0) as bigint) from image
            where owner = $1 and status <> 'deleted'";
        let used = on!(self, |tx, Any| sqlx::query_scalar::<Any, i64>(sql)
            .bind(owner.as_str())
            .fetch_one(tx)
            .await)?;
        if used.max(0).cast_unsigned() > limit.saturating_mul(MIB) {
            return Err(Error::OverMetadataQuota { used, limit });
        }
        Ok(())
    }

    /// Forgets a deleted image of which `stored` bytes were counted, and gives back all that was reserved for it.
    pub async fn remove_image(
        &mut self,
        image: ImageId,
        owner: &ProjectId,
        stored: i64,
    ) -> Result<()> {
        let sql =
            format!("delete from reservation where image_id = $1 returning {RESERVATION_COLUMNS}");
        for reservation in self.query_reservations(sql, &image.to_string()).await? {
            self.add(&reservation.project_id, -reservation.counts())
                .await?;
        }
        let stored = Counts {
            stored,
            ..ONE_IMAGE
        };
        self.add(owner.as_str(), -stored).await
    }

    /// Reserves `bytes` under a new id, if they fit.
    pub async fn open(&mut self, what: Reservation<'_>, bytes: u64) -> Result<()> {
        self.cap(bytes)?;
        let sql = "
            insert into reservation (id, image_id, project_id, space, bytes, counted) values ($1, $2, $3, $4, $5, $6)";
        on!(self, |tx, Any| sqlx::query(sql)
            .bind(what.id)
            .bind(what.image.to_string())
            .bind(what.owner.as_str())
            .bind(what.space.as_str())
            .bind(signed(bytes))
            .bind(what.counted)
            .execute(tx)
            .await
            .map(drop))?;
        let more = Counts {
            uploading: i64::from(what.counted),
            ..what.space.reserved(signed(bytes))
        };
        self.admit_for(what.id, what.owner.as_str(), more).await
    }

    /// Makes the reservation at least `total` bytes, if they fit.
    pub async fn grow(&mut self, id: &str, total: u64) -> Result<()> {
        self.raise(id, total, |_, _, need| need).await.map(drop)
    }

    /// Makes the reservation more than `total` bytes by as many as are well reserved ahead, and tells how many it is then.
    pub async fn grow_ahead(&mut self, id: &str, total: u64) -> Result<u64> {
        let step = |account: &Account, space, need| account.step(space, need);
        self.raise(id, total, step).await
    }

    /// Refuses if more is used than may be where this reservation is: a limit was lowered.
    pub async fn check(&mut self, id: &str) -> Result<()> {
        let Some(reservation) = self.lock_reservation(id).await? else {
            return Ok(());
        };
        let account = self.account(&reservation.project_id).await?;
        let own = reservation.bytes.max(0).cast_unsigned();
        Ok(account.check(QuotaPool::named(&reservation.space), own)?)
    }

    /// Keeps the reservation at exactly `bytes`, which must not be more than are reserved.
    pub async fn shrink_to(&mut self, id: &str, bytes: u64) -> Result<()> {
        let Some(reservation) = self.lock_reservation(id).await? else {
            return Ok(());
        };
        let less = QuotaPool::named(&reservation.space)
            .reserved(signed(bytes).min(reservation.bytes) - reservation.bytes);
        self.resize(id, signed(bytes).min(reservation.bytes))
            .await?;
        self.add(&reservation.project_id, less).await
    }

    /// Turns the reservation into `stored` bytes of the image, in the project that paid for it.
    ///
    /// Refused if that project is beyond its limit: it was lowered meanwhile.
    pub async fn commit(&mut self, id: &str, owner: &ProjectId, stored: u64) -> Result<()> {
        self.release(id).await?;
        let stored = Counts {
            stored: signed(stored),
            ..Counts::default()
        };
        self.admit(owner.as_str(), stored).await
    }

    /// Gives back what is reserved under `id`: once.
    pub async fn release(&mut self, id: &str) -> Result<()> {
        let sql = format!("delete from reservation where id = $1 returning {RESERVATION_COLUMNS}");
        for reservation in self.query_reservations(sql, id).await? {
            self.add(&reservation.project_id, -reservation.counts())
                .await?;
        }
        Ok(())
    }

    /// Gives back `bytes` of which one place of an image of `owner` was emptied.
    #[allow(dead_code, reason = "several stores come with the next issue")]
    pub async fn free(&mut self, owner: &ProjectId, bytes: u64) -> Result<()> {
        let stored = Counts {
            stored: -signed(bytes),
            ..Counts::default()
        };
        self.add(owner.as_str(), stored).await
    }

    /// Counts an image for `to` from now on, with all that it holds, if that fits.
    pub async fn transfer(
        &mut self,
        image: ImageId,
        from: &ProjectId,
        to: &ProjectId,
    ) -> Result<()> {
        let id = image.to_string();
        let sql = "
            select cast(coalesce(sum(image.size), 0) as bigint)
            from location join image on image.id = location.image_id where image.id = $1";
        let stored = on!(self, |tx, Any| sqlx::query_scalar::<Any, i64>(sql)
            .bind(&id)
            .fetch_one(tx)
            .await)?;
        let counts = Counts {
            stored,
            ..ONE_IMAGE
        };
        let sql = format!(
            "update reservation set project_id = $2 where image_id = $1 returning {RESERVATION_COLUMNS}"
        );
        let reservation = on!(self, |tx, Any| sqlx::query_as::<Any, ReservationRow>(
            sqlx::AssertSqlSafe(sql.as_str())
        )
        .bind(&id)
        .bind(to.as_str())
        .fetch_all(tx)
        .await)?;
        let counts = reservation
            .iter()
            .fold(counts, |counts, reservation| counts + reservation.counts());
        // In one order, so that two gifts the other way round do not wait for each other.
        if from < to {
            self.add(from.as_str(), -counts).await?;
            self.admit(to.as_str(), counts).await
        } else {
            self.admit(to.as_str(), counts).await?;
            self.add(from.as_str(), -counts).await
        }
    }

    async fn raise(
        &mut self,
        id: &str,
        total: u64,
        step: impl FnOnce(&Account, QuotaPool, u64) -> u64 + Send,
    ) -> Result<u64> {
        self.cap(total)?;
        // Whoever ended the upload gave its reservation back.
        let reservation = self
            .lock_reservation(id)
            .await?
            .ok_or(Error::ReservationEnded)?;
        let space = QuotaPool::named(&reservation.space);
        let have = reservation.bytes.max(0).cast_unsigned();
        if total <= have {
            return Ok(have);
        }
        let account = self.account(&reservation.project_id).await?;
        let more = step(&account, space, total - have).min(self.quotas.size_cap - have);
        if let Err(over) = account.admit(space.reserved(signed(more)), have) {
            return Err(self.over(over, &reservation.project_id, id).await?);
        }
        self.resize(id, signed(have + more)).await?;
        self.add(&reservation.project_id, space.reserved(signed(more)))
            .await?;
        Ok(have + more)
    }

    fn cap(&self, bytes: u64) -> Result<()> {
        let cap = self.quotas.size_cap;
        if bytes > cap {
            return Err(Error::OverCap(cap));
        }
        Ok(())
    }

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

    /// The refusal of the reservation `id`, which also tells what others may give back within moments: what is reserved
    /// ahead for bodies of unknown length, also after such a body has ended and before the rest is given back.
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
        let returnable = on!(self, |tx, Any| sqlx::query_scalar::<Any, i64>(sql)
            .bind(project)
            .bind(space.as_str())
            .bind(id)
            .fetch_one(tx)
            .await)?;
        let returnable = returnable.max(0).cast_unsigned();
        Ok(OverQuota { returnable, ..over }.into())
    }

    /// The account of `project`. Nobody else changes it until the transaction ends.
    async fn account(&mut self, project: &str) -> Result<Account> {
        let sql = "
            insert into project_usage (project_id) values ($1)
            on conflict (project_id) do update set project_id = excluded.project_id
            returning images, uploading, stored, reserved, staged";
        let counts = on!(self, |tx, Any| sqlx::query_as::<Any, Counts>(sql)
            .bind(project)
            .fetch_one(tx)
            .await)?;
        // After the lock, so that it knows of every limit set before.
        let limits = on!(self, |tx, Any| sqlx::query_as::<Any, LimitRow>(LIMITS)
            .bind(project)
            .bind(&self.quotas.region)
            .fetch_all(tx)
            .await)?;
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
        Ok(on!(self, |tx, Any| sqlx::query(sql)
            .bind(project)
            .bind(more.images)
            .bind(more.uploading)
            .bind(more.stored)
            .bind(more.reserved)
            .bind(more.staged)
            .execute(tx)
            .await
            .map(drop))?)
    }

    /// The reservation under `id`, which nobody else changes until the transaction ends.
    async fn lock_reservation(&mut self, id: &str) -> Result<Option<ReservationRow>> {
        let sql = format!(
            "update reservation set bytes = bytes where id = $1 returning {RESERVATION_COLUMNS}"
        );
        Ok(self.query_reservations(sql, id).await?.pop())
    }

    async fn query_reservations(&mut self, sql: String, id: &str) -> Result<Vec<ReservationRow>> {
        Ok(on!(self, |tx, Any| sqlx::query_as::<Any, ReservationRow>(
            sqlx::AssertSqlSafe(sql.as_str())
        )
        .bind(id)
        .fetch_all(tx)
        .await)?)
    }

    async fn resize(&mut self, id: &str, bytes: i64) -> Result<()> {
        let sql = "update reservation set bytes = $2 where id = $1";
        Ok(on!(self, |tx, Any| sqlx::query(sql)
            .bind(id)
            .bind(bytes)
            .execute(tx)
            .await
            .map(drop))?)
    }
}

const ONE_IMAGE: Counts = Counts {
    images: 1,
    uploading: 0,
    stored: 0,
    reserved: 0,
    staged: 0,
};
