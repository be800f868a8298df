use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use model::CertificateId;

use crate::{Certificate, Error, HashMethod, KeyType, Result};

/// The four properties that make a signature. An image has all of them or none.
pub const PROPERTIES: [&str; 4] = [SIGNATURE, HASH_METHOD, KEY_TYPE, CERTIFICATE];

const SIGNATURE: &str = "img_signature";
const HASH_METHOD: &str = "img_signature_hash_method";
const KEY_TYPE: &str = "img_signature_key_type";
const CERTIFICATE: &str = "img_signature_certificate_uuid";

/// The most bytes of a signature: one by an RSA key of 8,192 bits has as many.
const LONGEST: usize = 1024;

/// The signature that the properties of an image describe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSignature {
    signature: Vec<u8>,
    pub hash: HashMethod,
    pub key: KeyType,
    pub certificate: CertificateId,
}

impl ImageSignature {
    /// What `properties` say. `None` where none of the four is there.
    pub fn of(properties: &BTreeMap<String, String>) -> Result<Option<Self>> {
        if !PROPERTIES.iter().any(|name| properties.contains_key(*name)) {
            return Ok(None);
        }
        let get = |missing: &'static str| {
            let value = properties.get(missing).map(|value| value.trim());
            value.ok_or(Error::Incomplete { missing })
        };
        let [signature, hash, key, certificate] = PROPERTIES.map(get);
        let (signature, hash, key, certificate) = (signature?, hash?, key?, certificate?);
        Ok(Some(Self {
            signature: decoded(signature)?,
            hash: HashMethod::named(hash).ok_or_else(|| {
                unknown(HASH_METHOD, hash, &HashMethod::ALL.map(HashMethod::as_str))
            })?,
            key: KeyType::named(key)
                .ok_or_else(|| unknown(KEY_TYPE, key, &KeyType::ALL.map(KeyType::as_str)))?,
            certificate: certificate
                .parse()
                .map_err(|_| problem(CERTIFICATE, "is not a UUID"))?,
        }))
    }

    /// Refuses a certificate whose key makes no such signature. Asked before any data comes.
    pub fn fits(&self, certificate: &Certificate) -> Result<()> {
        if certificate.key.key_type() == Some(self.key) {
            return Ok(());
        }
        Err(Error::OtherKey {
            wanted: self.key,
            found: certificate.key.word(),
            subject: certificate.subject.clone(),
        })
    }

    /// Refuses data with another `digest`, made by [`hash`](Self::hash), than that which was signed with the key of `certificate`.
    /// Whether that may be trusted is not asked here.
    pub fn verify(&self, certificate: &Certificate, digest: &[u8]) -> Result<()> {
        self.fits(certificate)?;
        if certificate.key.verifies(self.hash, digest, &self.signature) {
            return Ok(());
        }
        Err(Error::Mismatch {
            subject: certificate.subject.clone(),
            key: self.key,
            hash: self.hash,
        })
    }
}

/// The bytes of a signature in base64. White space in it is passed over: OpenSSL and editors break lines. So is `b'…'` around it:
/// openstackclient up to 10.5 sends what Python shows of bytes.
fn decoded(text: &str) -> Result<Vec<u8>> {
    let bare = text.strip_prefix("b'");
    let text = bare
        .and_then(|rest| rest.strip_suffix('\''))
        .unwrap_or(text);
    let text: String = text.split_ascii_whitespace().collect();
    let bytes = STANDARD
        .decode(text)
        .map_err(|_| problem(SIGNATURE, "is not base64"))?;
    match bytes.len() {
        0 => Err(problem(SIGNATURE, "is empty")),
        1..=LONGEST => Ok(bytes),
        _ => Err(problem(SIGNATURE, "is longer than any signature")),
    }
}

fn problem(property: &'static str, problem: &str) -> Error {
    Error::Property {
        property,
        problem: problem.to_owned(),
    }
}

fn unknown(property: &'static str, value: &str, known: &[&str]) -> Error {
    let value: String = value.chars().take(64).collect();
    let known = known.join(", ");
    problem(
        property,
        &format!("is `{value}`; it must be one of {known}"),
    )
}
