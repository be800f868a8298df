/// Turns the violation of a rule that the database holds into an answer, at the query.
pub trait OnUnique<T> {
    /// `error()` where a unique key was violated, the database's error otherwise.
    fn on_unique<E: From<sqlx::Error>>(self, error: impl FnOnce() -> E) -> Result<T, E>;
}

impl<T> OnUnique<T> for Result<T, sqlx::Error> {
    fn on_unique<E: From<sqlx::Error>>(self, error: impl FnOnce() -> E) -> Result<T, E> {
        self.map_err(|problem| match &problem {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => error(),
            _ => problem.into(),
        })
    }
}
