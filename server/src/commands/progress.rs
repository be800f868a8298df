use std::time::{Duration, Instant};

/// How often a line is written: often enough to see that work goes on.
const EVERY: Duration = Duration::from_secs(5);

/// Tells on standard error how far the copying of objects is.
pub struct Progress {
    verb: &'static str,
    all: usize,
    done: usize,
    bytes: u64,
    told: Instant,
}

impl Progress {
    pub fn new(verb: &'static str, all: usize) -> Self {
        Self {
            verb,
            all,
            done: 0,
            bytes: 0,
            told: Instant::now(),
        }
    }

    /// Counts an object of that size. Tells now and then, and of the last one.
    pub fn one_more(&mut self, bytes: u64) {
        self.done += 1;
        self.bytes += bytes;
        if self.done == self.all || self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            let Self {
                verb,
                all,
                done,
                bytes,
                ..
            } = self;
            eprintln!("{verb} {done} of {all} objects, {bytes} bytes.");
        }
    }
}
