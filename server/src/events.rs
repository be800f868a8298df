//! What changes, told to those who look at it: server-sent events.

mod feed;
mod limit;
mod listen;

pub use feed::Feed;
use http::Method;
pub use limit::Listeners;

use crate::endpoints::Endpoints;

/// The endpoint of the change feed.
pub fn endpoints() -> Endpoints {
    Endpoints::below("/api/v1").endpoint(&Method::GET, "/events", listen::listen)
}
