use model::OffsetDateTime;

use crate::{HashMethod, KeyType};

/// What is answered about signatures and certificates.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a signature or a certificate is not accepted: a sentence for whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error(
        "{missing} is missing: a signature needs img_signature, img_signature_hash_method, img_signature_key_type and img_signature_certificate_uuid"
    )]
    Incomplete { missing: &'static str },
    #[error("{property} {problem}")]
    Property {
        property: &'static str,
        problem: String,
    },
    #[error(
        "img_signature_key_type is {wanted}, but the key of certificate \"{subject}\" is {found}"
    )]
    OtherKey {
        wanted: KeyType,
        found: String,
        subject: String,
    },
    #[error(
        "the signature does not match the data: the data was changed, or the signature was not made with the key of certificate \"{subject}\" by {key} with {hash}"
    )]
    Mismatch {
        subject: String,
        key: KeyType,
        hash: HashMethod,
    },
    #[error("certificate {0}")]
    Unreadable(Unreadable),
    #[error("certificate \"{subject}\" expired on {}", .since.date())]
    Expired {
        subject: String,
        since: OffsetDateTime,
    },
    #[error("certificate \"{subject}\" is not valid before {}", .from.date())]
    NotYetValid {
        subject: String,
        from: OffsetDateTime,
    },
    #[error(
        "certificate \"{subject}\" is not for signatures: its key usage or extended key usage does not allow them"
    )]
    KeyUsage { subject: String },
    #[error(
        "no valid certificate of the issuer \"{issuer}\" is registered for certificate \"{subject}\": the issuer is missing, expired or revoked"
    )]
    NoIssuer { subject: String, issuer: String },
    #[error("certificate \"{subject}\" cannot be trusted: {why}")]
    Untrusted { subject: String, why: Distrust },
}

/// Why a text is no certificate that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("contains a private key: keep it secret and send only the certificate")]
    PrivateKey,
    #[error("is not in PEM format: it must begin with -----BEGIN CERTIFICATE-----")]
    NotPem,
    #[error("is not alone: send one certificate at a time, that of the issuer first")]
    Several,
    #[error("is larger than 16 KiB")]
    TooLarge,
    #[error("cannot be read: {0}")]
    Malformed(String),
}

/// Why nothing is verified with a certificate that can be read and is valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    #[error("images cannot be signed with this type of key ({0})")]
    Key(String),
    #[error("it is a CA certificate; sign images with one that is not")]
    Authority,
    #[error("the extended key usage of a certificate in its chain does not include code signing")]
    Purpose,
    #[error("it is not an X.509 v3 certificate")]
    Version,
    #[error("it was not signed by the issuer that it names")]
    OtherIssuer,
    #[error("{0}")]
    Other(String),
}
