use sqlx::migrate::Migrator;

use crate::{Backend, Db, Error, Url, query};

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
        let table = match self.backend() {
            Backend::Sqlite => {
                "select count(*) from sqlite_schema where type = 'table' and name = '_sqlx_migrations'"
            }
            Backend::Postgres => {
                "select count(*) from information_schema.tables
                 where table_schema = current_schema() and table_name = '_sqlx_migrations'"
            }
        };
        if self.scalar::<i64>(query(table)).await? == 0 {
            return Ok(Vec::new());
        }
        let sql = "select version from _sqlx_migrations order by version";
        self.scalars(query(sql)).await
    }
}
