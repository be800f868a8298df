use std::collections::{BTreeMap, btree_map::Entry};

use db::{Tx, query};
use futures::StreamExt;
use model::{Caller, CertificateId, ImageId, OffsetDateTime, ProjectId};
use serde_json::json;
use signing::{HashMethod, ImageSignature, PROPERTIES};
use store::Store;
use tokio::task::spawn_blocking;

use super::{SIGNING, SignatureError};
use crate::{
    Error, Reauthenticator, Registry, Result,
    certificates::Trusted,
    ingest::{ExtraHash, Sums},
    rows::UploadRow,
};

/// What an image is signed with: its owner, whose certificates count, and those of its properties that make the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    pub owner: ProjectId,
    pub properties: BTreeMap<String, String>,
}

/// That data was verified as an image is signed, or needs no signature.
#[derive(Clone, Debug)]
pub(crate) struct Verified {
    /// As what it was verified.
    signed: Signed,
    /// With which certificate; `None` where the image is not signed.
    with: Option<VerifiedWith>,
}

#[derive(Clone, Debug)]
struct VerifiedWith {
    /// The one that the signature names.
    certificate: CertificateId,
    fingerprint: String,
    is_vouched_for: bool,
    /// What is noted of the image.
    note: String,
}

/// Digests of the data of one upload that were made at its end.
#[derive(Debug, Default)]
pub(crate) struct DigestCache(BTreeMap<HashMethod, Vec<u8>>);

impl Registry {
    /// The same as [`check_signature`](Self::check_signature) for `caller`, whose certificates `sender` may find elsewhere.
    pub(crate) async fn check_signature_for(
        &self,
        (caller, sender): (&Caller, Option<&Reauthenticator>),
        owner: &ProjectId,
        properties: &BTreeMap<String, String>,
    ) -> Result<()> {
        let key_manager = sender.and_then(Reauthenticator::key_manager);
        if let (Some(key_manager), Some(signature)) = (key_manager, ImageSignature::of(properties)?)
        {
            self.copy_certificate(owner, &signature, caller, key_manager)
                .await?;
        }
        self.check_signature(owner, properties).await
    }

    /// Refuses data of an image whose signature could not be verified whatever the data is, or that has none and must have one.
    /// Asked before any data comes.
    pub(crate) async fn check_signature(
        &self,
        owner: &ProjectId,
        properties: &BTreeMap<String, String>,
    ) -> Result<()> {
        let Some(signature) = ImageSignature::of(properties)? else {
            return self.check_unsigned(owner).await;
        };
        let is_required = self.requires_signature(owner).await?;
        let scope = self.scope(Some(owner), Some(signature.certificate)).await?;
        let trusted = scope.trusted(signature.certificate, is_required)?;
        Ok(signature.fits(&trusted.found.certificate)?)
    }

    /// The same of the image of that id, as it is now.
    pub(crate) async fn check_signature_of(&self, image: ImageId) -> Result<()> {
        let signed = self.signed(image).await?;
        self.check_signature(&signed.owner, &signed.properties)
            .await
    }

    async fn check_unsigned(&self, owner: &ProjectId) -> Result<()> {
        if self.requires_signature(owner).await? {
            return Err(SignatureError::Required(owner.clone()).into());
        }
        Ok(())
    }

    /// A hash to be made while the data of an image arrives, beside its digests: its signature is over that.
    pub(crate) async fn extra_hash(&self, upload: &UploadRow) -> Result<Option<ExtraHash>> {
        if upload.received > 0 {
            let state = upload.signature_hash.as_deref().unwrap_or_default();
            return Ok(ExtraHash::load(state, upload.received));
        }
        let signed = self.signed(upload.image_id).await?;
        // What is wrong with it is told at the end; it may be set right until then.
        let signature = ImageSignature::of(&signed.properties).unwrap_or_default();
        Ok(signature.and_then(|signature| ExtraHash::begin(signature.hash)))
    }

    /// Verifies the complete data of an upload as its image is signed now.
    pub(crate) async fn verify_signature(
        &self,
        upload: &UploadRow,
        sums: &Sums,
        (store, cache): (&dyn Store, &mut DigestCache),
    ) -> Result<Verified> {
        let signed = self.signed(upload.image_id).await?;
        let Some(signature) = ImageSignature::of(&signed.properties)? else {
            self.check_unsigned(&signed.owner).await?;
            return Ok(Verified { signed, with: None });
        };
        let is_required = self.requires_signature(&signed.owner).await?;
        let scope = self
            .scope(Some(&signed.owner), Some(signature.certificate))
            .await?;
        let Trusted {
            found,
            is_vouched_for,
        } = scope.trusted(signature.certificate, is_required)?;
        let digest = cache.get(signature.hash, upload, sums, store).await?;
        signature.verify(&found.certificate, digest)?;
        let note = json!({
            "certificate_id": found.id.to_string(),
            "barbican_id": found.barbican_id.map(|id| id.to_string()),
            "trusted": is_vouched_for,
            "name": found.name,
            "subject": found.certificate.subject,
            "issuer": found.certificate.issuer,
            "fingerprint": found.certificate.fingerprint,
        });
        Ok(Verified {
            signed,
            with: Some(VerifiedWith {
                certificate: signature.certificate,
                fingerprint: found.certificate.fingerprint,
                is_vouched_for,
                note: note.to_string(),
            }),
        })
    }

    /// As what an image is signed now.
    pub(crate) async fn signed(&self, image: ImageId) -> Result<Signed> {
        let sql = "select owner from image where id = $1 and status <> 'deleted'";
        let owner = query(sql).bind(image.to_string());
        let owner: Option<String> = self.db.scalar_optional(owner).await?;
        let owner = owner.ok_or(Error::DeletedMeanwhile(image))?;
        let properties = self.db.fetch_all(properties(image)).await?;
        Ok(Signed {
            owner: owner.try_into()?,
            properties: properties.into_iter().collect(),
        })
    }
}

impl Verified {
    /// What is noted of the image; `None` where it is not signed.
    pub fn note(&self) -> Option<&str> {
        self.with.as_ref().map(|with| with.note.as_str())
    }

    /// Whether all of it still holds, asked in the transaction that holds the row of the image. `owner` is whose it is there.
    pub async fn still_holds(
        &self,
        tx: &mut Tx,
        image: ImageId,
        owner: &ProjectId,
        now: OffsetDateTime,
    ) -> Result<bool> {
        tx.lock_shared(SIGNING).await?;
        let properties: Vec<(String, String)> = tx.fetch_all(properties(image)).await?;
        if self.signed.owner != *owner || self.signed.properties != properties.into_iter().collect()
        {
            return Ok(false);
        }
        let is_required = Registry::requires_signature_in(tx, owner).await?;
        let Some(with) = &self.with else {
            return Ok(!is_required);
        };
        let scope = Registry::scope_in(tx, owner, with.certificate, now).await?;
        let trusted = scope.trusted(with.certificate, is_required);
        Ok(trusted.is_ok_and(|trusted| {
            trusted.found.certificate.fingerprint == with.fingerprint
                && trusted.is_vouched_for == with.is_vouched_for
        }))
    }
}

/// The properties of an image that make its signature.
fn properties(image: ImageId) -> db::Query {
    let [signature, hash, key, certificate] = PROPERTIES;
    let sql =
        "select name, value from image_property where image_id = $1 and name in ($2, $3, $4, $5)";
    query(sql)
        .bind(image.to_string())
        .bind(signature)
        .bind(hash)
        .bind(key)
        .bind(certificate)
}

impl DigestCache {
    /// The digest of the data by `method`. It was made while the data came; where it was not, because the image was signed only later
    /// or a node of an older release has taken part of the data, the data is read again, once.
    async fn get(
        &mut self,
        method: HashMethod,
        upload: &UploadRow,
        sums: &Sums,
        store: &dyn Store,
    ) -> Result<&[u8]> {
        match self.0.entry(method) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(digest(method, upload, sums, store).await?)),
        }
    }
}

async fn digest(
    method: HashMethod,
    upload: &UploadRow,
    sums: &Sums,
    store: &dyn Store,
) -> Result<Vec<u8>> {
    let mut extra = match (method, ExtraHash::begin(method)) {
        (HashMethod::Sha256, _) => return decoded(&sums.sha256),
        (_, None) => return decoded(&sums.sha512),
        (_, Some(extra)) => extra,
    };
    let state = upload.signature_hash.as_deref().unwrap_or_default();
    if let Some(kept) = ExtraHash::load(state, upload.received)
        && kept.method() == method
    {
        return Ok(kept.finish());
    }
    let mut data = store.read(&upload.object_key, None).await?;
    while let Some(piece) = data.next().await {
        let piece = piece.map_err(store::Error::from)?;
        let work = move || {
            extra.update(&[piece]);
            extra
        };
        extra = spawn_blocking(work).await.map_err(|_| Error::HashState)?;
    }
    Ok(extra.finish())
}

fn decoded(digest: &str) -> Result<Vec<u8>> {
    hex::decode(digest).map_err(|_| Error::HashState)
}
