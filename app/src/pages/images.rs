//! The pages about images.

mod checksums;
mod confirm;
mod detail;
mod empty;
mod list;
mod table;

pub use confirm::confirm;
pub use detail::detail;
pub use list::list;
