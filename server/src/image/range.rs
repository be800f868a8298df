use std::ops::Range;

use http::HeaderMap;
use model::ErrorKind;

use crate::problem::Problem;

/// Which bytes of `size` the request asks for: `None` means all of them.
///
/// One range only, as Glance; RFC 9110 section 14 decides the rest. Clients of Glance from before `Range` was served say it in
/// `Content-Range`, which counts where there is no `Range`.
pub fn requested(headers: &HeaderMap, size: u64) -> Result<Option<Range<u64>>, Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(range) = text("range") else {
        return text("content-range")
            .map(|range| {
                parse_old(range, size).ok_or_else(|| outside("content-range", range, size))
            })
            .transpose();
    };
    if range.contains(',') {
        return Err(Problem::new(
            ErrorKind::Invalid,
            "range: several ranges at once are not served; ask for them one by one",
        ));
    }
    parse(range, size)
        .map(Some)
        .ok_or_else(|| outside("range", range, size))
}

fn outside(header: &str, range: &str, size: u64) -> Problem {
    Problem::new(
        ErrorKind::Range,
        format_args!("{header}: `{range}` is not within the {size} bytes of the image"),
    )
    .with(http::header::CONTENT_RANGE, content_range(None, size))
}

/// `bytes 0-9/*`, or with the size of the image, which must be right.
fn parse_old(range: &str, size: u64) -> Option<Range<u64>> {
    let (range, whole) = range.strip_prefix("bytes ")?.split_once('/')?;
    if whole != "*" && whole.parse() != Ok(size) {
        return None;
    }
    parse(&format!("bytes={range}"), size)
}

fn parse(range: &str, size: u64) -> Option<Range<u64>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..size.min(last.saturating_add(1)),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Err(_), Ok(length)) if first.is_empty() && length > 0 => size.saturating_sub(length)..size,
        _ => return None,
    };
    (range.start < range.end).then_some(range)
}

/// The header that says which bytes an answer holds; `*` where none could be given.
pub fn content_range(range: Option<&Range<u64>>, size: u64) -> http::HeaderValue {
    let text = range.map_or_else(
        || format!("bytes */{size}"),
        |range| format!("bytes {}-{}/{size}", range.start, range.end - 1),
    );
    http::HeaderValue::from_str(&text).unwrap_or(http::HeaderValue::from_static("bytes */*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_to_the_image() {
        assert_eq!(parse("bytes=0-9", 100), Some(0..10));
        assert_eq!(parse("bytes=90-", 100), Some(90..100));
        assert_eq!(parse("bytes=-10", 100), Some(90..100));
        assert_eq!(parse("bytes=95-200", 100), Some(95..100));
        assert_eq!(parse("bytes=-200", 100), Some(0..100));
    }

    #[test]
    fn the_old_way_to_say_it_is_understood() {
        assert_eq!(parse_old("bytes 0-9/*", 100), Some(0..10));
        assert_eq!(parse_old("bytes 0-9/100", 100), Some(0..10));
        for range in [
            "bytes 0-9",
            "bytes 0-9/99",
            "bytes=0-9/100",
            "bytes 200-300/*",
        ] {
            assert_eq!(parse_old(range, 100), None, "{range}");
        }
    }

    #[test]
    fn a_range_outside_of_the_image_is_none() {
        for range in [
            "bytes=100-",
            "bytes=9-0",
            "bytes=-0",
            "lines=0-1",
            "bytes=a-b",
            "bytes=",
            "bytes=--1",
        ] {
            assert_eq!(parse(range, 100), None, "{range}");
        }
    }
}
