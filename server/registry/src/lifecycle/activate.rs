use db::query;
use model::{Actor, AuditAction};

use super::{Lifecycle, Subject};
use crate::{
    Result, SIGNATURE_NOTE,
    ingest::Sums,
    rows::{UploadRow, signed},
    signatures::Verified,
    tasks::{import_properties, set_note},
    uploads::{Formats, UploadKind, received},
};

/// What is known of the data of an image once all of it was read.
#[derive(Debug)]
pub(crate) struct Content<'a> {
    pub sums: &'a Sums,
    /// What it was inspected for.
    pub formats: &'a Formats,
    /// The size of the disk inside.
    pub virtual_size: Option<u64>,
    /// What the inspector found that people should know.
    pub findings: Option<String>,
    /// As what it was verified, and with whose certificate.
    pub verified: &'a Verified,
}

impl Lifecycle<'_> {
    /// The data of `upload` is complete and accepted: its image is active, has a location, and what was reserved for the
    /// upload is used. `false` where the image does not receive that data any more, or is said to
    /// be something else by now than what the data was inspected for, is signed otherwise than it was verified, or with a certificate that was revoked since.
    pub async fn activate(
        &mut self,
        upload: &UploadRow,
        content: &Content<'_>,
        by: &Actor,
    ) -> Result<bool> {
        let [_, during] = UploadKind::of(&upload.kind)?.statuses();
        let image = upload.image_id.to_string();
        let sql = "
            update image set status = 'active', size = $2, virtual_size = $3, checksum = $4, sha256 = $5, sha512 = $6,
                updated_at = $7
            where id = $1 and status = $8 and disk_format = $9 and container_format = $10
            returning owner, coalesce(name, '') as name";
        let active = query(sql)
            .bind(&image)
            .bind(upload.received)
            .bind(content.virtual_size.map(signed))
            .bind(&content.sums.md5)
            .bind(&content.sums.sha256)
            .bind(&content.sums.sha512)
            .bind(self.now)
            .bind(during)
            .bind(&content.formats.disk)
            .bind(&content.formats.container);
        let Some(Subject { owner, name }) = self.tx.fetch_optional(active).await? else {
            return Ok(false);
        };
        let (verified, now) = (content.verified, self.now);
        if !verified
            .still_holds(self.tx, upload.image_id, &owner, now)
            .await?
        {
            return Ok(false);
        }
        if let Some(note) = verified.note() {
            set_note(self.tx, upload.image_id, SIGNATURE_NOTE, note).await?;
        }
        if let Some(findings) = &content.findings {
            let note = import_properties::INSPECTION;
            set_note(self.tx, upload.image_id, note, findings).await?;
        }
        let sql = "insert into location (image_id, store, object_key) values ($1, $2, $3)";
        let location = query(sql)
            .bind(&image)
            .bind(&upload.store)
            .bind(upload.object_key.as_str());
        self.tx.execute(location).await?;
        let event = received(by, AuditAction::ImageUpload, upload, name, &owner);
        self.tx.record_audit_event(&event).await?;
        let mut ledger = self.registry.ledger(&mut *self.tx);
        ledger
            .commit(&upload.id.to_string(), &owner, upload.offset())
            .await?;
        Ok(true)
    }
}
