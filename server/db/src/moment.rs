use model::OffsetDateTime;

use crate::Db;

impl Db {
    /// The present moment by the clock that all nodes share: the database's.
    pub async fn now(&self) -> Result<OffsetDateTime, sqlx::Error> {
        match self {
            // It runs inside this very process.
            Self::Sqlite(_) => Ok(model::now()),
            Self::Postgres(pool) => {
                sqlx::query_scalar("select clock_timestamp()")
                    .fetch_one(pool)
                    .await
            }
        }
    }
}
