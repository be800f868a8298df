//! Signatures of images: checked before data comes, and verified before the image is active.

mod error;
mod requirement;
mod verify;

pub use error::SignatureError;
pub(crate) use requirement::wait_for_activations;
pub(crate) use verify::{DigestCache, Verified};

/// The property under which it is noted whose certificate verified the data of an image: a JSON object.
pub const SIGNATURE_NOTE: &str = "os_glance_signature";
