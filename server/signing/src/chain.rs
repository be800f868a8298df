use std::time::Duration;

use model::OffsetDateTime;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use webpki::{
    EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert,
    ring as algorithms,
};

use crate::{Certificate, Distrust, Error, Result};

/// With what certificates may be signed.
static ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    algorithms::RSA_PKCS1_2048_8192_SHA256,
    algorithms::RSA_PKCS1_2048_8192_SHA384,
    algorithms::RSA_PKCS1_2048_8192_SHA512,
    algorithms::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    algorithms::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    algorithms::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
    algorithms::ECDSA_P256_SHA256,
    algorithms::ECDSA_P256_SHA384,
    algorithms::ECDSA_P384_SHA256,
    algorithms::ECDSA_P384_SHA384,
    algorithms::ED25519,
];

/// No extended key usage is made for images, so none is asked for.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> std::result::Result<(), webpki::Error> {
        Ok(())
    }
}

impl Certificate {
    /// Refuses a certificate that cannot sign images now: it must be valid, be for signatures, and be self-signed (then whoever
    /// registered it trusts it as it is) or have a valid chain of issuers among `registered` up to a self-signed one.
    ///
    /// `registered` holds no revoked certificate.
    pub fn check(&self, registered: &[Self], now: OffsetDateTime) -> Result<()> {
        if self.is_self_signed {
            return self.check_dates_and_usage(now);
        }
        self.check_issued(registered, now)
    }

    /// The same without trust: refuses a certificate that is not valid now, or not for signatures.
    pub fn check_dates_and_usage(&self, now: OffsetDateTime) -> Result<()> {
        self.check_validity(now)?;
        self.check_usage()
    }

    /// The same as [`check`](Self::check) for a certificate that nobody registered: it must be issued by a registered one.
    pub fn check_issued(&self, registered: &[Self], now: OffsetDateTime) -> Result<()> {
        self.check_dates_and_usage(now)?;
        let issuers = registered.iter().filter(|one| one.is_authority);
        let issuers: Vec<&Self> = issuers
            .filter(|one| one.check_validity(now).is_ok())
            .collect();
        let ders: Vec<CertificateDer<'_>> = issuers
            .iter()
            .map(|one| CertificateDer::from(one.der.as_slice()))
            .collect();
        let (mut anchors, mut intermediates) = (Vec::new(), Vec::new());
        for (issuer, der) in issuers.iter().zip(&ders) {
            if issuer.is_self_signed {
                anchors.extend(anchor_from_trusted_cert(der));
            } else {
                intermediates.push(der.clone());
            }
        }
        let der = CertificateDer::from(self.der.as_slice());
        let seconds = u64::try_from(now.unix_timestamp()).unwrap_or_default();
        let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let end = EndEntityCert::try_from(&der).map_err(|error| self.explain(&error))?;
        end.verify_for_usage(
            ALGORITHMS,
            &anchors,
            &intermediates,
            at,
            AnyUsage,
            None,
            None,
        )
        .map(drop)
        .map_err(|error| self.explain(&error))
    }

    fn explain(&self, error: &webpki::Error) -> Error {
        let subject = self.subject.clone();
        let why = match error {
            webpki::Error::UnknownIssuer | webpki::Error::CertExpired { .. } => {
                let issuer = self.issuer.clone();
                return Error::NoIssuer { subject, issuer };
            }
            webpki::Error::CaUsedAsEndEntity => Distrust::Authority,
            webpki::Error::UnsupportedCertVersion => Distrust::Version,
            webpki::Error::InvalidSignatureForPublicKey => Distrust::OtherIssuer,
            other => Distrust::Other(other.to_string()),
        };
        Error::Untrusted { subject, why }
    }
}
