use sqlx::migrate::Migrator;

use crate::{Db, Error, Url, with_db};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

impl Url {
    /// The numbers of the migrations that this release makes in a database of that kind.
    pub fn known_migrations(&self) -> Vec<i64> {
        let migrator = if self.is_sqlite() { &SQLITE } else { &POSTGRES };
        migrator.iter().map(|one| one.version).collect()
    }
}

impl Db {
    /// Brings the tables up to date. Safe to call again, and from several nodes at once.
    pub async fn migrate(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite(pool) => SQLITE.run(&**pool).await?,
            Self::Postgres(pool) => POSTGRES.run(pool).await?,
        }
        Ok(())
    }

    /// The numbers of the migrations that were made in this database, in order. None where it has no tables yet.
    pub async fn applied_migrations(&self) -> Result<Vec<i64>, sqlx::Error> {
        let table = match self {
            Self::Sqlite(_) => {
                "select count(*) from sqlite_schema where type = 'table' and name = '_sqlx_migrations'"
            }
            Self::Postgres(_) => {
                "select count(*) from information_schema.tables
                 where table_schema = current_schema() and table_name = '_sqlx_migrations'"
            }
        };
        with_db!(*self, |pool, Any| {
            let tables = sqlx::query_scalar::<Any, i64>(table)
                .fetch_one(pool)
                .await?;
            if tables == 0 {
                return Ok(Vec::new());
            }
            sqlx::query_scalar::<Any, i64>("select version from _sqlx_migrations order by version")
                .fetch_all(pool)
                .await
        })
    }
}
