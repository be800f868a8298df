use std::fmt::Display;

use x509_cert::{
    TbsCertificate,
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages},
};

use crate::{Result, certificate::malformed};

/// Purposes of a key (extended key usage) that signing images is one of: signing code, and any.
pub(crate) const PURPOSES: [&str; 2] = ["1.3.6.1.5.5.7.3.3", "2.5.29.37.0"];

/// Extensions that are looked at here or by the validation of chains: basic constraints, key usage, extended key usage, name
/// constraints, subject alternative name.
const KNOWN: [&str; 5] = [
    "2.5.29.19",
    "2.5.29.15",
    "2.5.29.37",
    "2.5.29.30",
    "2.5.29.17",
];

/// What the extensions of a certificate let it be used for (RFC 5280, 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Whether its key may sign data.
    pub signs: bool,
    /// Whether it may issue certificates.
    pub is_authority: bool,
    /// How many certificates that issue others may stand between it and the last one of a chain.
    pub most_below: Option<u8>,
}

impl Usage {
    /// Refuses a certificate with a critical extension that nobody here looks at.
    pub fn of(tbs: &TbsCertificate) -> Result<Self> {
        for extension in tbs.extensions().into_iter().flatten() {
            let id = extension.extn_id.to_string();
            if extension.critical && !KNOWN.contains(&id.as_str()) {
                return malformed(&format_args!(
                    "it has a critical extension that is not known here, {id}"
                ));
            }
        }
        let constraints = tbs.get_extension::<BasicConstraints>();
        let constraints = constraints.or_else(|error| of_extension(&error))?;
        let usage = tbs.get_extension::<KeyUsage>();
        let usage = usage.or_else(|error| of_extension(&error))?;
        let purposes = tbs.get_extension::<ExtendedKeyUsage>();
        let purposes = purposes.or_else(|error| of_extension(&error))?;
        let allows = |wanted: KeyUsages| {
            let usage = usage.as_ref();
            usage.is_none_or(|(_, usage)| usage.0.into_iter().any(|one| one == wanted))
        };
        let fits = purposes.is_none_or(|(_, purposes)| {
            let mut purposes = purposes.0.iter();
            purposes.any(|one| PURPOSES.contains(&one.to_string().as_str()))
        });
        let constraints = constraints.map(|(_, constraints)| constraints);
        Ok(Self {
            signs: fits
                && (allows(KeyUsages::DigitalSignature) || allows(KeyUsages::NonRepudiation)),
            is_authority: constraints.as_ref().is_some_and(|one| one.ca)
                && allows(KeyUsages::KeyCertSign),
            most_below: constraints.and_then(|one| one.path_len_constraint),
        })
    }
}

fn of_extension<T>(error: &dyn Display) -> Result<T> {
    malformed(&format_args!("an extension of it: {error}"))
}
