//! What a backup and a restore do with the data of images, and what a restored registry is left with.

mod copied;
mod hold;
mod restored;

pub use copied::StoredObject;
pub use hold::Hold;
pub(crate) use hold::REMOVABLE;
pub use restored::Ended;
