//! Signatures of images: checked before data comes, and verified before the image is active.

mod error;
mod requirement;
mod verify;

pub use error::SignatureError;
pub(crate) use verify::{DigestCache, Verified};

/// The lock between activations of images, which share it, and whoever revokes a certificate or requires signatures: what they
/// changed holds for every image that is not active when they are done. It is taken after the row of the image.
pub(crate) const SIGNING: i64 = 0x7369_676e;

/// The property under which it is noted whose certificate verified the data of an image: a JSON object.
pub const SIGNATURE_NOTE: &str = "os_glance_signature";
