//! A consistent copy of either database in a folder, and the way back from there into an empty one.

mod error;
mod mark;
mod postgres;
mod sqlite;

use std::{collections::BTreeMap, path::Path};

pub use error::BackupError;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::{Backend, Db, Url, query};

/// Tables whose rows are not copied: whoever gets hold of a backup shall not be signed in with it, what had ended shall not
/// be valid again, and the rest concerns the running deployment only.
const LEFT_OUT: [&str; 7] = [
    "token",
    "sign_in",
    "flash",
    "reclaim",
    "backup_hold",
    "restore_under_way",
    "write_probe",
];

/// Where the data of the copied images is.
const OBJECTS: &str = "
    select location.image_id as image, location.store, location.object_key as object_key, image.size, image.sha512
    from location join image on image.id = location.image_id order by location.object_key";

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

/// An object that the copy of the database names.
#[derive(Clone, Debug, FromRow)]
pub struct DumpedObject {
    pub image: String,
    pub store: String,
    pub object_key: String,
    /// Bytes, where the image says how many.
    pub size: Option<i64>,
    /// The digest of the image, where it has one.
    pub sha512: Option<String>,
}

impl Url {
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

    /// Makes the database at `url`, which is empty, what was copied into `folder`. It stays marked as being restored until
    /// [`Db::end_restore`].
    pub async fn load(url: &Url, folder: &Path, dump: &Dump) -> Result<Self, BackupError> {
        if url.is_sqlite() {
            sqlite::place(url, folder).await?;
            return Ok(Self::open(url).await?);
        }
        let db = Self::open(url).await?;
        db.migrate().await?;
        if let Self::Postgres(pool) = &db {
            postgres::load(pool, folder, dump).await?;
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
