use db::query;
use model::{Actor, AuditAction, AuditEvent, ProjectId, UploadState};
use serde_json::json;
use store::Part;

use super::{Claim, guard::UploadGuard, inspection::findings};
use crate::{
    Error, Registry, Result,
    ingest::{Digests, Sums},
    lifecycle::Content,
    rows::{PartRow, UploadRow},
    signatures::DigestCache,
    system::reclaim_object,
};

/// How often an image may be changed in the moment in which its data is accepted.
const TURNS: usize = 10;

impl Registry {
    /// Makes the image active: the bytes are compared with what was expected, completed in the store, and the
    /// image changes in one step. May be done again after a crash at any line.
    ///
    /// `guard` is asked again before the image changes: the store may have taken long.
    pub(crate) async fn finish(&self, claim: Claim, guard: &UploadGuard) -> Result<UploadRow> {
        let sums = Digests::load(&claim.upload.digests)?.finish();
        if let Some(wrong) = unexpected(&claim.upload, &sums) {
            return Err(self.refuse(&claim.upload, false, wrong).await?);
        }
        // The store may take its time; the claim must not expire meanwhile.
        self.clear(&claim).await?;
        self.with_renewal(&claim, self.complete_upload(&claim, &sums, guard))
            .await
    }

    /// The last step of an upload that is cleared for it.
    async fn complete_upload(
        &self,
        claim: &Claim,
        sums: &Sums,
        guard: &UploadGuard,
    ) -> Result<UploadRow> {
        let parts = self.parts(&claim.upload).await?;
        let store = self.store_of(&claim.upload)?.clone();
        match store
            .complete(&claim.upload.object_key, &claim.session, &parts)
            .await
        {
            Err(store::Error::SessionEnded(_)) => return self.outcome_of(claim).await,
            done => done?,
        }
        let mut digests = DigestCache::default();
        for _ in 0..TURNS {
            // As it is said to be now: whoever may change the image may change that until it is active.
            let formats = match self.formats(claim).await {
                Err(why @ Error::FormatMissing(_)) => {
                    return Err(self.refuse(&claim.upload, false, why).await?);
                }
                // Its image went away.
                Err(Error::DeletedMeanwhile(_)) => return self.outcome_of(claim).await,
                formats => formats?,
            };
            let found = match self.inspect_stored(claim, &formats, &*store).await {
                // Gone under our hands: another finished it, or its image went away.
                Err(Error::Store(store::Error::NotFound(_))) => {
                    return self.outcome_of(claim).await;
                }
                found => found?,
            };
            if let Some(objection) = found.refusals.first().cloned() {
                let why = Error::Objected(objection);
                return Err(self.refuse(&claim.upload, false, why).await?);
            }
            let verified = match self
                .verify_signature(&claim.upload, sums, (&*store, &mut digests))
                .await
            {
                Err(why @ Error::Signature(_)) => {
                    tracing::warn!(%why, upload = %claim.upload.id, image = %claim.upload.image_id, user = %claim.upload.user_id, "data is refused for its signature");
                    return Err(self.refuse(&claim.upload, false, why).await?);
                }
                // Gone under our hands, as above.
                Err(Error::Store(store::Error::NotFound(_)) | Error::DeletedMeanwhile(_)) => {
                    return self.outcome_of(claim).await;
                }
                verified => verified?,
            };
            // As Glance: a disk of no bytes has no size inside.
            let content = Content {
                sums,
                formats: &formats,
                virtual_size: found.virtual_size.filter(|_| claim.upload.received > 0),
                findings: findings(&found),
                verified: &verified,
            };
            if let Err(why) = guard.verify().await {
                // Nor may the sweep do it for them.
                self.withdraw_clearance(claim).await?;
                return Err(why);
            }
            let by = guard.sender();
            let active = self
                .wait_for_room(claim.upload.id, || self.activate(claim, &content, by))
                .await;
            return match active {
                Ok(true) => Ok(UploadRow {
                    state: UploadState::Done,
                    ..claim.upload.clone()
                }),
                // The image is said to be something else by now, or signed otherwise, or a certificate was revoked.
                Ok(false) if self.poll(claim).await.is_ok() => continue,
                Ok(false) => self.outcome_of(claim).await,
                // The quota was lowered meanwhile.
                Err(error) if error.is_over() => {
                    Err(self.refuse(&claim.upload, false, error).await?)
                }
                Err(error) => Err(error),
            };
        }
        Err(Error::ChangedMeanwhile(claim.upload.image_id))
    }

    /// One transaction: the upload is done, the image active, its location known. `false` if the claim is void.
    async fn activate(&self, claim: &Claim, content: &Content<'_>, by: &Actor) -> Result<bool> {
        let upload = &claim.upload;
        let now = self.db.now().await?;
        let mut tx = self.db.begin().await?;
        let sql = "
            update upload set state = 'done', updated_at = $3, expires_at = $4
            where id = $1 and fence = $2 and state = 'open'";
        let done = query(sql)
            .bind(upload.id.to_string())
            .bind(upload.fence)
            .bind(now)
            .bind(now + self.retention.idle_uploads);
        if tx.execute(done).await? == 0 {
            return Ok(false);
        }
        // Dropped without a commit where the image has gone: then the upload is not done either.
        let mut lifecycle = self.lifecycle(&mut tx, now);
        if !lifecycle.activate(upload, content, by).await? {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    /// What became of an upload whose claim is void: another finished it, or the image went away.
    async fn outcome_of(&self, claim: &Claim) -> Result<UploadRow> {
        let id = claim.upload.id;
        let upload = self
            .system()
            .upload(id)
            .await?
            .ok_or(Error::UploadNotFound(id))?;
        match upload.state {
            UploadState::Done => Ok(upload),
            UploadState::Open | UploadState::Other(_) => Err(Error::Superseded(id)),
            UploadState::Ended => {
                self.mark_orphaned(&upload).await?;
                self.system().reclaim_soon();
                Err(Error::DeletedMeanwhile(upload.image_id))
            }
        }
    }

    /// Notes that a complete object has no owner.
    async fn mark_orphaned(&self, upload: &UploadRow) -> Result<()> {
        let now = self.db.now().await?;
        let mut tx = self.db.begin().await?;
        reclaim_object(&mut tx, now, &upload.store, upload.object_key.as_str()).await?;
        Ok(tx.commit().await?)
    }

    /// Ends an upload that is not as it must be, and keeps why. Its image goes too `with_image`; else it stays,
    /// queued, to be tried again.
    pub(super) async fn refuse(
        &self,
        upload: &UploadRow,
        with_image: bool,
        why: Error,
    ) -> Result<Error> {
        let system = self.system();
        let server = Actor::default();
        system
            .end_by(server, upload, with_image, Some(&why))
            .await?;
        system.reclaim_soon();
        Ok(why)
    }

    async fn parts(&self, upload: &UploadRow) -> Result<Vec<Part>> {
        let sql = "select number, size, tag from upload_part where upload_id = $1 order by number";
        let parts = query(sql).bind(upload.id.to_string());
        let rows = self.db.fetch_all::<PartRow>(parts).await?;
        Ok(rows.into_iter().map(Part::from).collect())
    }
}

/// That the data of `upload` has come, from whoever began it. Where the server was at work for them, `by` is empty.
pub(crate) fn received(
    by: &Actor,
    action: AuditAction,
    upload: &UploadRow,
    name: String,
    owner: &ProjectId,
) -> AuditEvent {
    AuditEvent {
        actor: Actor {
            user: Some(upload.user_id.clone()),
            project: Some(upload.project_id.clone()),
            ..by.clone()
        },
        action,
        target: upload.image_id.to_string(),
        target_name: name,
        owner: Some(owner.clone()),
        other: None,
        details: json!({ "size": upload.received }).to_string(),
    }
}

/// The first digest that is not what the client said it would be.
fn unexpected(upload: &UploadRow, sums: &Sums) -> Option<Error> {
    let expected = [
        ("sha256", &upload.expected_sha256, &sums.sha256),
        ("sha512", &upload.expected_sha512, &sums.sha512),
    ];
    expected
        .into_iter()
        .find_map(|(algorithm, want, got)| match want {
            Some(want) if want != got => Some(Error::WrongDigest {
                algorithm,
                got: got.clone(),
                want: want.clone(),
            }),
            _ => None,
        })
}
