//! The words of the browser's half: what is said of uploads, in every language. What pages say is in `pages/text`.

mod disk;
pub mod size;
mod upload;

pub use upload::UploadText;

use crate::locale::Locale;

/// What is said of uploads, in the language of this page.
pub fn text() -> &'static UploadText {
    match Locale::here() {
        Locale::En => &upload::EN,
        Locale::Zh => &upload::ZH,
    }
}
