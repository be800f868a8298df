//! A consistent copy of either database in a folder, and the way back from there into an empty one.

mod error;
mod mark;
mod objects;
mod postgres;
mod sqlite;
mod tables;

use std::{collections::BTreeMap, path::Path};

pub use error::BackupError;
pub use objects::DumpedObject;
use serde::{Deserialize, Serialize};
use tables::COPIED;

use crate::{Backend, Db, Url, query};

const IMAGES: &str = "select count(*) from image where status <> 'deleted'";

/// What is to be known of a copy of a database, beside its files.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Dump {
    /// The migrations that had been made.
    pub migrations: Vec<i64>,
    /// Images that are not deleted.
    pub images: u64,
    /// Rows of each table, where every table is a file.
    pub tables: BTreeMap<String, u64>,
    /// The last number of each counter, by `table.column`, where the files do not hold them.
    pub counters: BTreeMap<String, i64>,
}

impl Dump {
    /// Refuses a copy of a database at `url` that names other tables than this release copies.
    pub fn check(&self, url: &Url) -> Result<(), BackupError> {
        if url.is_sqlite() {
            return Ok(());
        }
        if !self.tables.keys().eq(&COPIED) {
            let problem = "its manifest names other tables than this release copies";
            return Err(BackupError::Damaged(problem.into()));
        }
        for counter in self.counters.keys() {
            let (table, _) = counter.split_once('.').unwrap_or_default();
            if !COPIED.contains(&table) {
                let problem = format!("its manifest names the counter `{counter}`");
                return Err(BackupError::Damaged(problem));
            }
        }
        Ok(())
    }
}

impl Url {
    /// The files that hold the copy of such a database, by their path below the folder of the backup.
    pub fn backup_files(&self) -> Vec<String> {
        if self.is_sqlite() {
            return vec![sqlite::FILE.into()];
        }
        COPIED
            .iter()
            .map(|table| format!("{}/{table}.ndjson", postgres::FOLDER))
            .collect()
    }

    /// A word for the kind of database.
    pub fn kind(&self) -> &'static str {
        if self.is_sqlite() {
            "sqlite"
        } else {
            "postgres"
        }
    }

    /// Refuses a database that a restore could damage: one that holds something.
    pub async fn check_restore_target(&self) -> Result<(), BackupError> {
        if self.is_sqlite() {
            return sqlite::check_target(self);
        }
        let db = Db::open(self).await?;
        let Db::Postgres(pool) = &db else {
            unreachable!("the address is PostgreSQL's")
        };
        let checked = postgres::check_target(pool).await;
        db.close().await;
        checked
    }
}

impl Db {
    /// Copies everything as of one moment into `folder`, while others go on writing. Tells where the data of the images in
    /// the copy is.
    pub async fn dump(&self, folder: &Path) -> Result<(Dump, Vec<DumpedObject>), BackupError> {
        match self {
            Self::Sqlite(pool) => sqlite::dump(pool, folder).await,
            Self::Postgres(pool) => postgres::dump(pool, folder).await,
        }
    }

    /// Makes the database at `url`, which is empty, what was copied into `folder`, unless its rows say something else of the
    /// stored objects than `objects`. It stays marked as being restored until [`Db::end_restore`].
    pub async fn load(
        url: &Url,
        folder: &Path,
        dump: &Dump,
        objects: &[DumpedObject],
    ) -> Result<Self, BackupError> {
        dump.check(url)?;
        if url.is_sqlite() {
            sqlite::place(url, folder, objects).await?;
            return Ok(Self::open(url).await?);
        }
        let db = Self::open(url).await?;
        db.migrate().await?;
        if let Self::Postgres(pool) = &db {
            postgres::load(pool, folder, dump, objects).await?;
        }
        Ok(db)
    }

    /// About as many bytes as the copy of the database takes.
    pub async fn size(&self) -> Result<u64, sqlx::Error> {
        let sql = match self.backend() {
            Backend::Sqlite => {
                "select page_count * page_size from pragma_page_count(), pragma_page_size()"
            }
            Backend::Postgres => "select pg_database_size(current_database())",
        };
        Ok(self.scalar::<i64>(query(sql)).await?.cast_unsigned())
    }
}
