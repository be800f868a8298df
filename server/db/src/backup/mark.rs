use crate::{Db, with_db};

/// Says that a restore is under way.
pub(super) const BEGIN: &str =
    "insert into restore_under_way (id, begun_at) values (1, $1) on conflict (id) do nothing";

impl Db {
    /// Whether a restore into this database has not come to its end.
    pub async fn is_being_restored(&self) -> Result<bool, sqlx::Error> {
        let sql = "select count(*) from restore_under_way";
        let rows = with_db!(*self, |pool, Any| sqlx::query_scalar::<Any, i64>(sql)
            .fetch_one(pool)
            .await)?;
        Ok(rows > 0)
    }

    /// Says that the restore is done: servers may use the database.
    pub async fn end_restore(&self) -> Result<(), sqlx::Error> {
        let sql = "delete from restore_under_way";
        with_db!(*self, |pool, Any| sqlx::query(sql)
            .execute(pool)
            .await
            .map(drop))
    }
}
