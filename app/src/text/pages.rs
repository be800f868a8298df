//! The words of pages and forms: they are said on the server alone.

mod account;
mod activity;
mod admin;
pub mod browser;
pub mod certificates;
mod change;
pub mod definitions;
mod errors;
mod find;
pub mod format;
mod frame;
mod images;
mod list;
mod members;
mod metadefs;
mod plain_upload;
pub mod policies;
pub mod protections;
mod sharing;
mod sign_in;
mod tasks;
mod usage;
mod words;

use crate::shared::Locale;

/// The product's name, the same in every language.
pub const PRODUCT: &str = "Vitrine";

/// The domain a name without one belongs to: a name itself, so the same in every language.
pub const DEFAULT_DOMAIN: &str = "Default";

/// A sentence.
pub type Text = &'static str;
/// A sentence about something that has a name.
pub type TextWithName = fn(&str) -> String;
/// A sentence about so many.
pub type TextWithCount = fn(u64) -> String;

/// Words of one place: each field in English and in Chinese beside each other.
macro_rules! spoken {
    ($(#[$doc:meta])* $name:ident { $($(#[$of_field:meta])* $field:ident: $kind:ty = $en:expr, $zh:expr;)* }) => {
        $(#[$doc])*
        pub struct $name { $($(#[$of_field])* pub $field: $kind),* }

        pub static TEXT: $crate::text::Translations<$name> = $crate::text::Translations {
            en: $name { $($field: $en),* },
            zh: $name { $($field: $zh),* },
        };
    };
}
use spoken;

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
    account: AccountText,
    activity: ActivityText,
    admin: AdminText,
    certificates: CertificatesText,
    change: ChangeText,
    errors: ErrorsText,
    find: FindText,
    frame: FrameText,
    images: ImagesText,
    list: ListText,
    members: MembersText,
    metadefs: MetadefsText,
    plain_upload: PlainUploadText,
    policies: PoliciesText,
    protections: ProtectionsText,
    sharing: SharingText,
    sign_in: SignInText,
    tasks: TasksText,
    usage: UsageText,
    words: WordsText,
}
