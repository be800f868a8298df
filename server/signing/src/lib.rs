//! Signatures of image data: what the properties `img_signature*` say, and the certificates that they are verified with.
//!
//! Nothing here reads a database or a network: the caller brings the certificates and the digest of the data.
//!
//! X.509 certificates are those of RFC 5280, RSA-PSS that of RFC 8017 (with a salt of any length), ECDSA that of FIPS 186-5 with
//! signatures in DER, Ed25519 that of RFC 8032 over the digest.

mod certificate;
mod chain;
mod error;
mod hash;
mod key;
mod properties;
mod usage;

pub use certificate::{Certificate, pem};
pub use error::{Distrust, Error, Result, Unreadable};
pub use hash::HashMethod;
pub use key::KeyType;
pub use properties::{ImageSignature, PROPERTIES};
