//! Activity: lists and exports of what was done. `docs/api.md` promises what is here.

mod csv;
mod export;
mod list;
mod params;
mod wire;

use http::Method;

use crate::endpoints::Endpoints;

/// The endpoints of activity.
pub fn endpoints() -> Endpoints {
    Endpoints::below("/api/v1")
        .endpoint(&Method::GET, "/activity", list::list)
        .endpoint(&Method::GET, "/activity.csv", export::csv)
        .endpoint(&Method::GET, "/activity.ndjson", export::ndjson)
}
