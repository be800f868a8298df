use model::{CertificateId, ErrorKind, OffsetDateTime, ProjectId};

/// What is wrong with a signature, or with a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error(transparent)]
    Signing(#[from] signing::Error),
    /// Of one that is to be registered.
    #[error(transparent)]
    BadCertificate(signing::Error),
    #[error(
        "images of project {0} must be signed: set img_signature, img_signature_hash_method, img_signature_key_type and img_signature_certificate_uuid before you send the data"
    )]
    Required(ProjectId),
    #[error(
        "img_signature_certificate_uuid is {0}; no certificate with that ID is registered for the image's project"
    )]
    NoSuchCertificate(CertificateId),
    #[error("the key of certificate \"{subject}\" was revoked on {}", .at.date())]
    Revoked { subject: String, at: OffsetDateTime },
    #[error("{0} is fixed: the data of the image was verified with that signature")]
    Fixed(&'static str),
    #[error("Barbican, where the certificate may be, does not answer; try again in a moment")]
    KeyManager,
    #[error("no certificate {0}")]
    CertificateNotFound(CertificateId),
    #[error(
        "at most {0} certificates are copied from Barbican for one project; ask an admin to delete some"
    )]
    TooManyOfBarbican(i64),
    #[error(
        "certificate \"{subject}\" is revoked and cannot be deleted before it expires on {}", .until.date()
    )]
    RevocationKept {
        subject: String,
        until: OffsetDateTime,
    },
    #[error("certificate \"{0}\" is registered for that project, or for all projects, already")]
    Registered(String),
    #[error(
        "at most {0} certificates are registered for one project, and as many for all projects; delete one first"
    )]
    TooMany(i64),
}

impl SignatureError {
    /// A word for why data was refused, the same in every language and release.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Required(_) => Some("signature_required"),
            Self::Signing(_) | Self::NoSuchCertificate(_) | Self::Revoked { .. } => {
                Some("bad_signature")
            }
            _ => None,
        }
    }

    /// What a client can do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Signing(_)
            | Self::BadCertificate(_)
            | Self::Required(_)
            | Self::NoSuchCertificate(_)
            | Self::Revoked { .. } => ErrorKind::Invalid,
            Self::KeyManager => ErrorKind::Unavailable,
            Self::Fixed(_) => ErrorKind::Forbidden,
            Self::CertificateNotFound(_) => ErrorKind::NotFound,
            Self::Registered(_) | Self::RevocationKept { .. } => ErrorKind::Conflict,
            Self::TooMany(_) | Self::TooManyOfBarbican(_) => ErrorKind::TooLarge,
        }
    }
}
