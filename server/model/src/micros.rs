//! Moments on their way to the browser: whole microseconds since 1970, which is all that the databases keep.
//!
//! The browser's half is spared the reading of calendars.

use serde::{Deserialize, Deserializer, Serializer, de::Error};
use time::{Duration, OffsetDateTime};

const SECOND: i64 = 1_000_000;

/// For `#[serde(with = "micros")]`.
pub fn serialize<S: Serializer>(at: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    // Years have four digits here, so this is far from the limits.
    serializer.serialize_i64(at.unix_timestamp() * SECOND + i64::from(at.microsecond()))
}

/// For `#[serde(with = "micros")]`. The moment is in UTC.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OffsetDateTime, D::Error> {
    let micros = i64::deserialize(deserializer)?;
    let (seconds, rest) = (micros.div_euclid(SECOND), micros.rem_euclid(SECOND));
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|second| second.checked_add(Duration::microseconds(rest)))
        .ok_or_else(|| D::Error::custom("a time outside of the calendar"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Serialize, Deserialize)]
    struct Moment(#[serde(with = "super")] OffsetDateTime);

    #[test]
    fn a_moment_comes_back_to_the_microsecond() {
        for micros in [0, 1, -1, -1_500_000, 1_763_850_000_123_456] {
            let moment = Moment(OffsetDateTime::UNIX_EPOCH + Duration::microseconds(micros));
            let text = serde_json::to_string(&moment).expect("a number");
            assert_eq!(text, micros.to_string());
            assert_eq!(
                serde_json::from_str::<Moment>(&text).expect("the moment"),
                moment
            );
        }
        assert!(serde_json::from_str::<Moment>(&i64::MAX.to_string()).is_err());
    }
}
