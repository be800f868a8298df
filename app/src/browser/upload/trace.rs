/// So many seconds of it are drawn, a second to each step.
pub const STEPS: usize = 60;
/// How high it is drawn.
pub const HEIGHT: u64 = 16;

/// How fast bytes went out of late, to be drawn as a line.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    last: u64,
    speeds: Vec<u64>,
}

impl Trace {
    /// Notes the speed at `now` (milliseconds), once a second.
    pub fn record(&mut self, now: u64, speed: u64) {
        if !self.speeds.is_empty() && now < self.last + 1000 {
            return;
        }
        self.last = now;
        if self.speeds.len() > STEPS {
            self.speeds.remove(0);
        }
        self.speeds.push(speed);
    }

    /// The points of the line, from left to right; nothing while there is no line to see. The fastest touches the top.
    pub fn points(&self) -> Option<String> {
        let fastest = self.speeds.iter().max().filter(|speed| **speed > 0)?;
        let point = |(step, speed): (usize, &u64)| {
            let height = u128::from(*speed) * u128::from(HEIGHT) / u128::from(*fastest);
            format!("{step},{}", u128::from(HEIGHT) - height)
        };
        let points: Vec<String> = self.speeds.iter().enumerate().map(point).collect();
        (points.len() > 1).then(|| points.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_goes_from_the_left_with_the_fastest_at_the_top() {
        let mut trace = Trace::default();
        assert_eq!(trace.points(), None);
        for (now, speed) in [(0, 50), (400, 70), (1000, 100), (2000, 0)] {
            trace.record(now, speed);
        }
        assert_eq!(trace.points().as_deref(), Some("0,8 1,0 2,16"));
    }

    #[test]
    fn no_more_is_kept_than_is_drawn() {
        let mut trace = Trace::default();
        for second in 0..200 {
            trace.record(second * 1000, 10);
        }
        assert_eq!(trace.speeds.len(), STEPS + 1);
    }
}
