/// The clock that all nodes share: the database's.
pub trait Clock: sqlx::Database {
    /// The present moment in milliseconds since 1970, in the words of that database.
    const NOW: &'static str;
}

impl Clock for sqlx::Sqlite {
    const NOW: &'static str = "cast(unixepoch('subsec') * 1000 as integer)";
}

impl Clock for sqlx::Postgres {
    const NOW: &'static str = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
}
