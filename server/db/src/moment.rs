use model::OffsetDateTime;

use crate::{Backend, Db, query};

impl Db {
    /// The present moment by the clock that all nodes share: the database's.
    pub async fn now(&self) -> Result<OffsetDateTime, sqlx::Error> {
        match self.backend() {
            // It runs inside this very process.
            Backend::Sqlite => Ok(model::now()),
            Backend::Postgres => self.scalar(query("select clock_timestamp()")).await,
        }
    }
}
