//! A form with files, read without holding what is sent: between the pieces of fields only so many bytes may come, fields
//! are counted, and everything keeps the least pace of an upload.
//!
//! `multer` gathers bytes until it finds the end of a part's head or the first boundary, however far that is, and all that
//! the connection has ready; its `Constraints` bound neither.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use futures::Stream;
use multer::{Field, Multipart, bytes::Bytes};
use registry::{Pace, PaceMeter};
use tokio::time::{Instant, timeout};

use super::Bytestream;

/// The most bytes between the data of two fields: boundaries, heads, a preamble. Browsers send some hundred.
const BETWEEN: u64 = 64 << 10;
/// Fields of a form. Ours has two.
const FIELDS: usize = 16;
/// Bytes that are handed on at once, so that no more than that is gathered before somebody takes it.
const PIECE: usize = 16 << 10;

/// Why a form is not read any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormError {
    /// It is not a whole form, or not one that a browser sends.
    Broken,
    TooSlow,
}

/// A form, field by field.
pub struct Form {
    multipart: Multipart<'static>,
    fields: usize,
    passed: PassedBytes,
    meter: PaceMeter,
}

/// Bytes that passed, counted by the stream and looked at by the form.
#[derive(Clone, Debug, Default)]
struct PassedBytes {
    all: Arc<AtomicU64>,
    /// Of them, those since somebody last got something.
    since: Arc<AtomicU64>,
}

impl Form {
    pub fn new(body: Bytestream, boundary: String, pace: Pace) -> Self {
        let passed = PassedBytes::default();
        let bounded = BoundedBody {
            body,
            carry: Bytes::new(),
            rest: false,
            passed: passed.clone(),
        };
        Self {
            multipart: Multipart::new(bounded, boundary),
            fields: 0,
            passed,
            meter: PaceMeter::new(pace),
        }
    }

    /// The next field. What was not read of the one before is skipped.
    pub async fn next_field(&mut self) -> Result<Option<Field<'static>>, FormError> {
        let next = paced(&mut self.meter, &self.passed, self.multipart.next_field()).await?;
        self.fields += usize::from(next.is_some());
        if self.fields > FIELDS {
            return Err(FormError::Broken);
        }
        Ok(next)
    }

    /// The next bytes of a field.
    pub async fn piece(&mut self, field: &mut Field<'static>) -> Result<Option<Bytes>, FormError> {
        paced(&mut self.meter, &self.passed, field.chunk()).await
    }

    /// Reads what is left, and keeps nothing of it.
    pub async fn drain(&mut self) -> Result<(), FormError> {
        while let Some(mut field) = self.next_field().await? {
            while self.piece(&mut field).await?.is_some() {}
        }
        Ok(())
    }
}

/// Waits for something, window by window, as long as bytes come fast enough.
async fn paced<T>(
    meter: &mut PaceMeter,
    passed: &PassedBytes,
    wanted: impl Future<Output = multer::Result<T>>,
) -> Result<T, FormError> {
    let mut wanted = std::pin::pin!(wanted);
    loop {
        let (began, before) = (Instant::now(), passed.all.load(Ordering::Relaxed));
        let got = timeout(meter.left(), &mut wanted).await;
        let came = passed.all.load(Ordering::Relaxed) - before;
        let enough = meter.count(began.elapsed(), came);
        if let Ok(got) = got {
            passed.since.store(0, Ordering::Relaxed);
            return got.map_err(|_| FormError::Broken);
        }
        if !enough {
            return Err(FormError::TooSlow);
        }
    }
}

/// A body in small pieces, between any two of which the reader gets its turn. It fails where too much comes of which the
/// reader makes nothing.
struct BoundedBody {
    body: Bytestream,
    carry: Bytes,
    /// Whether the reader gets its turn before the next piece.
    rest: bool,
    passed: PassedBytes,
}

impl Stream for BoundedBody {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.rest) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        while self.carry.is_empty() {
            match self.body.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => self.carry = bytes,
                other => return other,
            }
        }
        let most = self.carry.len().min(PIECE);
        let piece = self.carry.split_to(most);
        let size = piece.len() as u64;
        self.passed.all.fetch_add(size, Ordering::Relaxed);
        if self.passed.since.fetch_add(size, Ordering::Relaxed) + size > BETWEEN {
            let why = "more comes between two fields than belongs there";
            return Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::InvalidData, why))));
        }
        self.rest = true;
        Poll::Ready(Some(Ok(piece)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::{StreamExt, stream};

    use super::*;

    const PACE: Pace = Pace {
        rate: 1000,
        window: Duration::from_millis(300),
    };

    /// A form of which `sent` counts how much was taken from it.
    fn form(start: &str, then: &'static [u8], times: usize) -> (Form, Arc<AtomicU64>) {
        let sent = Arc::new(AtomicU64::new(0));
        let count = sent.clone();
        let start = Bytes::from(start.to_owned());
        let rest = stream::iter(std::iter::repeat_n(Bytes::from_static(then), times));
        let body = stream::iter([start]).chain(rest).map(move |piece| {
            count.fetch_add(piece.len() as u64, Ordering::Relaxed);
            Ok(piece)
        });
        (Form::new(body.boxed(), "x".into(), PACE), sent)
    }

    const NOISE: &[u8] = &[b'a'; 4096];
    /// Sixteen times what may come between two fields.
    const FLOOD: usize = 256;

    #[tokio::test]
    async fn a_preamble_or_a_head_without_end_is_not_gathered() {
        for start in [
            "no boundary at all ",
            "--x\r\ncontent-disposition: form-data; name=\"",
            "--x",
            "--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--x\r\nx: ",
        ] {
            let (mut form, sent) = form(start, NOISE, FLOOD);
            assert_eq!(form.drain().await, Err(FormError::Broken), "{start}");
            let sent = sent.load(Ordering::Relaxed);
            assert!(sent < 3 * BETWEEN, "{sent} bytes were taken after {start}");
        }
    }

    #[tokio::test]
    async fn a_field_may_be_long_and_is_handed_on_in_pieces() {
        let (mut form, _) = form(
            "--x\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\n",
            NOISE,
            FLOOD,
        );
        let mut field = form.next_field().await.expect("a form").expect("a field");
        let mut got = 0;
        let end = loop {
            match form.piece(&mut field).await {
                Ok(Some(piece)) => {
                    assert!(piece.len() <= 2 * PIECE, "{} bytes at once", piece.len());
                    got += piece.len();
                }
                end => break end,
            }
        };
        assert_eq!(got, FLOOD * NOISE.len());
        assert_eq!(end, Err(FormError::Broken), "its end never came");
    }

    #[tokio::test]
    async fn a_form_has_so_many_fields_and_no_more() {
        let field = "--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n";
        let (mut few, _) = form(&format!("{}--x--\r\n", field.repeat(FIELDS)), b"", 0);
        assert_eq!(few.drain().await, Ok(()));
        let (mut many, _) = form(&format!("{}--x--\r\n", field.repeat(FIELDS + 1)), b"", 0);
        assert_eq!(many.drain().await, Err(FormError::Broken));
    }

    #[tokio::test]
    async fn a_body_that_arrives_too_slowly_is_stopped_anywhere() {
        for start in [
            "--x",
            "--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nvalue",
        ] {
            let body = stream::iter([Ok(Bytes::from(start))]).chain(stream::pending());
            let mut form = Form::new(body.boxed(), "x".into(), PACE);
            assert_eq!(form.drain().await, Err(FormError::TooSlow), "{start}");
        }
    }
}
