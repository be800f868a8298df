use std::{io, time::Duration};

use bytes::Bytes;
use futures::StreamExt;
use store::ByteStream;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// The slowest that a body may come: `rate` bytes a second, over a `window` that is waited for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub rate: u64,
    pub window: Duration,
}

impl Pace {
    /// The bytes that must come in one window.
    fn least(self) -> u64 {
        let milliseconds = u64::try_from(self.window.as_millis()).unwrap_or(u64::MAX);
        self.rate.saturating_mul(milliseconds) / 1000
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            rate: 16 << 10,
            window: Duration::from_secs(30),
        }
    }
}

/// Whether a body keeps its pace, as far as it was waited for it.
#[derive(Clone, Copy, Debug)]
pub struct PaceMeter {
    pace: Pace,
    /// Of the present window: how long the body was waited for, and what came.
    waited: Duration,
    came: u64,
}

impl PaceMeter {
    pub fn new(pace: Pace) -> Self {
        Self {
            pace,
            waited: Duration::ZERO,
            came: 0,
        }
    }

    /// How much of the present window is left. Nobody need wait longer before this is asked again.
    pub fn left(&self) -> Duration {
        self.pace.window.saturating_sub(self.waited)
    }

    /// Counts that `bytes` came in so long, and tells whether that is enough so far.
    pub fn count(&mut self, waited: Duration, bytes: u64) -> bool {
        self.waited += waited;
        self.came += bytes;
        if self.waited < self.pace.window {
            return true;
        }
        let enough = self.came >= self.pace.least();
        (self.waited, self.came) = (Duration::ZERO, 0);
        enough
    }
}

/// Where bytes come from: a request's body, and what of it was read too far.
pub struct Source {
    body: ByteStream,
    carry: Option<Bytes>,
    meter: PaceMeter,
    stop: CancellationToken,
}

impl Source {
    /// `body`, cut off when it comes too slowly, or at `stop`.
    pub fn new(body: ByteStream, pace: Pace, stop: CancellationToken) -> Self {
        Self {
            body,
            carry: None,
            meter: PaceMeter::new(pace),
            stop,
        }
    }

    /// The next bytes, at most `most` of them.
    pub async fn next(&mut self, most: u64) -> io::Result<Option<Bytes>> {
        let mut piece = match self.carry.take() {
            Some(piece) => piece,
            None => match self.await_piece().await? {
                Some(piece) => piece,
                None => return Ok(None),
            },
        };
        if piece.len() as u64 > most {
            // `most` is less than a length in memory.
            self.carry = Some(piece.split_off(most as usize));
        }
        Ok(Some(piece))
    }

    /// Whether any byte is left.
    pub async fn has_more(&mut self) -> bool {
        loop {
            match self.next(u64::MAX).await {
                Ok(Some(piece)) if piece.is_empty() => {}
                Ok(Some(piece)) => {
                    self.carry = Some(piece);
                    return true;
                }
                Ok(None) | Err(_) => return false,
            }
        }
    }

    async fn await_piece(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            let began = Instant::now();
            let piece = tokio::select! {
                biased;
                () = self.stop.cancelled() => {
                    return Err(io::Error::new(io::ErrorKind::Interrupted, "it was told to stop"));
                }
                piece = timeout(self.meter.left(), self.body.next()) => piece.ok(),
            };
            let bytes = match &piece {
                Some(Some(Ok(piece))) => piece.len() as u64,
                _ => 0,
            };
            // The end of a body is never too slow.
            let enough = self.meter.count(began.elapsed(), bytes);
            if !enough && !matches!(piece, Some(None)) {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "too slow"));
            }
            if let Some(piece) = piece {
                return piece.transpose();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::iter;

    use futures::stream;

    use super::*;

    const PACE: Pace = Pace {
        rate: 1000,
        window: Duration::from_millis(300),
    };

    /// A body that sends `size` bytes every 20 milliseconds, for two seconds.
    fn slow_body(size: usize) -> ByteStream {
        stream::iter(iter::repeat_n((), 100))
            .then(move |()| async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok(Bytes::from(vec![0; size]))
            })
            .boxed()
    }

    async fn read(body: ByteStream) -> io::Result<usize> {
        let mut source = Source::new(body, PACE, CancellationToken::new());
        let mut size = 0;
        while let Some(piece) = source.next(u64::MAX).await? {
            size += piece.len();
        }
        Ok(size)
    }

    #[tokio::test]
    async fn a_body_below_the_minimum_rate_is_cut_off_and_a_slow_one_is_not() {
        let cut = read(slow_body(1)).await.expect_err("cut off");
        assert_eq!(cut.kind(), io::ErrorKind::TimedOut);
        assert_eq!(read(slow_body(500)).await.expect("goes on"), 50_000);
        let silent = read(stream::pending().boxed()).await.expect_err("cut off");
        assert_eq!(silent.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn what_the_store_takes_its_time_for_is_not_held_against_the_body() {
        let body = stream::iter(iter::repeat_with(|| Ok(Bytes::from_static(b"x")))).boxed();
        let mut source = Source::new(body, PACE, CancellationToken::new());
        for _ in 0..4 {
            tokio::time::sleep(PACE.window).await;
            source
                .next(u64::MAX)
                .await
                .expect("the body was there at once");
        }
    }
}
