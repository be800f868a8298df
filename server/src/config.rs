//! Configuration: defaults < file < `VITRINE_*` variables < flags, merged as one table and read once.

mod bounds;
mod cors;
mod image;
mod layers;
mod networks;
mod number;
mod policy;
mod property_protection;
mod quota;
mod registry;
mod retention;
mod settings;

pub use bounds::Bounds;
pub use image::ImageConfig;
pub use networks::Networks;
pub use property_protection::PropertyProtection;
pub use quota::QuotaConfig;
pub use retention::RetentionConfig;
pub(crate) use settings::is_loopback_name;
pub use settings::{Config, IdentityMode, StoreConfig, StoreKind};

/// Why the configuration cannot be used: one sentence that names the key.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

impl Error {
    fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

/// The result of reading configuration.
pub type Result<T> = std::result::Result<T, Error>;
