//! Times as people read them.

pub use crate::text::size::size;

use model::OffsetDateTime;

use crate::shared::Locale;

/// The exact moment, to the minute, in UTC.
pub fn moment(locale: Locale, at: OffsetDateTime) -> String {
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    let (hour, minute) = (at.hour(), at.minute());
    match locale {
        Locale::En => format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02} UTC"),
        Locale::Zh => format!("{year}年{month}月{day}日 {hour:02}:{minute:02} UTC"),
    }
}

/// How long before `now` it was, in one unit.
pub fn age(locale: Locale, at: OffsetDateTime, now: OffsetDateTime) -> String {
    let seconds = (now - at).whole_seconds().max(0);
    let (count, english, chinese) = match seconds {
        ..60 => {
            return match locale {
                Locale::En => "just now".to_owned(),
                Locale::Zh => "刚刚".to_owned(),
            };
        }
        60..3_600 => (seconds / 60, "minute", "分钟"),
        3_600..86_400 => (seconds / 3_600, "hour", "小时"),
        86_400..2_592_000 => (seconds / 86_400, "day", "天"),
        2_592_000..31_536_000 => (seconds / 2_592_000, "month", "个月"),
        _ => (seconds / 31_536_000, "year", "年"),
    };
    match locale {
        Locale::En if count == 1 => format!("1 {english} ago"),
        Locale::En => format!("{count} {english}s ago"),
        Locale::Zh => format!("{count} {chinese}前"),
    }
}

/// The moment as machines read it: RFC 3339, to the second, in UTC.
pub fn machine(at: OffsetDateTime) -> String {
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    let (hour, minute, second) = at.to_hms();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_has_one_unit() {
        let now = OffsetDateTime::UNIX_EPOCH + time::Duration::days(400);
        let ages = [0, 60, 7_200, 86_400 * 3, 86_400 * 366];
        let english =
            ages.map(|seconds| age(Locale::En, now - time::Duration::seconds(seconds), now));
        assert_eq!(
            english,
            [
                "just now",
                "1 minute ago",
                "2 hours ago",
                "3 days ago",
                "1 year ago"
            ]
        );
        assert_eq!(
            age(Locale::Zh, now - time::Duration::hours(2), now),
            "2 小时前"
        );
        // A clock that runs ahead of ours does not make images from the future.
        assert_eq!(
            age(Locale::En, now + time::Duration::hours(2), now),
            "just now"
        );
    }
}
