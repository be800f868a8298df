/// Why the database could not be reached or brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{0}` is not a database address: it begins with `sqlite://` or `postgres://`")]
    Scheme(String),
    #[error("the database could not be opened: {0}")]
    Open(#[source] sqlx::Error),
    #[error("the database could not be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}
