//! Amounts of bytes as people read them, alike in every language.

const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];

/// `bytes` with one decimal, in the largest unit of 1024 in which it is at least one.
pub fn size(bytes: u64) -> String {
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut unit = 0;
    let mut scale = 1024_u64;
    // 1023.96 KiB would be rounded to 1024.0, which is 1.0 of the next unit.
    while unit + 1 < UNITS.len() && tenths(bytes, scale) >= 10_240 {
        unit += 1;
        scale *= 1024;
    }
    let tenths = tenths(bytes, scale);
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

fn tenths(bytes: u64, scale: u64) -> u64 {
    let tenths = (u128::from(bytes) * 10 + u128::from(scale) / 2) / u128::from(scale);
    u64::try_from(tenths).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_short_and_never_1024_of_anything() {
        let sizes = [
            0,
            1023,
            1024,
            1536,
            1_048_575,
            1 << 30,
            (1 << 30) + (1 << 29),
            u64::MAX,
        ];
        let read: Vec<String> = sizes.into_iter().map(size).collect();
        assert_eq!(
            read,
            [
                "0 B",
                "1023 B",
                "1.0 KiB",
                "1.5 KiB",
                "1.0 MiB",
                "1.0 GiB",
                "1.5 GiB",
                "16384.0 PiB"
            ]
        );
    }
}
