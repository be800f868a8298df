use std::{sync::Arc, time::Duration};

use ::identity::Principal;
use axum::{
    body::Body,
    extract::{FromRequest, Request},
};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header, request::Parts};
use http_body_util::BodyExt;
use model::{ErrorKind, Invalid};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};

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
        read_body(&parts, body, state).await.map(Self)
    }
}

/// The bytes that all bodies which are arriving may have in memory together, beyond [`Bounds::OPEN_BODY_MOST`] of each.
///
/// Bodies up to that size need none of it: nobody who fills it keeps others from signing in, or from small changes.
#[derive(Clone, Debug)]
pub struct BodyBudget(Arc<Semaphore>);

impl Default for BodyBudget {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(Bounds::BODIES_MOST)))
    }
}

impl BodyBudget {
    /// Takes what a body of `length` bytes, of which `held` are counted, needs more.
    fn grow<'a>(&'a self, held: &mut Option<SemaphorePermit<'a>>, length: usize) -> Result<()> {
        let have = held.as_ref().map_or(0, SemaphorePermit::num_permits);
        let more = length.saturating_sub(Bounds::OPEN_BODY_MOST + have);
        let more = self
            .0
            .try_acquire_many(u32::try_from(more).unwrap_or(u32::MAX));
        let more = more.map_err(|_| {
            Problem::new(
                ErrorKind::Unavailable,
                "Too many large requests are arriving just now. Try again in some seconds.",
            )
        })?;
        match held {
            Some(held) => held.merge(more),
            None => *held = Some(more),
        }
        Ok(())
    }
}

/// Reads a body whole: `413` beyond [`Bounds::BODY_MOST`], or [`Bounds::OPEN_BODY_MOST`] where nobody is signed in; `408`
/// where it does not come in time; `503` where all bodies together are too much.
pub async fn read_body(parts: &Parts, body: Body, state: &AppState) -> Result<Bytes> {
    let most = match parts.extensions.get::<Principal>() {
        Some(_) => Bounds::BODY_MOST,
        None => Bounds::OPEN_BODY_MOST,
    };
    read(&parts.headers, body, &state.config, &state.bodies, most).await
}

async fn read(
    headers: &HeaderMap,
    mut body: Body,
    config: &Config,
    budget: &BodyBudget,
    most: usize,
) -> Result<Bytes> {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| length > most as u64) {
        return Err(too_large(most));
    }
    let (mut bytes, mut held, begin) = (BytesMut::new(), None, Instant::now());
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
                let length = bytes.len() + data.len();
                if length > most {
                    return Err(too_large(most));
                }
                budget.grow(&mut held, length)?;
                bytes.extend_from_slice(&data);
            }
        }
    }
}

fn too_large(most: usize) -> Problem {
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

    async fn read_whole(headers: &HeaderMap, body: Body) -> Result<Bytes> {
        let budget = BodyBudget::default();
        read(headers, body, &config(1000), &budget, Bounds::BODY_MOST).await
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
    async fn a_body_that_stops_or_arrives_slowly_is_waited_for_so_long() {
        let stopped = Body::from_stream(stream::pending::<io::Result<Bytes>>());
        for body in [stopped, dripping(1)] {
            let begin = Instant::now();
            let read = read_whole(&HeaderMap::new(), body).await;
            let problem = read.expect_err("too slow");
            assert_eq!(problem.status(), 408, "{}", problem.message);
            assert!((ALLOWED..4 * ALLOWED).contains(&begin.elapsed()));
        }
    }

    #[tokio::test]
    async fn a_body_above_the_pace_may_take_longer() {
        let read = read_whole(&HeaderMap::new(), dripping(1000)).await;
        assert_eq!(read.expect("all of it").len(), 100_000);
    }

    #[tokio::test]
    async fn a_body_that_is_too_long_is_refused_before_it_is_read_or_where_it_becomes_so() {
        let length = Bounds::BODY_MOST as u64 + 1;
        let headers = HeaderMap::from_iter([(header::CONTENT_LENGTH, length.into())]);
        let unread = Body::from_stream(stream::pending::<io::Result<Bytes>>());
        let chunked = Body::from(vec![0; Bounds::BODY_MOST + 1]);
        for (headers, body) in [(headers, unread), (HeaderMap::new(), chunked)] {
            let read = read_whole(&headers, body).await;
            assert_eq!(read.expect_err("too long").status(), 413);
        }
        let most = Body::from(vec![0; Bounds::BODY_MOST]);
        let read = read_whole(&HeaderMap::new(), most).await;
        assert!(read.is_ok());
    }

    #[tokio::test]
    async fn large_bodies_share_a_budget_that_small_ones_do_not_need() {
        let budget = BodyBudget(Arc::new(Semaphore::new(Bounds::BODY_MOST)));
        let sent = |length| {
            let (budget, body) = (budget.clone(), Body::from(vec![0; length]));
            async move {
                let (headers, config) = (HeaderMap::new(), config(1000));
                let read = read(&headers, body, &config, &budget, Bounds::BODY_MOST).await;
                read.map_or_else(|problem| problem.status(), |_| StatusCode::OK)
            }
        };
        assert_eq!(sent(Bounds::BODY_MOST).await, 200);
        let others = budget.0.try_acquire_many(1 << 20).expect("half of it");
        assert_eq!(sent(Bounds::BODY_MOST).await, 503);
        assert_eq!(sent(Bounds::OPEN_BODY_MOST).await, 200);
        drop(others);
        assert_eq!(
            sent(Bounds::BODY_MOST).await,
            200,
            "what was held is released"
        );
    }
}
