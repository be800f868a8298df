use std::time::Duration;

use model::OffsetDateTime;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use sha2::{Digest, Sha256, Sha384, Sha512};
use webpki::{
    EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath,
    anchor_from_trusted_cert, ring as algorithms,
};
use x509_cert::der::Encode;

use crate::{
    Certificate, Distrust, Error, HashMethod, KeyType, Result, certificate::malformed, key::Key,
    usage::PURPOSES,
};

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

/// A certificate that names purposes must name signing code, or any purpose: one for a TLS server signs no images.
struct ForSignatures;

impl ExtendedKeyUsageValidator for ForSignatures {
    fn validate(
        &self,
        purposes: KeyPurposeIdIter<'_, '_>,
    ) -> std::result::Result<(), webpki::Error> {
        let mut is_named = false;
        for purpose in purposes {
            let numbers = purpose?.to_decoded_oid();
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            if PURPOSES.contains(&numbers.join(".").as_str()) {
                return Ok(());
            }
            is_named = true;
        }
        if is_named {
            // Whatever it is called: no other error comes of this.
            Err(webpki::Error::UnsupportedCriticalExtension)
        } else {
            Ok(())
        }
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
        let (mut anchors, mut roots, mut intermediates) = (Vec::new(), Vec::new(), Vec::new());
        for (issuer, der) in issuers.iter().zip(&ders) {
            if !issuer.is_self_signed {
                intermediates.push(der.clone());
            } else if let Ok(anchor) = anchor_from_trusted_cert(der) {
                anchors.push(anchor);
                roots.push(issuer);
            }
        }
        // An anchor is a name and a key; how long a chain may be, its certificate says.
        let is_short = |path: &VerifiedPath<'_>| {
            let below = path.intermediate_certificates().count();
            let root = anchors.iter().position(|one| one == path.anchor());
            let most = root.and_then(|at| roots[at].usage.most_below);
            if most.is_some_and(|most| below > usize::from(most)) {
                return Err(webpki::Error::PathLenConstraintViolated);
            }
            Ok(())
        };
        let der = CertificateDer::from(self.der.as_slice());
        let seconds = u64::try_from(now.unix_timestamp()).unwrap_or_default();
        let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let end = EndEntityCert::try_from(&der).map_err(|error| self.explain(&error))?;
        end.verify_for_usage(
            ALGORITHMS,
            &anchors,
            &intermediates,
            at,
            ForSignatures,
            None,
            Some(&is_short),
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
            // Critical extensions were looked at when the certificates were read; this one is ours, from above.
            webpki::Error::UnsupportedCriticalExtension => Distrust::Purpose,
            webpki::Error::UnsupportedCertVersion => Distrust::Version,
            webpki::Error::InvalidSignatureForPublicKey => Distrust::OtherIssuer,
            other => Distrust::Other(other.to_string()),
        };
        Error::Untrusted { subject, why }
    }
}

/// Whether a certificate that names itself as its issuer was signed with its own key. Otherwise the issuer is another, of the same
/// name, and must be registered.
pub(crate) fn is_signed_by_itself(
    read: &x509_cert::Certificate,
    der: &[u8],
    key: &Key,
) -> Result<bool> {
    let signed = read.tbs_certificate().to_der();
    let signed = signed.or_else(|error| malformed(&error))?;
    let signature = read.signature().raw_bytes();
    let der = CertificateDer::from(der);
    // Not of version 3, for example.
    let Ok(certificate) = EndEntityCert::try_from(&der) else {
        return Ok(false);
    };
    if matches!(
        key.key_type(),
        Some(KeyType::Secp384r1 | KeyType::Secp521r1)
    ) {
        // ring has no P-521, and no SHA-512 beside P-384.
        return Ok(
            key.verifies(HashMethod::Sha512, &Sha512::digest(&signed), signature)
                || key.verifies(HashMethod::Sha384, &Sha384::digest(&signed), signature)
                || key.verifies(HashMethod::Sha256, &Sha256::digest(&signed), signature),
        );
    }
    let mut algorithms = ALGORITHMS.iter();
    Ok(algorithms.any(|algorithm| {
        certificate
            .verify_signature(*algorithm, &signed, signature)
            .is_ok()
    }))
}
