//! Every word the dashboard says, in every language it speaks. A text that is missing in one does not compile.

mod errors;
pub mod format;
mod frame;
mod images;
mod sign_in;
mod upload;
mod words;

pub use errors::ErrorsText;
pub use frame::FrameText;
pub use images::ImagesText;
pub use sign_in::SignInText;
pub use upload::UploadText;
pub use words::WordsText;

use crate::{locale::Locale, preferences::Preferences};

/// The product's name, the same in every language.
pub const PRODUCT: &str = "Vitrine";

/// The domain a name without one belongs to: a name itself, so the same in every language.
pub const DEFAULT_DOMAIN: &str = "Default";

/// The catalogue of one language.
pub struct Text {
    pub locale: Locale,
    pub frame: &'static FrameText,
    pub images: &'static ImagesText,
    pub sign_in: &'static SignInText,
    pub errors: &'static ErrorsText,
    pub words: &'static WordsText,
    pub upload: &'static UploadText,
}

static EN: Text = Text {
    locale: Locale::En,
    frame: &frame::EN,
    images: &images::EN,
    sign_in: &sign_in::EN,
    errors: &errors::EN,
    words: &words::EN,
    upload: &upload::EN,
};

static ZH: Text = Text {
    locale: Locale::Zh,
    frame: &frame::ZH,
    images: &images::ZH,
    sign_in: &sign_in::ZH,
    errors: &errors::ZH,
    words: &words::ZH,
    upload: &upload::ZH,
};

/// The catalogue in the language of this page.
pub fn text() -> &'static Text {
    match Preferences::current().locale {
        Locale::En => &EN,
        Locale::Zh => &ZH,
    }
}
