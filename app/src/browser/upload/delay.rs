const FIRST: f64 = 500.0;
const LONGEST: f64 = 15_000.0;

/// How many milliseconds to wait after the `failures`th failure in a row.
///
/// `luck`, from 0 to 1, spreads many browsers over the time, so that a server that comes back is not overrun.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 250 and 15000"
)]
pub fn after(failures: u32, luck: f64) -> u64 {
    let doublings = failures.saturating_sub(1).min(8);
    let full = (FIRST * f64::from(1_u32 << doublings)).min(LONGEST);
    (full * (0.5 + luck.clamp(0.0, 1.0) / 2.0)) as u64
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn it_doubles_up_to_a_quarter_of_a_minute() {
        let delays: Vec<u64> = (1..=8).map(|failures| after(failures, 1.0)).collect();
        assert_eq!(delays, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
        assert_eq!(after(u32::MAX, 1.0), 15000);
    }

    #[test]
    fn luck_takes_away_at_most_half() {
        assert_eq!(
            (after(3, 0.0), after(3, 0.5), after(3, 1.0)),
            (1000, 1500, 2000)
        );
    }
}
