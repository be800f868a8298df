use time::OffsetDateTime;

/// The present moment in UTC, rounded to microseconds: what both databases can keep without loss.
pub fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(now.microsecond() * 1000)
        .unwrap_or(now)
}
