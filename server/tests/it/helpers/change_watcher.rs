use std::collections::BTreeMap;

use db::{Db, with_db};
use testkit::TestDb;

/// Looks at everything that a database holds, but for messages that wait for a page: those tell of refusals.
pub struct ChangeWatcher {
    db: Db,
    /// Asks for every table and what is in it, at once.
    sql: String,
}

/// The content of each table.
pub type Snapshot = BTreeMap<String, String>;

impl ChangeWatcher {
    pub async fn new(db: &TestDb) -> Self {
        let db = db.db.clone();
        let tables = match &db {
            Db::Sqlite(_) => {
                "select name, (
                    select group_concat('quote(\"' || name || '\")', ' || '','' || ') from pragma_table_info(sqlite_master.name)
                 ) from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> 'flash'"
            }
            Db::Postgres(_) => {
                "select table_name::text, '' from information_schema.tables
                 where table_type = 'BASE TABLE' and table_schema = current_schema() and table_name <> 'flash'"
            }
        };
        let tables = with_db!(db, |pool, Any| sqlx::query_as::<Any, (String, String)>(
            tables
        )
        .fetch_all(pool)
        .await)
        .expect("tables");
        // A failed sign-in is recorded a while after it was refused, whatever is asked then.
        let rows = |name: &str| match name {
            "activity" => "activity where action <> 'session.refuse'".to_owned(),
            name => format!("\"{name}\""),
        };
        let one = |(name, columns): &(String, String)| match &db {
            Db::Sqlite(_) => format!(
                "select '{name}', coalesce(group_concat(row, ';'), '') from (select {columns} as row from {} order by 1)",
                rows(name)
            ),
            Db::Postgres(_) => format!(
                "select '{name}', coalesce(md5(string_agg(t::text, ';' order by t::text)), '') from (select * from {}) t",
                rows(name)
            ),
        };
        let all: Vec<String> = tables.iter().map(one).collect();
        Self {
            db,
            sql: all.join(" union all "),
        }
    }

    pub async fn see(&self) -> Snapshot {
        let rows = with_db!(self.db, |pool, Any| {
            sqlx::query_as::<Any, (String, String)>(sqlx::AssertSqlSafe(self.sql.as_str()))
                .fetch_all(pool)
                .await
        });
        rows.expect("what is in the tables").into_iter().collect()
    }

    /// The tables of which one does not look as before.
    pub fn changed(before: &Snapshot, after: &Snapshot) -> Vec<String> {
        let changed = after
            .iter()
            .filter(|(name, rows)| before.get(*name) != Some(rows));
        changed.map(|(name, _)| name.clone()).collect()
    }
}
