use model::OffsetDateTime;
use sqlx::{Database, Postgres, QueryBuilder, Sqlite};
use time::format_description::well_known::Rfc3339;

/// How a database is told of a moment that a column is compared with by `>=` or `<`.
pub(super) trait Moments: Database {
    fn push(sql: &mut QueryBuilder<Self>, at: OffsetDateTime);
}

impl Moments for Postgres {
    fn push(sql: &mut QueryBuilder<Self>, at: OffsetDateTime) {
        sql.push_bind(at);
    }
}

impl Moments for Sqlite {
    /// There a moment is a text, with as many digits as it needs. Without the `Z` at its end it is less than every other
    /// text that begins as it does, so less than every later moment.
    fn push(sql: &mut QueryBuilder<Self>, at: OffsetDateTime) {
        let text = at.format(&Rfc3339).unwrap_or_default();
        sql.push_bind(text.trim_end_matches('Z').to_owned());
    }
}
