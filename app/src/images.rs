//! The pages about images.

mod checksums;
mod confirm;
mod detail;
mod empty;
mod list;
mod one;
mod table;

pub use confirm::ConfirmPage;
pub use detail::ImagePage;
pub use list::ImagesPage;
