//! The pages about images.

mod change;
mod change_fields;
mod checksums;
mod columns;
mod confirm;
mod detail;
mod empty;
mod filters;
mod findings;
mod list;
mod members;
mod plain_upload;
mod pointer;
mod property_fields;
mod selected;
mod signature;
mod snippets;
mod table;
mod tasks;
mod unfinished;
mod view;

pub use confirm::confirm;
pub use detail::detail;
pub use list::list;
pub use selected::selected;
