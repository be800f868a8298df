use std::{borrow::Cow, sync::LazyLock};

use sqlx::migrate::Migrator;

use crate::{Backend, Db, Error, Url, query};

/// The last migration that release 040df12 knows.
const FIRST_RELEASE: i64 = 99;

/// The migrations of a kind of database, in two parts that are recorded in tables of their own.
///
/// Release 040df12 does not start where `_sqlx_migrations` names a migration that it does not know. Those after it are recorded
/// elsewhere, so that a node of 040df12 can start again in the middle of a rolling upgrade, and after a rollback. For the same reason
/// the second part takes no notice of migrations of a release after this one: every migration leaves what the release before
/// it reads and writes.
struct Migrations {
    first: Migrator,
    later: Migrator,
}

const FIRST_TABLE: &str = "_sqlx_migrations";
const LATER_TABLE: &str = "later_migrations";

static SQLITE: LazyLock<Migrations> =
    LazyLock::new(|| Migrations::of(&sqlx::migrate!("migrations/sqlite")));
static POSTGRES: LazyLock<Migrations> =
    LazyLock::new(|| Migrations::of(&sqlx::migrate!("migrations/postgres")));

impl Migrations {
    fn of(all: &Migrator) -> Self {
        let part = |is_first: bool| {
            let all = all.iter().cloned();
            all.filter(|one| (one.version <= FIRST_RELEASE) == is_first)
                .collect()
        };
        let mut later = Migrator::with_migrations(part(false));
        later.dangerous_set_table_name(Cow::Borrowed(LATER_TABLE));
        later.set_ignore_missing(true);
        Self {
            first: Migrator::with_migrations(part(true)),
            later,
        }
    }

    fn versions(&self) -> impl Iterator<Item = i64> + '_ {
        let all = self.first.iter().chain(self.later.iter());
        all.map(|one| one.version)
    }
}

impl Url {
    /// The numbers of the migrations that this release makes in a database of that kind.
    pub fn known_migrations(&self) -> Vec<i64> {
        let migrations = if self.is_sqlite() { &SQLITE } else { &POSTGRES };
        migrations.versions().collect()
    }
}

impl Db {
    /// Brings the tables up to date. Safe to call again, and from several nodes at once.
    pub async fn migrate(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite(pool) => {
                SQLITE.first.run(&**pool).await?;
                SQLITE.later.run(&**pool).await?;
            }
            Self::Postgres(pool) => {
                POSTGRES.first.run(pool).await?;
                POSTGRES.later.run(pool).await?;
            }
        }
        Ok(())
    }

    /// The numbers of the migrations that were made in this database, in order. None where it has no tables yet.
    pub async fn applied_migrations(&self) -> Result<Vec<i64>, sqlx::Error> {
        let sql = match (
            self.has_table(FIRST_TABLE).await?,
            self.has_table(LATER_TABLE).await?,
        ) {
            (_, true) => APPLIED,
            (true, false) => "select version from _sqlx_migrations order by version",
            (false, false) => return Ok(Vec::new()),
        };
        self.scalars(query(sql)).await
    }

    async fn has_table(&self, name: &str) -> Result<bool, sqlx::Error> {
        let sql = match self.backend() {
            Backend::Sqlite => {
                "select count(*) from sqlite_schema where type = 'table' and name = $1"
            }
            Backend::Postgres => {
                "select count(*) from information_schema.tables
                 where table_schema = current_schema() and table_name = $1"
            }
        };
        Ok(self.scalar::<i64>(query(sql).bind(name)).await? > 0)
    }
}

/// The migrations that were made in a database that has both.
pub(crate) const APPLIED: &str = "
    select version from _sqlx_migrations union all select version from later_migrations order by version";
