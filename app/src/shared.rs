//! What both halves know: errors, languages, addresses, and pieces that both draw.

mod error;
mod icon;
mod locale;
pub mod paths;
pub mod session_end;

pub use error::{Error, Result};
pub use icon::Icon;
pub use locale::Locale;
