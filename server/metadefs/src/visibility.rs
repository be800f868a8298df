use std::str::FromStr;

use model::Invalid;
use serde::{Deserialize, Serialize};

/// Who may see a namespace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NamespaceVisibility {
    /// Everybody.
    Public,
    /// The project that owns it.
    #[default]
    Private,
}

impl NamespaceVisibility {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }
}

impl FromStr for NamespaceVisibility {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        match word {
            "public" => Ok(Self::Public),
            "private" => Ok(Self::Private),
            _ => {
                let why = format_args!("`{word}` is neither public nor private");
                Err(Invalid::new("visibility", why))
            }
        }
    }
}
