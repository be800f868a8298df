use std::{net::IpAddr, sync::Arc};

use axum::{
    body::{Body, HttpBody},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderValue, Method, header};
use http_body_util::BodyExt;
use model::ErrorKind;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::ClientAddress;
use crate::{
    AppState,
    limit::{KeyPermit, PerKeyLimit},
    problem::Problem,
    serve::address_group,
};

/// An answer from this size on counts. Most are smaller: such a page of a list has hundreds of images.
const LARGE: u64 = 64 << 10;

/// The most of one address at once. A page of a list has 1 MiB, so one address holds 64 MiB of memory.
const OF_ONE: usize = 64;

/// The most of all addresses at once: 1 GiB.
const OF_ALL: usize = 1024;

/// Large answers that stay in memory until the client has read them.
#[derive(Clone, Debug)]
pub struct LargeAnswers {
    per_address: PerKeyLimit<IpAddr>,
    all: Arc<Semaphore>,
}

impl Default for LargeAnswers {
    fn default() -> Self {
        Self {
            per_address: PerKeyLimit::new(OF_ONE),
            all: Arc::new(Semaphore::new(OF_ALL)),
        }
    }
}

impl LargeAnswers {
    fn admit(&self, address: IpAddr) -> Option<(KeyPermit<IpAddr>, OwnedSemaphorePermit)> {
        let one = self.per_address.acquire(address_group(address))?;
        Some((one, Arc::clone(&self.all).try_acquire_owned().ok()?))
    }
}

/// Refuses a large answer to a client that has not read many others. Streams, such as downloads, are not in memory, and the
/// answer to a change is always given.
pub async fn limit_large_answers(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let is_counted = request.method() == Method::GET;
    let address = request.extensions().get::<ClientAddress>().copied();
    let response = next.run(request).await;
    let size = response.body().size_hint().exact();
    let (true, Some(ClientAddress(address))) = (is_counted, address) else {
        return response;
    };
    if size.is_none_or(|size| size < LARGE) {
        return response;
    }
    let Some(permit) = state.large_answers.admit(address) else {
        return too_many().into_response();
    };
    let (head, body) = response.into_parts();
    match body.collect().await {
        // The server lets go of the body before it has sent its bytes, so the bytes hold the permit.
        Ok(whole) => {
            let held = Held {
                data: whole.to_bytes(),
                _permit: permit,
            };
            Response::from_parts(head, Body::from(Bytes::from_owner(held)))
        }
        Err(error) => Problem::new(ErrorKind::Internal, error).into_response(),
    }
}

struct Held {
    data: Bytes,
    _permit: (KeyPermit<IpAddr>, OwnedSemaphorePermit),
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.data
    }
}

fn too_many() -> Problem {
    Problem::new(
        ErrorKind::Unavailable,
        "Too many large answers wait to be read. Read those that you have asked for, or ask for smaller pages (`limit`).",
    )
    .with(header::RETRY_AFTER, HeaderValue::from_static("5"))
}
