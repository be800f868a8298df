//! Short addresses: they lead to the same thing in the project that the session is in.

use model::ImageId;

use super::{Page, PageRequest, PageResult};
use crate::{request, shared::paths::ProjectPaths};

/// The images, narrowed as the address says.
pub async fn home(asked: PageRequest) -> PageResult {
    let images = ProjectPaths(&asked.who()?.caller.project).images();
    let here = request::here();
    let query = here.split_once('?').map(|(_, query)| query);
    match query.filter(|query| !query.is_empty()) {
        Some(query) => Page::elsewhere(&format!("{images}?{query}")),
        None => Page::elsewhere(&images),
    }
}

/// One image.
pub async fn image(asked: PageRequest) -> PageResult {
    let project = &asked.who()?.caller.project;
    Page::elsewhere(&ProjectPaths(project).image(asked.part::<ImageId>("id")?))
}
