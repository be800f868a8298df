//! Every word of the pages, in every language. A text that is missing in one does not compile.

mod errors;
pub mod format;
mod frame;
mod images;
mod sign_in;
mod words;

use crate::locale::Locale;

/// The product's name, the same in every language.
pub const PRODUCT: &str = "Vitrine";

/// The domain a name without one belongs to: a name itself, so the same in every language.
pub const DEFAULT_DOMAIN: &str = "Default";

/// The same words in each language.
pub struct Spoken<T: 'static> {
    pub en: T,
    pub zh: T,
}

impl<T> Spoken<T> {
    /// Those in the language of this page.
    pub fn here(&'static self) -> &'static T {
        match locale() {
            Locale::En => &self.en,
            Locale::Zh => &self.zh,
        }
    }
}

/// The language of this page.
pub fn locale() -> Locale {
    Locale::here()
}

macro_rules! catalogues {
    ($($name:ident: $text:ident,)*) => {
        $(
            /// These words in the language of this page.
            pub fn $name() -> &'static $name::$text {
                $name::TEXT.here()
            }
        )*
    };
}

catalogues! {
    errors: ErrorsText,
    frame: FrameText,
    images: ImagesText,
    sign_in: SignInText,
    words: WordsText,
}
