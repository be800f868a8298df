use std::fmt::{Display, Write};

use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::{IntoValue, Query, Value};

/// A query whose text is put together at run time. Whatever came from outside is bound, never pushed.
#[derive(Debug)]
pub struct QueryBuilder {
    sql: String,
    values: Vec<Value>,
}

impl QueryBuilder {
    pub fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            values: Vec::new(),
        }
    }

    /// Adds to the text of the query.
    pub fn push(&mut self, sql: impl Display) -> &mut Self {
        // Writing to a string does not fail.
        let _ = write!(self.sql, "{sql}");
        self
    }

    /// Adds the place of a value to the text, and binds the value.
    pub fn push_bind(&mut self, value: impl IntoValue) -> &mut Self {
        self.values.push(value.into_value());
        let place = self.values.len();
        self.push(format_args!("${place}"))
    }

    /// Adds `$1, $2, …`, one place for each of `values`: what stands between the brackets of `in (…)`.
    pub fn push_list(&mut self, values: impl IntoIterator<Item = impl IntoValue>) -> &mut Self {
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.push_bind(value);
        }
        self
    }

    /// Adds `values ($1, $2), ($3, $4), …`, a bracket for each of `rows`.
    pub fn push_values<V: IntoValue, const COLUMNS: usize>(
        &mut self,
        rows: impl IntoIterator<Item = [V; COLUMNS]>,
    ) -> &mut Self {
        for (index, row) in rows.into_iter().enumerate() {
            self.push(if index > 0 { ", (" } else { "values (" });
            self.push_list(row).push(")");
        }
        self
    }

    pub fn build(self) -> Query {
        Query {
            sql: AssertSqlSafe(self.sql).into_sql_str(),
            values: self.values,
        }
    }
}
