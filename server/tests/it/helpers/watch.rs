use std::collections::BTreeMap;

use db::Db;
use testkit::TestDb;

/// Looks at everything that a database holds.
pub struct Watch<'a> {
    db: &'a Db,
}

/// The content of each table.
pub type Sight = BTreeMap<String, String>;

impl<'a> Watch<'a> {
    pub fn new(db: &'a TestDb) -> Self {
        Self { db: &db.db }
    }

    pub async fn see(&self) -> Sight {
        match self.db {
            Db::Sqlite(pool) => {
                let tables = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name";
                let mut sight = Sight::new();
                for name in sqlx::query_scalar::<_, String>(tables)
                    .fetch_all(pool)
                    .await
                    .expect("tables")
                {
                    let columns = format!(
                        "select group_concat('quote(\"' || name || '\")', ' || '','' || ') from pragma_table_info('{name}')"
                    );
                    let columns: String = sqlx::query_scalar(&columns)
                        .fetch_one(pool)
                        .await
                        .expect("columns");
                    let rows = format!(
                        "select coalesce(group_concat(row, ';'), '') from (select {columns} as row from \"{name}\" order by 1)"
                    );
                    let rows: String = sqlx::query_scalar(&rows)
                        .fetch_one(pool)
                        .await
                        .expect("rows");
                    sight.insert(name, rows);
                }
                sight
            }
            Db::Postgres(pool) => {
                let tables = "select table_name::text from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')
                    and table_type = 'BASE TABLE' and table_schema = current_schema()";
                let mut sight = Sight::new();
                for name in sqlx::query_scalar::<_, String>(tables)
                    .fetch_all(pool)
                    .await
                    .expect("tables")
                {
                    let rows = format!(
                        "select coalesce(md5(string_agg(t::text, ';' order by t::text)), '') from \"{name}\" t"
                    );
                    let rows: String = sqlx::query_scalar(&rows)
                        .fetch_one(pool)
                        .await
                        .expect("rows");
                    sight.insert(name, rows);
                }
                sight
            }
        }
    }

    /// The tables of which one does not look as before.
    pub fn changed(before: &Sight, after: &Sight) -> Vec<String> {
        let changed = after
            .iter()
            .filter(|(name, rows)| before.get(*name) != Some(rows));
        changed.map(|(name, _)| name.clone()).collect()
    }
}
