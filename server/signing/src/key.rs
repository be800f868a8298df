use std::fmt;

use p384::ecdsa::signature::hazmat::PrehashVerifier;
use ring::signature::UnparsedPublicKey;
use rsa::{pkcs8::DecodePublicKey, pss, traits::PublicKeyParts};
use sha2::{Sha224, Sha256, Sha384, Sha512};

use crate::HashMethod;

/// The kinds of keys that a signature may be made with, as `img_signature_key_type` calls them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    RsaPss,
    Secp384r1,
    Secp521r1,
    Ed25519,
}

impl KeyType {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::RsaPss,
        Self::Secp384r1,
        Self::Secp521r1,
        Self::Ed25519,
    ];

    /// Its name in the property. Ed25519 is a name of ours: Glance has none.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RsaPss => "RSA-PSS",
            Self::Secp384r1 => "ECC_SECP384R1",
            Self::Secp521r1 => "ECC_SECP521R1",
            Self::Ed25519 => "ED25519",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The public key of a certificate.
#[derive(Clone, Debug)]
pub(crate) enum Key {
    Rsa(Box<rsa::PublicKey>),
    P384(Box<p384::ecdsa::VerifyingKey>),
    P521(Box<p521::ecdsa::VerifyingKey>),
    Ed25519(Vec<u8>),
    /// One that signs no image, but perhaps certificates.
    Other(String),
}

/// The least bytes of an RSA modulus: 2,048 bits.
const LEAST_RSA: usize = 256;

/// Object identifiers of kinds of keys that sign no image, for messages.
const OTHERS: [(&str, &str); 5] = [
    ("1.2.840.10045.3.1.7", "an elliptic curve key on P-256"),
    (
        "1.2.840.10045.2.1",
        "an elliptic curve key on another curve",
    ),
    ("1.2.840.10040.4.1", "a DSA key"),
    (
        "1.2.840.113549.1.1.1",
        "an RSA key of fewer than 2,048 or more than 8,192 bits",
    ),
    ("1.3.101.113", "an Ed448 key"),
];

impl Key {
    /// The key that `spki` holds in DER: `algorithm` and `curve` are the object identifiers in it.
    pub fn of(spki: &[u8], bits: &[u8], algorithm: &str, curve: Option<&str>) -> Self {
        let key = match (algorithm, curve) {
            ("1.2.840.113549.1.1.1", _) => rsa::PublicKey::from_public_key_der(spki)
                .ok()
                .filter(|key| key.size() >= LEAST_RSA)
                .map(|key| Self::Rsa(Box::new(key))),
            (_, Some("1.3.132.0.34")) => p384::ecdsa::VerifyingKey::from_public_key_der(spki)
                .ok()
                .map(|key| Self::P384(Box::new(key))),
            (_, Some("1.3.132.0.35")) => p521::ecdsa::VerifyingKey::from_public_key_der(spki)
                .ok()
                .map(|key| Self::P521(Box::new(key))),
            ("1.3.101.112", _) => Some(Self::Ed25519(bits.to_vec())),
            _ => None,
        };
        key.unwrap_or_else(|| {
            let known = |oid: &str| OTHERS.iter().find(|(known, _)| *known == oid);
            let word = curve.and_then(known).or_else(|| known(algorithm));
            let word = word.map(|(_, word)| (*word).to_owned());
            Self::Other(word.unwrap_or_else(|| format!("a key of the algorithm {algorithm}")))
        })
    }

    /// Which signatures it makes.
    pub fn key_type(&self) -> Option<KeyType> {
        match self {
            Self::Rsa(_) => Some(KeyType::RsaPss),
            Self::P384(_) => Some(KeyType::Secp384r1),
            Self::P521(_) => Some(KeyType::Secp521r1),
            Self::Ed25519(_) => Some(KeyType::Ed25519),
            Self::Other(_) => None,
        }
    }

    /// What it is, in a word or two.
    pub fn word(&self) -> String {
        match (self, self.key_type()) {
            (Self::Other(word), _) => word.clone(),
            (_, Some(kind)) => kind.to_string(),
            (_, None) => String::new(),
        }
    }

    /// Whether `signature` is one by this key of the data with that digest.
    pub fn verifies(&self, hash: HashMethod, digest: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa(key) => verifies_pss(key, hash, digest, signature),
            Self::P384(key) => p384::ecdsa::Signature::from_der(signature).is_ok_and(|signature| {
                key.verify_prehash(&padded::<48>(digest), &signature)
                    .is_ok()
            }),
            Self::P521(key) => p521::ecdsa::Signature::from_der(signature).is_ok_and(|signature| {
                key.verify_prehash(&padded::<66>(digest), &signature)
                    .is_ok()
            }),
            Self::Ed25519(key) => UnparsedPublicKey::new(&ring::signature::ED25519, key)
                .verify(digest, signature)
                .is_ok(),
            Self::Other(_) => false,
        }
    }
}

/// As OpenStack's clients make it: the mask is made with the hash of the data, and the salt is of any length.
fn verifies_pss(key: &rsa::PublicKey, hash: HashMethod, digest: &[u8], signature: &[u8]) -> bool {
    let Ok(signature) = pss::Signature::try_from(signature) else {
        return false;
    };
    macro_rules! with {
        ($hash:ty) => {
            pss::VerifyingKey::<$hash>::new_with_auto_salt_len(key.clone())
                .verify_prehash(digest, &signature)
        };
    }
    let verified = match hash {
        HashMethod::Sha224 => with!(Sha224),
        HashMethod::Sha256 => with!(Sha256),
        HashMethod::Sha384 => with!(Sha384),
        HashMethod::Sha512 => with!(Sha512),
    };
    verified.is_ok()
}

/// The digest as a number of `N` bytes, where it is shorter: FIPS 186-5 means the same number, and the crate refuses digests of
/// less than half the curve's size. A longer one is cut by the crate.
fn padded<const N: usize>(digest: &[u8]) -> Vec<u8> {
    let mut number = vec![0; N.saturating_sub(digest.len())];
    number.extend_from_slice(digest);
    number
}
