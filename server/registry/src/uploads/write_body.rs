use std::{pin::pin, sync::OnceLock, time::Duration};

use db::query;
use store::{ByteStream, Part};
use tokio::time::{MissedTickBehavior, interval};

use super::{claim::Claim, guard::UploadGuard, writers::Writer};
use crate::{
    Error, Registry, Result,
    ingest::{Checksum, Digests, Hashers, Hashing, Source, Stop, gathered, write_part},
    rows::{UploadRow, signed},
};

/// How often it is asked whether a writer may go on.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// After how many of these checks a writer renews its claim.
const RENEW: u32 = 20;

impl Registry {
    /// Brings `body` into the store part by part, each durable, then counted. Also tells how the body ended.
    ///
    /// With a `checksum` the parts are counted together, once it has proved right; else none is.
    pub(super) async fn write_body(
        &self,
        mut claim: Claim,
        body: ByteStream,
        checksum: Option<&Checksum>,
        guard: &UploadGuard,
    ) -> Result<(Claim, Stop)> {
        let writer = self.writers.enter(claim.upload.id, claim.upload.fence);
        let body = self.metered(&claim.upload, gathered(body));
        let mut source = Source::new(body, self.pace, writer.stop().clone());
        let mut hashing = Hashing::new(Hashers {
            digests: Digests::load(&claim.upload.digests)?,
            sum: checksum.map(Checksum::begin),
            extra: self.extra_hash(&claim.upload).await?,
        });
        let most = claim.upload.announced().unwrap_or(self.quotas.size_cap);
        // Durable, and not counted yet.
        let mut uncounted = UncountedParts::default();
        let stop = loop {
            let left = most.saturating_sub(claim.upload.offset() + uncounted.size());
            if left == 0 {
                break Stop::Full;
            }
            let number = claim.upload.parts + counted(uncounted.parts.len()) + 1;
            let number = u32::try_from(number).map_err(|_| Error::TooMany(most))?;
            let writing = (&mut source, &mut hashing);
            let written = self
                .next_part(&claim, number, writing, left, (guard, &writer))
                .await;
            let (part, stop) = match written {
                Ok(written) => written,
                Err(error) => {
                    self.drop_parts(&claim, &uncounted.parts).await;
                    return Err(error);
                }
            };
            uncounted.parts.extend(part);
            if checksum.is_none() && !uncounted.parts.is_empty() {
                let hashers = hashing.drain().await?;
                claim.upload = self
                    .checkpoint(&claim, &std::mem::take(&mut uncounted).parts, hashers)
                    .await?;
                if let (Stop::Full, Err(why)) = (&stop, guard.verify_if_reachable().await) {
                    break Stop::Revoked(why);
                }
            }
            if !matches!(stop, Stop::Full) {
                break stop;
            }
        };
        // Whoever sends more than was announced, or is allowed, means another file.
        if matches!(stop, Stop::Full) && source.has_more().await {
            let why = match claim.upload.announced() {
                Some(length) => Error::TooMany(length),
                None => Error::OverCap(most),
            };
            return Err(self
                .refuse(&claim.upload, claim.upload.made_image, why)
                .await?);
        }
        let Some(checksum) = checksum else {
            return Ok((claim, stop));
        };
        let hashers = hashing.drain().await?;
        let whole = matches!(stop, Stop::Full | Stop::End);
        let compared = match hashers.sum.clone() {
            Some(sum) if whole => checksum.compare(sum).map(|()| true),
            _ => Ok(false),
        };
        if let Ok(true) = compared {
            claim.upload = self.checkpoint(&claim, &uncounted.parts, hashers).await?;
        } else {
            self.drop_parts(&claim, &uncounted.parts).await;
        }
        compared.map(|_| (claim, stop))
    }

    /// Writes one part; while that takes, it is asked whether the claim still holds and the sender still may.
    async fn next_part(
        &self,
        claim: &Claim,
        number: u32,
        (source, hashing): (&mut Source, &mut Hashing),
        most: u64,
        (guard, writer): (&UploadGuard, &Writer),
    ) -> Result<(Option<Part>, Stop)> {
        let store = self.store_of(&claim.upload)?;
        let place = (&claim.upload.object_key, &claim.session, number);
        let revoked = OnceLock::new();
        let (part, stop) = {
            let mut writing = pin!(write_part(&**store, place, source, hashing, most));
            let mut monitoring = pin!(self.monitor_claim(claim, guard, writer, &revoked));
            tokio::select! {
                written = &mut writing => match written {
                    // Whoever ended the upload ended its session: that is what the client should hear of.
                    Err(Error::Store(store::Error::SessionEnded(_))) => {
                        return Err(self.why_session_ended(claim).await?);
                    }
                    written => written?,
                },
                void = &mut monitoring => return Err(void),
            }
        };
        Ok(match (stop, revoked.into_inner()) {
            (Stop::Cut(_), Some(why)) => (part, Stop::Revoked(why)),
            (stop, _) => (part, stop),
        })
    }

    /// Returns when the claim is void. Where the sender may not go on, tells the writer to stop, and `revoked` why.
    async fn monitor_claim(
        &self,
        claim: &Claim,
        guard: &UploadGuard,
        writer: &Writer,
        revoked: &OnceLock<Error>,
    ) -> Error {
        let mut polls = interval(POLL_INTERVAL);
        polls.set_missed_tick_behavior(MissedTickBehavior::Delay);
        polls.tick().await;
        let mut since = 0;
        loop {
            polls.tick().await;
            since += 1;
            let uncounted = if since % RENEW == 0 {
                self.renew(claim).await
            } else {
                self.poll(claim).await
            };
            match uncounted {
                Ok(()) => {}
                // Nobody knows; the checkpoint will tell.
                Err(Error::Database(error)) => {
                    tracing::warn!(%error, upload = %claim.upload.id, "a writer could not be looked after");
                }
                Err(void) => return void,
            }
            if revoked.get().is_none()
                && let Err(why) = guard.verify_if_reachable().await
            {
                // What has arrived is stored durably all the same.
                let _ = revoked.set(why);
                writer.stop().cancel();
            }
        }
    }

    /// Why the store does not know the session of `claim` any more.
    async fn why_session_ended(&self, claim: &Claim) -> Result<Error> {
        match self.poll(claim).await {
            // Nobody ended the upload: the store has lost what was written.
            Ok(()) => self.end_lost(&claim.upload).await,
            Err(why) => Ok(why),
        }
    }

    /// Counts durable parts, if the claim still holds.
    async fn checkpoint(
        &self,
        claim: &Claim,
        parts: &[Part],
        hashers: Hashers,
    ) -> Result<UploadRow> {
        let (upload, digests) = (&claim.upload, hashers.digests.save());
        let received = upload.received + signed(parts.iter().map(|part| part.size).sum());
        let count = upload.parts + counted(parts.len());
        let after = UploadRow {
            received,
            parts: count,
            digests,
            signature_hash: hashers.extra.map(|extra| extra.save(received)),
            ..upload.clone()
        };
        let counted = self.count_parts(upload, &after, parts).await;
        if !matches!(counted, Ok(true)) {
            self.drop_parts(claim, parts).await;
        }
        if !counted? {
            return Err(self.why_not(upload, upload.offset()).await?);
        }
        Ok(after)
    }

    /// One transaction: the upload is as `after`, and its `parts` are known. `false` if the claim is void.
    async fn count_parts(
        &self,
        before: &UploadRow,
        after: &UploadRow,
        parts: &[Part],
    ) -> Result<bool> {
        let (id, now) = (before.id.to_string(), self.db.now().await?);
        let sql = "
            update upload set received = $4, parts = $5, digests = $6, updated_at = $7, received_at = $7, signature_hash = $8
            where id = $1 and fence = $2 and received = $3 and state = 'open'";
        let count = query(sql)
            .bind(&id)
            .bind(before.fence)
            .bind(before.received)
            .bind(after.received)
            .bind(after.parts)
            .bind(&after.digests)
            .bind(now)
            .bind(after.signature_hash.as_ref());
        let mut tx = self.db.begin().await?;
        if tx.execute(count).await? == 0 {
            return Ok(false);
        }
        for part in parts {
            let sql =
                "insert into upload_part (upload_id, number, size, tag) values ($1, $2, $3, $4)";
            let insert = query(sql)
                .bind(&id)
                .bind(i64::from(part.number))
                .bind(signed(part.size))
                .bind(&part.tag);
            tx.execute(insert).await?;
        }
        // Whoever lowers a quota means uploads under way too.
        self.ledger(&mut tx).check(&id).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Releases parts that will never be counted.
    async fn drop_parts(&self, claim: &Claim, parts: &[Part]) {
        for part in parts {
            let dropped = match self.store_of(&claim.upload) {
                Ok(store) => {
                    let (key, session) = (&claim.upload.object_key, &claim.session);
                    store
                        .drop_part(key, session, part)
                        .await
                        .map_err(Error::from)
                }
                Err(error) => Err(error),
            };
            if let Err(error) = dropped {
                tracing::warn!(%error, upload = %claim.upload.id, "a part goes when its upload ends");
            }
        }
    }

    /// Whether `claim` still holds.
    pub(super) async fn poll(&self, claim: &Claim) -> Result<()> {
        let sql = "select id from upload where id = $1 and fence = $2 and state = 'open'";
        let held = query(sql)
            .bind(claim.upload.id.to_string())
            .bind(claim.upload.fence);
        let holds: Option<String> = self.db.scalar_optional(held).await?;
        if holds.is_some() {
            return Ok(());
        }
        Err(self.why_not(&claim.upload, claim.upload.offset()).await?)
    }
}

/// Parts that are durable, and not counted yet.
#[derive(Debug, Default)]
struct UncountedParts {
    parts: Vec<Part>,
}

impl UncountedParts {
    fn size(&self) -> u64 {
        self.parts.iter().map(|part| part.size).sum()
    }
}

/// A length as the database counts.
fn counted(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
