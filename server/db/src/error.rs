/// Why the database could not be reached or migrated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{0}` is not a database address: it begins with `sqlite://` or `postgres://`")]
    Scheme(String),
    #[error("the database {place} could not be opened: {}", plainly(.cause))]
    Open {
        place: String,
        #[source]
        cause: sqlx::Error,
    },
    #[error("PostgreSQL at {place}: {problem}")]
    Postgres { place: String, problem: String },
    #[error("the database could not be migrated: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

/// SQLite's most common reasons, with what to look at.
fn plainly(cause: &sqlx::Error) -> String {
    let sqlx::Error::Database(inner) = cause else {
        return cause.to_string();
    };
    let code = inner.code().and_then(|code| code.parse::<i32>().ok());
    let look_at = match code.map(|code| code & 0xff) {
        Some(14) => "; look whether its folder exists and whether this user may write there",
        Some(8) => "; the file or its folder may only be read",
        Some(13) => "; its disk is full",
        Some(26) => "; the file holds something else",
        Some(11) => "; restore a backup",
        _ => "",
    };
    format!("{}{look_at}", inner.message())
}
