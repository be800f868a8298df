/// The time over which the rate is smoothed, in seconds.
const WINDOW: f64 = 10.0;
/// Too early to foretell anything before this many seconds.
const SETTLED: f64 = 3.0;

/// How fast bytes go out, smoothed, and when they will all be gone.
#[derive(Clone, Debug, Default)]
pub struct Rate {
    last: Option<(u64, u64)>,
    speed: f64,
    /// Seconds of sending seen.
    seen: f64,
}

#[allow(
    clippy::cast_precision_loss,
    reason = "shown to a person, not added up"
)]
impl Rate {
    /// Notes that at `now` (milliseconds) `sent` bytes of the file had gone out in all.
    pub fn sample(&mut self, now: u64, sent: u64) {
        let Some((then, before)) = self.last else {
            self.last = Some((now, sent));
            return;
        };
        // What was sent in vain is sent again: begin to count anew.
        if sent < before {
            self.last = Some((now, sent));
            return;
        }
        let seconds = now.saturating_sub(then) as f64 / 1000.0;
        if seconds <= 0.0 {
            return;
        }
        let speed = (sent - before) as f64 / seconds;
        self.seen += seconds;
        // A plain average at first, so that a slow first second does not linger for ten.
        let weight = if self.seen < WINDOW {
            seconds / self.seen
        } else {
            1.0 - (-seconds / WINDOW).exp()
        };
        self.speed += (speed - self.speed) * weight;
        self.last = Some((now, sent));
    }

    /// Forgets when the last bytes went, not how fast: a pause is not slowness.
    pub fn interrupt(&mut self) {
        self.last = None;
    }

    /// Bytes in a second, once that can be said.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a speed is positive and far below 2^53"
    )]
    pub fn per_second(&self) -> Option<u64> {
        (self.seen >= SETTLED).then_some(self.speed as u64)
    }

    /// Seconds until `left` more bytes are gone, once that can be said.
    pub fn seconds_left(&self, left: u64) -> Option<u64> {
        self.per_second()
            .filter(|speed| *speed > 0)
            .map(|speed| left.div_ceil(speed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends at `speed` bytes a second for `seconds`, four samples a second.
    fn send(rate: &mut Rate, from: (u64, u64), speed: u64, seconds: u64) -> (u64, u64) {
        (0..=seconds * 4).fold(from, |_, quarter| {
            let at = (from.0 + quarter * 250, from.1 + quarter * speed / 4);
            rate.sample(at.0, at.1);
            at
        })
    }

    #[test]
    fn nothing_is_foretold_in_the_first_three_seconds() {
        let mut rate = Rate::default();
        let at = send(&mut rate, (0, 0), 1000, 2);
        assert_eq!(rate.seconds_left(5000), None);
        send(&mut rate, at, 1000, 1);
        assert_eq!(
            (rate.per_second(), rate.seconds_left(5500)),
            (Some(1000), Some(6))
        );
    }

    #[test]
    fn it_follows_a_change_in_some_ten_seconds() {
        let mut rate = Rate::default();
        let at = send(&mut rate, (0, 0), 1000, 20);
        send(&mut rate, at, 2000, 10);
        let speed = rate.per_second().expect("long enough");
        assert!((1550..1750).contains(&speed), "{speed}");
    }

    #[test]
    fn a_pause_is_not_slowness() {
        let mut rate = Rate::default();
        let (now, sent) = send(&mut rate, (0, 0), 1000, 10);
        rate.interrupt();
        send(&mut rate, (now + 60_000, sent), 1000, 1);
        assert_eq!(rate.per_second(), Some(1000));
    }

    #[test]
    fn bytes_sent_in_vain_do_not_count_backwards() {
        let mut rate = Rate::default();
        let (now, sent) = send(&mut rate, (0, 0), 1000, 10);
        send(&mut rate, (now + 250, sent - 4000), 1000, 5);
        assert_eq!(rate.per_second(), Some(1000));
    }
}
