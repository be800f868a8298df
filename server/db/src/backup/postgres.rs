use std::{collections::BTreeMap, path::Path};

use futures::TryStreamExt;
use model::now;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};
use tokio::{
    fs::{self, File},
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter, Lines},
};

use super::{
    BackupError, Dump, DumpedObject, IMAGES, mark,
    objects::{OBJECTS, compare},
    tables::COPIED,
};
use crate::migrations;

/// The folder with a file for each table, in the folder of a backup.
pub(super) const FOLDER: &str = "tables";
/// Bytes of rows that one statement brings: few round trips, and little memory on both sides.
const BATCH: usize = 4 << 20;

const TABLES: &str = "
    select table_name::text from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name";
/// Columns that count by themselves, and the last number of each.
const COUNTERS: &str = "
    select table_name || '.' || column_name,
        coalesce(pg_sequence_last_value(pg_get_serial_sequence(quote_ident(table_name), column_name)::regclass), 0)
    from information_schema.columns
    where table_schema = current_schema() and is_identity = 'YES' and table_name = any($1)";
const FOREIGN_KEYS: &str = "
    select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(pg_constraint.oid)
    from pg_constraint join pg_namespace on pg_namespace.oid = connamespace
    where contype = 'f' and nspname = current_schema()";

type Tx = Transaction<'static, Postgres>;

pub async fn dump(pool: &PgPool, folder: &Path) -> Result<(Dump, Vec<DumpedObject>), BackupError> {
    let folder = folder.join(FOLDER);
    fs::create_dir(&folder)
        .await
        .map_err(BackupError::at(&folder))?;
    // Every query sees the same moment; writers go on beside it.
    let mut tx = pool
        .begin_with("begin isolation level repeatable read, read only")
        .await?;
    let migrations = sqlx::query_scalar(migrations::APPLIED)
        .fetch_all(&mut *tx)
        .await?;
    let images: i64 = sqlx::query_scalar(IMAGES).fetch_one(&mut *tx).await?;
    let objects = sqlx::query_as(OBJECTS).fetch_all(&mut *tx).await?;
    let mut tables = BTreeMap::new();
    for name in COPIED {
        let rows = write_table(&mut tx, name, &folder).await?;
        tables.insert(name.to_owned(), rows);
    }
    let counters: Vec<(String, i64)> = sqlx::query_as(COUNTERS)
        .bind(COPIED.as_slice())
        .fetch_all(&mut *tx)
        .await?;
    tx.rollback().await?;
    let dump = Dump {
        migrations,
        images: images.cast_unsigned(),
        tables,
        counters: counters.into_iter().collect(),
    };
    Ok((dump, objects))
}

/// A row is a line of JSON. How many there are.
async fn write_table(tx: &mut Tx, name: &str, folder: &Path) -> Result<u64, BackupError> {
    let path = folder.join(format!("{name}.ndjson"));
    let file = File::create(&path).await.map_err(BackupError::at(&path))?;
    let mut file = BufWriter::new(file);
    let sql = format!("select row_to_json(t)::text from {} as t", quoted(name));
    let mut rows = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).fetch(&mut **tx);
    let mut count = 0;
    while let Some(mut row) = rows.try_next().await? {
        row.push('\n');
        file.write_all(row.as_bytes())
            .await
            .map_err(BackupError::at(&path))?;
        count += 1;
    }
    file.flush().await.map_err(BackupError::at(&path))?;
    Ok(count)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Refuses a database in which there is somebody or something.
pub async fn check_target(pool: &PgPool) -> Result<(), BackupError> {
    let names: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(pool).await?;
    for table in ["users", "image", "restore_under_way"] {
        if !names.iter().any(|name| name == table) {
            continue;
        }
        let sql = format!("select exists (select 1 from {table})");
        let holds = sqlx::query_scalar::<_, bool>(AssertSqlSafe(sql));
        if holds.fetch_one(pool).await? {
            let problem = format!("its table `{table}` has rows");
            return Err(BackupError::NotEmpty(problem));
        }
    }
    Ok(())
}

/// One transaction: all rows come, and the mark that says that the restore is under way, or nothing does.
pub async fn load(
    pool: &PgPool,
    folder: &Path,
    dump: &Dump,
    objects: &[DumpedObject],
) -> Result<(), BackupError> {
    let folder = folder.join(FOLDER);
    let mut tx = pool.begin().await?;
    // Rows come in any order, also within a table that refers to itself. The keys are checked when they are made again.
    let foreign_keys: Vec<(String, String, String)> =
        sqlx::query_as(FOREIGN_KEYS).fetch_all(&mut *tx).await?;
    for (table, name, _) in &foreign_keys {
        run(
            &mut tx,
            format!("alter table {table} drop constraint {name}"),
        )
        .await?;
    }
    for (name, rows) in &dump.tables {
        read_table(&mut tx, name, *rows, &folder).await?;
    }
    for (table, name, definition) in &foreign_keys {
        let sql = format!("alter table {table} add constraint {name} {definition}");
        run(&mut tx, sql).await?;
    }
    for (column, last) in &dump.counters {
        let (table, column) = column.split_once('.').unwrap_or_default();
        let sql = "select setval(pg_get_serial_sequence(quote_ident($1), $2)::regclass, greatest($3, 1), $3 > 0)";
        sqlx::query(sql)
            .bind(table)
            .bind(column)
            .bind(last)
            .execute(&mut *tx)
            .await?;
    }
    let restored: Vec<DumpedObject> = sqlx::query_as(OBJECTS).fetch_all(&mut *tx).await?;
    compare(objects, &restored)?;
    sqlx::query(mark::BEGIN)
        .bind(now())
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

async fn run(tx: &mut Tx, sql: String) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await?;
    Ok(done.rows_affected())
}

async fn read_table(tx: &mut Tx, name: &str, rows: u64, folder: &Path) -> Result<(), BackupError> {
    // What the migrations put there is among the rows that come.
    run(tx, format!("delete from {}", quoted(name))).await?;
    let path = folder.join(format!("{name}.ndjson"));
    let file = File::open(&path).await.map_err(BackupError::at(&path))?;
    let mut lines = BufReader::new(file).lines();
    let sql = format!(
        "insert into {name} overriding system value select * from json_populate_recordset(null::{name}, $1::json)",
        name = quoted(name)
    );
    let mut inserted = 0;
    while let Some(batch) = next_batch(&mut lines)
        .await
        .map_err(BackupError::at(&path))?
    {
        inserted += sqlx::query(AssertSqlSafe(sql.clone()))
            .bind(batch)
            .execute(&mut **tx)
            .await?
            .rows_affected();
    }
    if inserted == rows {
        Ok(())
    } else {
        let problem = format!("table `{name}` has {inserted} rows, not {rows}");
        Err(BackupError::Damaged(problem))
    }
}

/// The next rows as one JSON array. `None` at the end of the file.
async fn next_batch(lines: &mut Lines<BufReader<File>>) -> std::io::Result<Option<String>> {
    let mut batch = String::new();
    while batch.len() < BATCH {
        let Some(line) = lines.next_line().await? else {
            break;
        };
        batch.push(if batch.is_empty() { '[' } else { ',' });
        batch.push_str(&line);
    }
    if batch.is_empty() {
        return Ok(None);
    }
    batch.push(']');
    Ok(Some(batch))
}
