use db::{Query, query};
use model::{ImageId, ProjectId};
use sqlx::{AssertSqlSafe, FromRow};

use super::Ledger;
use crate::{
    Error, Result,
    quota::{
        Counts,
        account::{Account, QuotaPool},
    },
    rows::signed,
};

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

/// `statement`, which changes reservations and returns them as [`ReservationRow`].
fn returning(statement: &'static str) -> Query {
    let sql = format!("{statement} returning project_id, space, bytes, counted");
    query(AssertSqlSafe(sql))
}

impl Ledger<'_> {
    /// Reserves `bytes` under a new id, if they fit.
    pub async fn open(&mut self, what: Reservation<'_>, bytes: u64) -> Result<()> {
        self.cap(bytes)?;
        let sql = "
            insert into reservation (id, image_id, project_id, space, bytes, counted) values ($1, $2, $3, $4, $5, $6)";
        let insert = query(sql)
            .bind(what.id)
            .bind(what.image.to_string())
            .bind(what.owner.as_str())
            .bind(what.space.as_str())
            .bind(signed(bytes))
            .bind(what.counted);
        self.tx.execute(insert).await?;
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

    /// Releases what is reserved under `id`: once.
    pub async fn release(&mut self, id: &str) -> Result<()> {
        let delete = returning("delete from reservation where id = $1").bind(id);
        self.give_back(delete).await
    }

    /// Releases all that is reserved for an image.
    pub(super) async fn release_all_of(&mut self, image: ImageId) -> Result<()> {
        let delete = returning("delete from reservation where image_id = $1");
        self.give_back(delete.bind(image.to_string())).await
    }

    /// Makes `to` pay for all that is reserved for an image, and tells how much that is. The counts do not change by it.
    pub(super) async fn move_reservations(
        &mut self,
        image: ImageId,
        to: &ProjectId,
    ) -> Result<Counts> {
        let update = returning("update reservation set project_id = $2 where image_id = $1")
            .bind(image.to_string())
            .bind(to.as_str());
        let rows: Vec<ReservationRow> = self.tx.fetch_all(update).await?;
        let counts = rows.iter().map(ReservationRow::counts);
        Ok(counts.fold(Counts::default(), |sum, counts| sum + counts))
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

    /// The reservation under `id`, which nobody else changes until the transaction ends.
    async fn lock_reservation(&mut self, id: &str) -> Result<Option<ReservationRow>> {
        let lock = returning("update reservation set bytes = bytes where id = $1").bind(id);
        Ok(self.tx.fetch_all(lock).await?.pop())
    }

    /// Runs `delete`, which deletes reservations and returns them, and takes them off the counts.
    async fn give_back(&mut self, delete: Query) -> Result<()> {
        let rows: Vec<ReservationRow> = self.tx.fetch_all(delete).await?;
        for row in rows {
            self.add(&row.project_id, -row.counts()).await?;
        }
        Ok(())
    }

    async fn resize(&mut self, id: &str, bytes: i64) -> Result<()> {
        let sql = "update reservation set bytes = $2 where id = $1";
        self.tx.execute(query(sql).bind(id).bind(bytes)).await?;
        Ok(())
    }
}
