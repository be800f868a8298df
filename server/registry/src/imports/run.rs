use db::query;
use model::{
    Actor, ImageId, ImportMethod, Origin, ProjectId, Status, TaskKind, Unrecognized, UploadId,
};
use serde_json::Value;
use sqlx::AssertSqlSafe;
use store::Key;
use tokio::time::timeout;

use super::Source;
use crate::{
    Error, NewUpload, Result, System, Target,
    rows::{UPLOAD, UploadRow},
    system::UploadEnd,
    tasks::{Lease, TaskRow, check_lease},
    uploads::{IMPORT, STAGED, UploadRecord, guard::UploadGuard},
};

impl System<'_> {
    /// Brings the data of an image in, as the task says. May be done again after a crash at any line.
    pub(crate) async fn import(&self, lease: &Lease) -> Result<(ImageId, String)> {
        let task = &lease.task;
        let image = task.image()?.ok_or(Error::NothingToImport)?;
        let (status, owner) = self.status_and_owner(image).await?;
        // What a newer release does with it is not to be disturbed.
        if let Status::Other(word) = status {
            return Err(Error::Unrecognized {
                what: "the status of the image",
                word,
            });
        }
        let (registry, guard) = (self.registry, self.guard(lease, image));
        // An earlier attempt came to its end, and only that was not noted.
        if !status.has_data() {
            // It may have waited for hours.
            guard.verify().await?;
            registry.check_signature_of(image).await?;
            match Source::of(task)? {
                Source::Staged => self.import_staged(lease, image, status, &guard).await?,
                Source::Web(uri) => {
                    self.import_web(lease, (image, &owner), &uri, &guard)
                        .await?;
                }
                Source::Copy => return Err(Error::NothingToImport),
            }
        }
        Ok((image, "The image is active.".to_owned()))
    }

    async fn import_staged(
        &self,
        lease: &Lease,
        id: ImageId,
        status: Status,
        guard: &UploadGuard,
    ) -> Result<()> {
        let registry = self.registry;
        let upload = self.staged(id).await?;
        let upload = upload.ok_or(Error::NotStaged { id, status })?;
        let claim = registry
            .claim_for(Some(lease), &upload, upload.offset())
            .await?;
        registry.finish(claim, guard).await.map(drop)
    }

    /// Each attempt begins anew, and ends what an earlier one has left.
    async fn import_web(
        &self,
        lease: &Lease,
        (image, owner): (ImageId, &ProjectId),
        uri: &str,
        guard: &UploadGuard,
    ) -> Result<()> {
        let registry = self.registry;
        let download = async {
            let fetched = registry.fetcher.fetch(uri).await?;
            registry.has_room(fetched.length).await?;
            let upload = UploadId::new();
            registry
                .wait_for_room(upload, || {
                    self.admit(upload, lease, image, owner, fetched.length)
                })
                .await?;
            let upload = registry.begun(upload).await?;
            let claim = registry.claim_for(Some(lease), &upload, 0).await?;
            registry
                .ingest_whole(claim, fetched.length, fetched.body, guard)
                .await
        };
        // A sender that keeps the least pace would need years for a terabyte.
        let limits = registry.import_limits;
        let claim =
            timeout(limits.time(), download)
                .await
                .map_err(|_| Error::DownloadTooLong {
                    hours: limits.hours,
                })??;
        registry.finish(claim, guard).await.map(drop)
    }

    /// How it is asked whether whoever asked for a task may still bring data into `image`.
    fn guard(self, lease: &Lease, image: ImageId) -> UploadGuard {
        let registry = self.registry;
        let requesters = registry.requesters.as_ref();
        let reauthenticator =
            requesters.map(|requesters| requesters.reauthenticator(lease.task.requester()));
        UploadGuard::of_task(asked(lease), registry, image, reauthenticator)
    }

    /// One transaction, if `lease` still holds: what an earlier attempt left open ends, and there is a new upload.
    async fn admit(
        &self,
        id: UploadId,
        lease: &Lease,
        image: ImageId,
        owner: &ProjectId,
        length: Option<u64>,
    ) -> Result<()> {
        let (registry, task) = (self.registry, &lease.task);
        let now = registry.db.now().await?;
        let record = UploadRecord {
            id,
            image,
            user: &task.user_id,
            project: &task.project_id,
            kind: IMPORT,
            key: Key::upload(owner, id),
            made_image: task.kind == TaskKind::Import,
            begun_at: now,
        };
        let new = NewUpload {
            target: Target::Image(image),
            length,
            sha256: None,
            sha512: None,
            metadata: String::new(),
        };
        let holder = id.to_string();
        let mut tx = registry.db.begin().await?;
        check_lease(&mut tx, lease).await?;
        let sql = "select id from upload where image_id = $1 and state = 'open' and kind = $2";
        let left = query(sql).bind(image.to_string()).bind(IMPORT.name);
        for upload in tx.scalars::<String>(left).await? {
            let end = UploadEnd {
                upload: &upload,
                with_image: false,
                actor: Actor::default(),
                now,
                only_expired: false,
            };
            registry.end_upload(&mut tx, end).await?;
        }
        record.insert(&mut tx, registry, &new).await?;
        let mut ledger = registry.ledger(&mut tx);
        let what = IMPORT.reservation(&holder, image, owner);
        ledger.open(what, length.unwrap_or_default()).await?;
        Ok(tx.commit().await?)
    }

    /// The status and the owner of an image.
    async fn status_and_owner(&self, image: ImageId) -> Result<(Status, ProjectId)> {
        let sql = "select status, owner from image where id = $1 and status <> 'deleted'";
        let row = query(sql).bind(image.to_string());
        let row: Option<(String, String)> = self.registry.db.fetch_optional(row).await?;
        let (status, owner) = row.ok_or(Error::ImageNotFound(image))?;
        Ok((status.into(), owner.try_into()?))
    }

    /// What was staged for an image, and is still there.
    async fn staged(&self, image: ImageId) -> Result<Option<UploadRow>> {
        let sql = format!(
            "select {UPLOAD} from upload where image_id = $1 and state = 'open' and kind = $2"
        );
        let staged = query(AssertSqlSafe(sql))
            .bind(image.to_string())
            .bind(STAGED.name);
        Ok(self.registry.db.fetch_optional(staged).await?)
    }
}

/// The request that asked for a task.
fn asked(lease: &Lease) -> Actor {
    let request = lease.task.request_id.clone();
    Actor {
        origin: Origin {
            request,
            ..Origin::default()
        },
        ..Actor::default()
    }
}

impl Source {
    /// From where the data of a task's image comes.
    fn of(task: &TaskRow) -> Result<Self> {
        let input: Value = serde_json::from_str(&task.input).map_err(|_| Error::NothingToImport)?;
        if let (TaskKind::Import, Some(uri)) = (task.kind, input["import_from"].as_str()) {
            return Ok(Self::Web(uri.to_owned()));
        }
        let method = &input["import_req"]["method"];
        match (method["name"].as_str(), method["uri"].as_str()) {
            (Some("glance-direct"), _) => Ok(Self::Staged),
            (Some("web-download"), Some(uri)) => Ok(Self::Web(uri.to_owned())),
            (Some(name), _) if name.parse::<ImportMethod>().is_err() => Err(Error::Unrecognized {
                what: "the method of the import",
                word: Unrecognized::new(name),
            }),
            _ => Err(Error::NothingToImport),
        }
    }
}
