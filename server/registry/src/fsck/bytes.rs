use db::query;
use futures::TryStreamExt;
use model::ImageId;
use sha2::{Digest, Sha512};
use sqlx::FromRow;
use store::{Key, Store, StoreId};

use super::Finding;
use crate::{Error, Result, System};

#[derive(FromRow)]
struct Place {
    image_id: ImageId,
    store: String,
    object_key: Key,
    size: Option<i64>,
    sha512: Option<String>,
}

impl System<'_> {
    /// Images whose bytes are not there, or not what they were. With `read_all` every byte is read.
    pub(super) async fn lost_bytes(&self, read_all: bool) -> Result<Vec<Finding>> {
        let sql = "
            select location.image_id, location.store, location.object_key, image.size, image.sha512
            from location join image on image.id = location.image_id order by location.image_id";
        let mut findings = Vec::new();
        for place in self.registry.db.fetch_all::<Place>(query(sql)).await? {
            // Only what is still there when the finding is told: an image may have been deleted meanwhile.
            if let Some(finding) = self.look_at(&place, read_all).await?
                && self.is_placed(&place).await?
            {
                findings.push(finding);
            }
        }
        Ok(findings)
    }

    async fn look_at(&self, place: &Place, read_all: bool) -> Result<Option<Finding>> {
        let (image, id) = (place.image_id, StoreId::from(place.store.as_str()));
        let Ok(store) = self.registry.stores.get(&id) else {
            return Ok(Some(Finding::UnknownStore { image, store: id }));
        };
        let got = match store.size(&place.object_key).await {
            Err(store::Error::NotFound(_)) => {
                return Ok(Some(Finding::Missing { image, store: id }));
            }
            size => size?,
        };
        let want = place.size.map_or(got, i64::cast_unsigned);
        if got != want {
            return Ok(Some(Finding::WrongSize { image, want, got }));
        }
        if !read_all {
            return Ok(None);
        }
        let found = digest(&**store, &place.object_key).await?;
        let whole = place.sha512.as_ref().is_none_or(|want| *want == found);
        Ok((!whole).then_some(Finding::Damaged { image }))
    }

    async fn is_placed(&self, place: &Place) -> Result<bool> {
        let sql = "select image_id from location where image_id = $1 and store = $2";
        let there = query(sql)
            .bind(place.image_id.to_string())
            .bind(&place.store);
        let there: Option<String> = self.registry.db.scalar_optional(there).await?;
        Ok(there.is_some())
    }
}

async fn digest(store: &dyn Store, key: &Key) -> Result<String> {
    let mut bytes = store.read(key, None).await?;
    let mut digest = Sha512::new();
    while let Some(piece) = bytes.try_next().await.map_err(Error::Body)? {
        digest.update(&piece);
        // Other work gets its turn.
        tokio::task::yield_now().await;
    }
    Ok(hex::encode(digest.finalize()))
}
