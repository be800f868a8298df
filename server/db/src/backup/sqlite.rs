use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

use super::{
    BackupError, Dump, DumpedObject, IMAGES, mark,
    objects::{OBJECTS, compare},
    tables::LEFT_OUT,
};
use crate::{Url, migrations};

/// The copy in the folder of a backup.
pub(super) const FILE: &str = "database.sqlite";
/// Sessions of browsers in a release that kept them in a table of their own.
const OLD_SESSIONS: &str = "tower_sessions";

pub async fn dump(
    pool: &SqlitePool,
    folder: &Path,
) -> Result<(Dump, Vec<DumpedObject>), BackupError> {
    let file = folder.join(FILE);
    let text = file.to_str().ok_or_else(|| {
        let cause = io::Error::other("its path is not UTF-8, which SQLite needs");
        BackupError::at(&file)(cause)
    })?;
    // One read transaction: writers go on beside it.
    sqlx::query("vacuum into $1")
        .bind(text)
        .execute(pool)
        .await?;
    let mut copy = connect(&file).await?;
    leave_out(&mut copy).await?;
    check(&mut copy).await?;
    let migrations = sqlx::query_scalar(migrations::APPLIED)
        .fetch_all(&mut copy)
        .await?;
    let images: i64 = sqlx::query_scalar(IMAGES).fetch_one(&mut copy).await?;
    let objects = sqlx::query_as(OBJECTS).fetch_all(&mut copy).await?;
    copy.close().await?;
    let dump = Dump {
        migrations,
        images: images.cast_unsigned(),
        ..Dump::default()
    };
    Ok((dump, objects))
}

async fn connect(file: &Path) -> Result<SqliteConnection, sqlx::Error> {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Delete)
        // No table refers to those that are emptied.
        .foreign_keys(false)
        // What is deleted is overwritten, not only released.
        .pragma("secure_delete", "on")
        .connect()
        .await
}

async fn leave_out(copy: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    for table in LEFT_OUT.into_iter().chain([OLD_SESSIONS]) {
        let sql = "select count(*) from sqlite_schema where type = 'table' and name = $1";
        let tables: i64 = sqlx::query_scalar(sql)
            .bind(table)
            .fetch_one(&mut *copy)
            .await?;
        if tables > 0 {
            let sql = format!("delete from {table}");
            sqlx::query(AssertSqlSafe(sql)).execute(&mut *copy).await?;
        }
    }
    Ok(())
}

/// Whether the copy is a sound database.
async fn check(copy: &mut SqliteConnection) -> Result<(), BackupError> {
    let said: Vec<String> = sqlx::query_scalar("pragma integrity_check")
        .fetch_all(copy)
        .await?;
    if said == ["ok"] {
        Ok(())
    } else {
        Err(BackupError::Damaged(said.join("; ")))
    }
}

/// Refuses an address at which there is a file already.
pub fn check_target(url: &Url) -> Result<(), BackupError> {
    let file = url.sqlite_file().unwrap_or_default();
    for path in [file.clone(), beside(&file, "-wal")] {
        if path.exists() {
            let problem = format!("{} is there", path.display());
            return Err(BackupError::NotEmpty(problem));
        }
    }
    Ok(())
}

/// Puts the copy in its place, marked as being restored. It is never there without the mark.
pub async fn place(url: &Url, folder: &Path, objects: &[DumpedObject]) -> Result<(), BackupError> {
    let file = url.sqlite_file().unwrap_or_default();
    let fresh = beside(&file, "-restoring");
    fs::copy(folder.join(FILE), &fresh).map_err(BackupError::at(&fresh))?;
    if let Err(error) = prepare(&fresh, objects).await {
        fs::remove_file(&fresh).map_err(BackupError::at(&fresh))?;
        return Err(error);
    }
    let parent = file.parent().filter(|path| !path.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new(".")).to_owned();
    File::open(&fresh)
        .and_then(|fresh| fresh.sync_all())
        .and_then(|()| fs::rename(&fresh, &file))
        .and_then(|()| File::open(parent)?.sync_all())
        .map_err(BackupError::at(&file))
}

/// Checks the copy and marks it as being restored.
async fn prepare(fresh: &Path, objects: &[DumpedObject]) -> Result<(), BackupError> {
    let mut copy = connect(fresh).await?;
    check(&mut copy).await?;
    let restored: Vec<DumpedObject> = sqlx::query_as(OBJECTS).fetch_all(&mut copy).await?;
    compare(objects, &restored)?;
    sqlx::query(mark::BEGIN)
        .bind(model::now())
        .execute(&mut copy)
        .await?;
    Ok(copy.close().await?)
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    name.into()
}
