use crate::Db;

/// What connections of this release call themselves in `pg_stat_activity`. Release 040df12 says `vitrine`.
pub(crate) const APPLICATION: &str = "vitrine/2";

impl Db {
    /// Whether a node of release 040df12 is connected just now. It fails on actions of the audit log that it does not know.
    ///
    /// A node asks for tasks each second, so it always has a connection. A SQLite file is used by one node.
    pub async fn is_used_by_first_release(&self) -> Result<bool, sqlx::Error> {
        let Self::Postgres(pool) = self else {
            return Ok(false);
        };
        let sql = "
            select exists (select from pg_stat_activity
                where datname = current_database() and application_name = 'vitrine')";
        sqlx::query_scalar(sql).fetch_one(pool).await
    }
}
