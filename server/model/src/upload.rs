use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{ImageId, Invalid, UploadId, stored::stored_words};

stored_words!(
    /// The state of an upload.
    UploadState, "upload state" {
        /// It takes bytes.
        Open = "open",
        /// Every byte arrived, and the image is active.
        Done = "done",
        /// It was cancelled, or failed; its bytes are gone or going.
        Ended = "ended",
    }
);

/// An upload as its owner may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Upload {
    pub id: UploadId,
    pub image: ImageId,
    pub state: UploadState,
    /// Bytes that are durable: none of them need ever be sent again.
    pub offset: u64,
    /// Bytes that the whole will be; unknown while a client streams.
    pub length: Option<u64>,
    #[serde(with = "crate::micros")]
    pub expires_at: OffsetDateTime,
    /// What its client said of it at the start, in tus' own spelling.
    pub metadata: String,
}

/// A digest that a client expects, in lowercase hex.
macro_rules! digest {
    ($(#[$doc:meta])* $name:ident, $field:literal, $digits:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name(String);

        impl $name {
            /// The digest in lowercase hex.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                if text.len() != $digits || !text.chars().all(|c| c.is_ascii_hexdigit()) {
                    return Err(Invalid::new($field, concat!("is not ", $digits, " hexadecimal digits")));
                }
                Ok(Self(text.to_ascii_lowercase()))
            }
        }
    };
}

digest!(
    /// A SHA-256 that the data must have.
    Sha256, "sha256", 64
);
digest!(
    /// A SHA-512 that the data must have.
    Sha512, "sha512", 128
);
