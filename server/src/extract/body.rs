use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{FromRef, FromRequest, Request},
};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use model::{ErrorKind, Invalid};
use tokio::time::{Instant, timeout_at};

use crate::{
    AppState, Bounds, Config,
    problem::{Problem, Result},
};

/// A body that is held in memory: of bounded size, and here within a bounded time.
#[derive(Clone, Debug)]
pub struct Buffered(pub Bytes);

impl FromRequest<AppState> for Buffered {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let config = Arc::<Config>::from_ref(state);
        read_body(&parts.headers, body, &config).await.map(Self)
    }
}

/// Reads a body whole: `413` beyond [`Bounds::BODY_MOST`], `408` where it does not come in time.
pub async fn read_body(headers: &HeaderMap, mut body: Body, config: &Config) -> Result<Bytes> {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| length > Bounds::BODY_MOST as u64) {
        return Err(too_large());
    }
    let (mut bytes, begin) = (BytesMut::new(), Instant::now());
    loop {
        let pace = bytes.len() as u64 * 1000;
        let granted = pace.checked_div(config.upload_min_rate).unwrap_or_default();
        let deadline = begin + config.bounds.body + Duration::from_millis(granted);
        let frame = timeout_at(deadline, body.frame()).await;
        match frame.map_err(|_| too_slow(bytes.len()))? {
            None => return Ok(bytes.freeze()),
            Some(Err(error)) => {
                tracing::debug!(%error, "a body broke off");
                return Err(Invalid::new("the body", "did not arrive whole").into());
            }
            Some(Ok(frame)) => {
                let data = frame.into_data().unwrap_or_default();
                if bytes.len() + data.len() > Bounds::BODY_MOST {
                    return Err(too_large());
                }
                bytes.extend_from_slice(&data);
            }
        }
    }
}

fn too_large() -> Problem {
    let most = Bounds::BODY_MOST;
    let message =
        format_args!("The body is longer than {most} bytes, the most that is taken here.")
            .to_string();
    Problem::new(ErrorKind::TooLarge, message)
}

fn too_slow(got: usize) -> Problem {
    let message =
        format_args!("The body did not arrive in time: only {got} bytes of it did.").to_string();
    Problem::new(ErrorKind::Invalid, message).with_status(StatusCode::REQUEST_TIMEOUT)
}

#[cfg(test)]
mod tests {
    use std::{io, iter::repeat_n};

    use futures::{StreamExt, stream};
    use tokio::time::sleep;

    use super::*;

    const ALLOWED: Duration = Duration::from_millis(200);

    fn config(rate: u64) -> Config {
        let table = format!("upload_min_rate = {rate}").parse().expect("TOML");
        let mut config = Config::from_table(table).expect("a configuration");
        config.bounds.body = ALLOWED;
        config
    }

    /// A body of a hundred pieces of `size` bytes, one each 10 ms.
    fn dripping(size: usize) -> Body {
        let pieces = stream::iter(repeat_n(vec![0; size], 100));
        Body::from_stream(pieces.then(|piece| async {
            sleep(Duration::from_millis(10)).await;
            Ok::<_, io::Error>(piece)
        }))
    }

    #[tokio::test]
    async fn a_body_that_stops_or_drips_is_waited_for_so_long() {
        let stopped = Body::from_stream(stream::pending::<io::Result<Bytes>>());
        for body in [stopped, dripping(1)] {
            let begin = Instant::now();
            let read = read_body(&HeaderMap::new(), body, &config(1000)).await;
            let problem = read.expect_err("too slow");
            assert_eq!(problem.status(), 408, "{}", problem.message);
            assert!((ALLOWED..4 * ALLOWED).contains(&begin.elapsed()));
        }
    }

    #[tokio::test]
    async fn a_body_above_the_pace_may_take_longer() {
        let read = read_body(&HeaderMap::new(), dripping(1000), &config(1000)).await;
        assert_eq!(read.expect("all of it").len(), 100_000);
    }

    #[tokio::test]
    async fn a_body_that_is_too_long_is_refused_before_it_is_read_or_where_it_becomes_so() {
        let length = Bounds::BODY_MOST as u64 + 1;
        let headers = HeaderMap::from_iter([(header::CONTENT_LENGTH, length.into())]);
        let unread = Body::from_stream(stream::pending::<io::Result<Bytes>>());
        let chunked = Body::from(vec![0; Bounds::BODY_MOST + 1]);
        for (headers, body) in [(headers, unread), (HeaderMap::new(), chunked)] {
            let read = read_body(&headers, body, &config(1000)).await;
            assert_eq!(read.expect_err("too long").status(), 413);
        }
        let most = Body::from(vec![0; Bounds::BODY_MOST]);
        let read = read_body(&HeaderMap::new(), most, &config(1000)).await;
        assert!(read.is_ok());
    }
}
