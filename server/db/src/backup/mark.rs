use crate::{Db, query};

/// Says that a restore is under way.
pub(super) const BEGIN: &str =
    "insert into restore_under_way (id, begun_at) values (1, $1) on conflict (id) do nothing";

impl Db {
    /// Whether a restore into this database has not come to its end.
    pub async fn is_being_restored(&self) -> Result<bool, sqlx::Error> {
        let sql = "select count(*) from restore_under_way";
        let rows = self.scalar::<i64>(query(sql)).await?;
        Ok(rows > 0)
    }

    /// Says that the restore is done: servers may use the database.
    pub async fn end_restore(&self) -> Result<(), sqlx::Error> {
        let sql = "delete from restore_under_way";
        self.execute(query(sql)).await.map(drop)
    }
}
