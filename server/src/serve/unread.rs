use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

/// A connection that ends with an error when what is written to it is not read.
///
/// From the moment at which a write has to wait, until all that was to be written is, the reader has `allowed`, and as much
/// more as `rate` grants to the bytes that it took meanwhile.
#[derive(Debug)]
pub struct UnreadGuard<S> {
    stream: S,
    allowed: Duration,
    /// Bytes a second.
    rate: u64,
    /// Runs while a write waits.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<S: Unpin> UnreadGuard<S> {
    pub fn new(stream: S, allowed: Duration, rate: u64) -> Self {
        Self {
            stream,
            allowed,
            rate,
            deadline: None,
        }
    }

    fn waits(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let allowed = self.allowed;
        let deadline = self
            .deadline
            .get_or_insert_with(|| Box::pin(sleep(allowed)));
        ready!(deadline.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "what was sent is not read",
        )))
    }

    fn took(&mut self, bytes: usize) {
        let Some(deadline) = &mut self.deadline else {
            return;
        };
        // Without a rate any progress counts.
        let next = match (bytes as u64 * 1000).checked_div(self.rate) {
            Some(milliseconds) => deadline.deadline() + Duration::from_millis(milliseconds),
            None => Instant::now() + self.allowed,
        };
        deadline.as_mut().reset(next);
    }

    fn written(
        &mut self,
        cx: &mut Context<'_>,
        result: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match result {
            Poll::Pending => self.waits(cx),
            Poll::Ready(Ok(bytes)) => {
                self.took(bytes);
                Poll::Ready(Ok(bytes))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for UnreadGuard<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for UnreadGuard<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.written(cx, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.written(cx, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// hyper flushes when it has written all that it holds.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.deadline = None;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, duplex},
        time::{Instant, sleep},
    };

    use super::*;

    const ALLOWED: Duration = Duration::from_millis(300);

    #[tokio::test]
    async fn what_nobody_reads_ends_after_the_time_allowed() {
        let (near, _far) = duplex(1024);
        let mut guard = UnreadGuard::new(near, ALLOWED, 1 << 20);
        let start = Instant::now();
        let written = guard.write_all(&[0; 4096]).await;
        assert_eq!(
            written.expect_err("it is not read").kind(),
            io::ErrorKind::TimedOut
        );
        assert!(start.elapsed() >= ALLOWED);
    }

    #[tokio::test]
    async fn a_slow_reader_above_the_rate_is_waited_for_and_one_below_it_is_not() {
        // Some 100 KiB a second are read, for 0.6 s.
        for (rate, is_served) in [(10 << 10, true), (10 << 20, false)] {
            let (near, mut far) = duplex(1024);
            let mut guard = UnreadGuard::new(near, ALLOWED, rate);
            let reader = tokio::spawn(async move {
                let mut taken = [0; 1024];
                while far.read_exact(&mut taken).await.is_ok() {
                    sleep(Duration::from_millis(10)).await;
                }
            });
            let done = guard.write_all(&vec![0; 60 << 10]).await;
            assert_eq!(done.is_ok(), is_served, "{rate} bytes a second");
            reader.abort();
        }
    }

    #[tokio::test]
    async fn time_in_which_there_is_nothing_to_write_does_not_count() {
        let (near, mut far) = duplex(1024);
        let mut guard = UnreadGuard::new(near, ALLOWED, 1 << 20);
        let mut taken = [0; 2048];
        for _ in 0..3 {
            let (written, read) = tokio::join!(
                async {
                    guard.write_all(&[0; 2048]).await?;
                    guard.flush().await
                },
                async {
                    sleep(ALLOWED / 2).await;
                    far.read_exact(&mut taken).await
                }
            );
            assert!(written.is_ok() && read.is_ok());
            sleep(2 * ALLOWED).await;
        }
    }
}
