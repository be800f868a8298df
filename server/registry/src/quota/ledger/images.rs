use db::query;
use model::{ImageId, MIB, ProjectId};

use super::Ledger;
use crate::{Error, Result, quota::Counts};

const ONE_IMAGE: Counts = Counts {
    images: 1,
    uploading: 0,
    stored: 0,
    reserved: 0,
    staged: 0,
};

impl Ledger<'_> {
    /// Counts a new image of `owner` with so many bytes of properties and tags, unless it has as much as it may. After the
    /// image was inserted.
    pub async fn add_image(&mut self, owner: &ProjectId, metadata: u64) -> Result<()> {
        self.admit(owner.as_str(), ONE_IMAGE).await?;
        if metadata > 0 {
            self.check_metadata(owner).await?;
        }
        Ok(())
    }

    /// Refuses if the images of `owner` have more bytes of properties and tags than they may. After these were written.
    ///
    /// The sum is read from an index of the images: it is right whatever an older release does, or forgets, beside us.
    pub async fn check_metadata(&mut self, owner: &ProjectId) -> Result<()> {
        let Some(limit) = self.quotas.metadata_total else {
            return Ok(());
        };
        // Locks the account first: whoever adds at the same time waits here, and then counts what we have added.
        self.account(owner.as_str()).await?;
        let sql = "
            select cast(coalesce(sum(metadata_bytes), 0) as bigint) from image
            where owner = $1 and status <> 'deleted'";
        let used: i64 = self.tx.scalar(query(sql).bind(owner.as_str())).await?;
        if used.max(0).cast_unsigned() > limit.saturating_mul(MIB) {
            return Err(Error::OverMetadataQuota { used, limit });
        }
        Ok(())
    }

    /// Forgets a deleted image of which `stored` bytes were counted, and releases all that was reserved for it.
    pub async fn remove_image(
        &mut self,
        image: ImageId,
        owner: &ProjectId,
        stored: i64,
    ) -> Result<()> {
        self.release_all_of(image).await?;
        let stored = Counts {
            stored,
            ..ONE_IMAGE
        };
        self.add(owner.as_str(), -stored).await
    }

    /// Counts an image for `to` from now on, with all that it holds, if that fits.
    pub async fn transfer(
        &mut self,
        image: ImageId,
        from: &ProjectId,
        to: &ProjectId,
    ) -> Result<()> {
        let sql = "
            select cast(coalesce(sum(image.size), 0) as bigint)
            from location join image on image.id = location.image_id where image.id = $1";
        let stored = self.tx.scalar(query(sql).bind(image.to_string())).await?;
        let counts = Counts {
            stored,
            ..ONE_IMAGE
        };
        let counts = counts + self.move_reservations(image, to).await?;
        // In one order, so that two gifts the other way round do not wait for each other.
        if from < to {
            self.add(from.as_str(), -counts).await?;
            self.admit(to.as_str(), counts).await
        } else {
            self.admit(to.as_str(), counts).await?;
            self.add(from.as_str(), -counts).await
        }
    }
}
