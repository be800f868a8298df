use std::{
    collections::BTreeSet,
    fmt,
    sync::{Mutex, PoisonError},
};

/// A word that this release does not know, as a row holds it that a newer release wrote.
///
/// It can be shown, compared and written back unchanged. Nothing may be decided by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unrecognized(&'static str);

/// Different words that one process keeps: a newer release has a few new ones, and requests cannot bring any.
const MOST: usize = 256;
/// The longest such word in bytes: ours have at most 20.
const LONGEST: usize = 64;
/// What stands for a word that is longer, or one too many.
const NOT_KEPT: &str = "unrecognized";

/// The words that were read. Each lives as long as the process, so that enums with them stay `Copy`.
static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

impl Unrecognized {
    /// The word `text`.
    pub fn new(text: &str) -> Self {
        // Nothing in here panics half way through a change.
        let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(word) = words.get(text) {
            return Self(word);
        }
        if words.len() >= MOST || text.len() > LONGEST {
            return Self(NOT_KEPT);
        }
        let word: &'static str = Box::leak(text.to_owned().into_boxed_str());
        words.insert(word);
        Self(word)
    }

    /// The word itself.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Unrecognized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// An enum that is kept in rows as one fixed lowercase word for each value.
///
/// It is open: `From<String>` is for what a row holds, and keeps a word of a newer release as `Other`. `FromStr` and
/// serde are for what a request says, and refuse such a word.
macro_rules! stored_words {
    (
        $(#[$doc:meta])* $name:ident, $field:literal { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// What a newer release wrote.
            Other($crate::Unrecognized),
        }

        impl $name {
            /// Every value that this release knows, in the order in which it is offered.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word on the wire and in the database.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word.as_str(),
                }
            }

            /// Whether this release knows what it means.
            pub fn is_recognized(self) -> bool {
                !matches!(self, Self::Other(_))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::Invalid;

            fn from_str(text: &str) -> Result<Self, $crate::Invalid> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::Invalid::new(
                        $field,
                        format_args!("`{text}` is not one of {}", [$($word),+].join(", ")),
                    )),
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                text.parse().unwrap_or_else(|_| Self::Other($crate::Unrecognized::new(&text)))
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <String as ::serde::Deserialize>::deserialize(from)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }

        $crate::text_column!($name);
    };
}
pub(crate) use stored_words;

#[cfg(test)]
mod tests {
    use crate::{Status, Visibility};

    #[test]
    fn a_row_may_hold_a_word_of_a_newer_release_and_a_request_may_not() {
        let read = Status::from("quarantined".to_owned());
        assert_eq!(read.as_str(), "quarantined");
        assert_eq!(read, Status::from("quarantined".to_owned()));
        assert!(!read.is_recognized() && !read.has_data() && !read.accepts_data());
        assert!("quarantined".parse::<Status>().is_err());
        assert_eq!(Status::from("active".to_owned()), Status::Active);
        let text = serde_json::to_string(&Visibility::from("tenant".to_owned())).expect("text");
        assert_eq!(text, r#""tenant""#);
        assert!(serde_json::from_str::<Visibility>(&text).is_err());
        // In the same test, because it uses up the room that all tests of this process share.
        let long = Status::from("x".repeat(super::LONGEST + 1));
        assert_eq!(long.as_str(), super::NOT_KEPT);
        for number in 0..2 * super::MOST {
            assert!(!Status::from(format!("state-{number}")).is_recognized());
        }
        let kept = super::WORDS.lock().expect("unharmed").len();
        assert_eq!(kept, super::MOST);
        assert_eq!(read.as_str(), "quarantined");
    }
}
