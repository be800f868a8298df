use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use model::OffsetDateTime;
use sha2::{Digest, Sha256};
use x509_cert::{
    der::{Decode, DecodePem, Encode},
    spki::ObjectIdentifier,
    time::Time,
};

use crate::{
    Error, KeyType, Result, Unreadable, chain::is_signed_by_itself, key::Key, usage::Usage,
};

/// The most bytes of a certificate, in DER.
const LARGEST: usize = 16 << 10;
/// The most characters of a name that are kept.
const LONGEST_NAME: usize = 512;

/// A certificate, read.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The certificate itself, in DER.
    pub der: Vec<u8>,
    /// Whose it is, as RFC 4514 writes names.
    pub subject: String,
    /// Who issued it, likewise.
    pub issuer: String,
    /// In hex.
    pub serial: String,
    pub not_before: OffsetDateTime,
    pub not_after: OffsetDateTime,
    /// SHA-256 of the DER, in hex.
    pub fingerprint: String,
    /// SHA-256 of its public key (`SubjectPublicKeyInfo` in DER), in hex: the same in every certificate of that key.
    pub key_fingerprint: String,
    /// Whether it may issue others.
    pub is_authority: bool,
    /// Whether its issuer is itself.
    pub is_self_signed: bool,
    /// What its extensions let it be used for.
    pub(crate) usage: Usage,
    pub(crate) key: Key,
}

impl Certificate {
    /// The one certificate in a PEM text (RFC 7468).
    pub fn from_pem(text: &str) -> Result<Self> {
        if text.contains("PRIVATE KEY-----") {
            return unreadable(Unreadable::PrivateKey);
        }
        match text.matches("-----BEGIN CERTIFICATE-----").count() {
            0 => return unreadable(Unreadable::NotPem),
            1 => {}
            _ => return unreadable(Unreadable::Several),
        }
        let start = text.find("-----BEGIN").unwrap_or_default();
        if text.len() - start > 2 * LARGEST {
            return unreadable(Unreadable::TooLarge);
        }
        let read = x509_cert::Certificate::from_pem(text[start..].trim_end().as_bytes());
        let read = read.or_else(|error| malformed(&error))?;
        let der = read.to_der().or_else(|error| malformed(&error))?;
        Self::of(&read, der)
    }

    /// The first certificate of a PEM text, of which the others may be its issuers.
    pub fn first_in_pem(text: &str) -> Result<Self> {
        const END: &str = "-----END CERTIFICATE-----";
        let first = text.find(END).map_or(text, |at| &text[..at + END.len()]);
        Self::from_pem(first)
    }

    /// A certificate in DER.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        let read = x509_cert::Certificate::from_der(der);
        let read = read.or_else(|error| malformed(&error))?;
        Self::of(&read, der.to_vec())
    }

    /// A certificate in DER of which it was kept whether it is self-signed: that costs several operations with its key.
    pub fn kept(der: &[u8], is_self_signed: bool) -> Result<Self> {
        let read = x509_cert::Certificate::from_der(der);
        let read = read.or_else(|error| malformed(&error))?;
        Self::read(&read, der.to_vec(), Some(is_self_signed))
    }

    fn of(read: &x509_cert::Certificate, der: Vec<u8>) -> Result<Self> {
        Self::read(read, der, None)
    }

    fn read(read: &x509_cert::Certificate, der: Vec<u8>, kept: Option<bool>) -> Result<Self> {
        if der.len() > LARGEST {
            return unreadable(Unreadable::TooLarge);
        }
        let tbs = read.tbs_certificate();
        let usage = Usage::of(tbs)?;
        let spki = tbs.subject_public_key_info();
        let curve = spki.algorithm.parameters.as_ref();
        let curve = curve.and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
        let spki_der = spki.to_der().or_else(|error| malformed(&error))?;
        let key = Key::of(
            &spki_der,
            spki.subject_public_key.raw_bytes(),
            &spki.algorithm.oid.to_string(),
            curve.map(|oid| oid.to_string()).as_deref(),
        );
        let names_itself = tbs.subject() == tbs.issuer();
        let is_self_signed = match kept {
            Some(kept) => kept,
            None => names_itself && is_signed_by_itself(read, &der, &key)?,
        };
        Ok(Self {
            subject: name(&tbs.subject().to_string()),
            issuer: name(&tbs.issuer().to_string()),
            serial: hex::encode(tbs.serial_number().as_bytes()),
            not_before: moment(tbs.validity().not_before)?,
            not_after: moment(tbs.validity().not_after)?,
            fingerprint: hex::encode(Sha256::digest(&der)),
            key_fingerprint: hex::encode(Sha256::digest(&spki_der)),
            is_authority: usage.is_authority,
            is_self_signed,
            usage,
            key,
            der,
        })
    }

    /// Which signatures its key makes; `None` where it signs no image.
    pub fn key_type(&self) -> Option<KeyType> {
        self.key.key_type()
    }

    /// What its key is, in a word or two.
    pub fn key_word(&self) -> String {
        self.key.word()
    }

    /// The certificate as PEM.
    pub fn to_pem(&self) -> String {
        pem(&self.der)
    }

    /// Refuses it outside of its validity.
    pub fn check_validity(&self, now: OffsetDateTime) -> Result<()> {
        let subject = || self.subject.clone();
        if now > self.not_after {
            let (subject, since) = (subject(), self.not_after);
            return Err(Error::Expired { subject, since });
        }
        if now < self.not_before {
            let (subject, from) = (subject(), self.not_before);
            return Err(Error::NotYetValid { subject, from });
        }
        Ok(())
    }

    /// Refuses one whose key may not sign data.
    pub(crate) fn check_usage(&self) -> Result<()> {
        if self.usage.signs {
            return Ok(());
        }
        Err(Error::KeyUsage {
            subject: self.subject.clone(),
        })
    }
}

/// A certificate in DER, as PEM.
pub fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem + "-----END CERTIFICATE-----\n"
}

/// A name to be shown: control characters are left out, as are those that divide lines or change their direction, and it is cut.
fn name(text: &str) -> String {
    let invisible = |one: &char| {
        one.is_control()
            || matches!(one, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let shown = text.chars().filter(|one| !invisible(one));
    shown.take(LONGEST_NAME).collect()
}

fn moment(time: Time) -> Result<OffsetDateTime> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    OffsetDateTime::from_unix_timestamp(seconds).or_else(|error| malformed(&error))
}

pub(crate) fn unreadable<T>(why: Unreadable) -> Result<T> {
    Err(Error::Unreadable(why))
}

pub(crate) fn malformed<T>(error: &dyn fmt::Display) -> Result<T> {
    unreadable(Unreadable::Malformed(error.to_string()))
}
