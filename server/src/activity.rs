//! Activity: lists and exports of what was done. `docs/api.md` promises what is here.

mod asked;
mod csv;
mod export;
mod list;
mod wire;

use http::Method;

use crate::doors::Doors;

/// The doors of activity.
pub fn doors() -> Doors {
    Doors::below("/api/v1")
        .door(&Method::GET, "/activity", list::list)
        .door(&Method::GET, "/activity.csv", export::csv)
        .door(&Method::GET, "/activity.ndjson", export::ndjson)
}
