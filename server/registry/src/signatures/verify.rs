use std::collections::BTreeMap;

use db::query;
use futures::StreamExt;
use model::{Caller, ImageId, ProjectId};
use serde_json::json;
use signing::{HashMethod, ImageSignature, PROPERTIES};
use store::Store;

use super::SignatureError;
use crate::{
    Error, Reauthenticator, Registry, Result,
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
    pub signed: Signed,
    /// With whose certificate: what is noted of the image. `None` where it is not signed.
    pub note: Option<String>,
}

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
            let named = (owner, signature.certificate);
            self.copy_certificate(named, caller, key_manager).await?;
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
        let found = self
            .trusted_certificate((owner, signature.certificate))
            .await?;
        Ok(signature.fits(&found.certificate)?)
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
        store: &dyn Store,
    ) -> Result<Verified> {
        let signed = self.signed(upload.image_id).await?;
        let Some(signature) = ImageSignature::of(&signed.properties)? else {
            self.check_unsigned(&signed.owner).await?;
            return Ok(Verified { signed, note: None });
        };
        let found = self
            .trusted_certificate((&signed.owner, signature.certificate))
            .await?;
        let digest = digest(signature.hash, upload, sums, store).await?;
        signature.verify(&found.certificate, &digest)?;
        let note = json!({
            "certificate_id": signature.certificate.to_string(),
            "name": found.name,
            "subject": found.certificate.subject,
            "issuer": found.certificate.issuer,
            "barbican": found.barbican_id.is_some(),
            "fingerprint": found.certificate.fingerprint,
        });
        Ok(Verified {
            signed,
            note: Some(note.to_string()),
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

impl Signed {
    /// Whether the image is still signed so, in the transaction that holds its row. `owner` is whose it is there.
    pub async fn is_still(
        &self,
        tx: &mut db::Tx,
        image: ImageId,
        owner: &ProjectId,
    ) -> Result<bool> {
        let now: Vec<(String, String)> = tx.fetch_all(properties(image)).await?;
        Ok(self.owner == *owner && self.properties == now.into_iter().collect())
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

/// The digest of the data by `method`. It was made while the data came; where it was not, because the image was signed only later
/// or a node of an older release has taken part of the data, the data is read again.
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
        extra.update(&[piece]);
    }
    Ok(extra.finish())
}

fn decoded(digest: &str) -> Result<Vec<u8>> {
    hex::decode(digest).map_err(|_| Error::HashState)
}
