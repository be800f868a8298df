//! Every word people read, in every language. A text that is missing in one does not compile.

mod disk;
#[cfg(feature = "ssr")]
mod pages;
pub mod size;
mod upload;

#[cfg(feature = "ssr")]
pub use pages::*;

pub use upload::UploadText;

use crate::shared::Locale;

/// The same words in each language.
pub struct Translations<T: 'static> {
    pub en: T,
    pub zh: T,
}

impl<T> Translations<T> {
    /// Those in the language of this page.
    pub fn here(&'static self) -> &'static T {
        match Locale::here() {
            Locale::En => &self.en,
            Locale::Zh => &self.zh,
        }
    }
}

/// What is said of uploads, in the language of this page: by pages, and by the browser's program.
pub fn upload() -> &'static upload::UploadText {
    upload::TEXT.here()
}
