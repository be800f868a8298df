use time::{OffsetDateTime, UtcOffset};

/// The present moment in UTC, rounded to microseconds: what both databases can keep without loss.
pub fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(now.microsecond() * 1000)
        .unwrap_or(now)
}

/// A moment that came from outside, in UTC: the one form in which moments are kept and compared. `None` outside of the
/// years 1 to 9998, all of which both databases know, whatever the zone.
pub fn utc(moment: OffsetDateTime) -> Option<OffsetDateTime> {
    let moment = moment.checked_to_offset(UtcOffset::UTC)?;
    (1..=9998).contains(&moment.year()).then_some(moment)
}
