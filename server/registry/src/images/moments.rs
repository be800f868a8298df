use db::{Backend, IntoValue, Value};
use model::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How a database is told of a moment that a column is compared with by `>=` or `<`.
pub(super) fn moment_value(backend: Backend, at: OffsetDateTime) -> Value {
    match backend {
        Backend::Postgres => at.into_value(),
        // There a moment is a text, with as many digits as it needs. Without the `Z` at its end it is less than every other
        // text that begins as it does, so less than every later moment.
        Backend::Sqlite => {
            let text = at.format(&Rfc3339).unwrap_or_default();
            text.trim_end_matches('Z').into_value()
        }
    }
}
