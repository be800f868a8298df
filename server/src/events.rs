//! What changes, told to those who look at it: server-sent events.

mod feed;
mod limit;
mod listen;

pub use feed::Feed;
use http::Method;
pub use limit::Listeners;

use crate::doors::Doors;

/// The door of the change feed.
pub fn doors() -> Doors {
    Doors::below("/api/v1").door(&Method::GET, "/events", listen::listen)
}
