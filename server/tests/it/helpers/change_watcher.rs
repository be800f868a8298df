use std::collections::BTreeMap;

use db::{Backend, Db, query};
use sqlx::AssertSqlSafe;
use testkit::TestDb;

/// Looks at everything that a database holds, but for flash messages: those are about refusals.
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
        let tables = match db.backend() {
            Backend::Sqlite => {
                "select name, (
                    select group_concat('quote(\"' || name || '\")', ' || '','' || ') from pragma_table_info(sqlite_master.name)
                 ) from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> 'flash'"
            }
            Backend::Postgres => {
                "select table_name::text, '' from information_schema.tables
                 where table_type = 'BASE TABLE' and table_schema = current_schema() and table_name <> 'flash'"
            }
        };
        let tables: Vec<(String, String)> = db.fetch_all(query(tables)).await.expect("tables");
        // A failed sign-in is recorded a while after it was refused, whatever is asked then.
        let rows = |name: &str| match name {
            "activity" => "activity where action <> 'session.refuse'".to_owned(),
            name => format!("\"{name}\""),
        };
        let one = |(name, columns): &(String, String)| match db.backend() {
            Backend::Sqlite => format!(
                "select '{name}', coalesce(group_concat(row, ';'), '') from (select {columns} as row from {} order by 1)",
                rows(name)
            ),
            Backend::Postgres => format!(
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
        let rows = query(AssertSqlSafe(self.sql.as_str()));
        let rows: Vec<(String, String)> = self
            .db
            .fetch_all(rows)
            .await
            .expect("what is in the tables");
        rows.into_iter().collect()
    }

    /// The tables of which one does not look as before.
    pub fn changed(before: &Snapshot, after: &Snapshot) -> Vec<String> {
        let changed = after
            .iter()
            .filter(|(name, rows)| before.get(*name) != Some(rows));
        changed.map(|(name, _)| name.clone()).collect()
    }
}
