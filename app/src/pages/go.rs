//! Short addresses: they lead to the same thing in the project that the session is in.

use model::ImageId;

use super::{Asked, Made, Page};
use crate::{paths::In, ssr};

/// The images, narrowed as the address says.
pub async fn home(asked: Asked) -> Made {
    let images = In(&asked.who()?.caller.project).images();
    let here = ssr::here();
    let query = here.split_once('?').map(|(_, query)| query);
    match query.filter(|query| !query.is_empty()) {
        Some(query) => Page::elsewhere(&format!("{images}?{query}")),
        None => Page::elsewhere(&images),
    }
}

/// One image.
pub async fn image(asked: Asked) -> Made {
    let project = &asked.who()?.caller.project;
    Page::elsewhere(&In(project).image(asked.part::<ImageId>("id")?))
}
