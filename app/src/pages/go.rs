//! Short addresses: they lead to the same thing in the project that the session is in.

use model::ImageId;

use super::{Asked, Made, Page};
use crate::paths::In;

/// The images.
pub async fn home(asked: Asked) -> Made {
    Page::elsewhere(&In(&asked.who()?.caller.project).images())
}

/// One image.
pub async fn image(asked: Asked) -> Made {
    let project = &asked.who()?.caller.project;
    Page::elsewhere(&In(project).image(asked.part::<ImageId>("id")?))
}
