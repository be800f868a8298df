//! Search in names without regard to case, in every script and on both databases alike.
//!
//! A name is kept beside itself in the form of [`fold`], and so is compared what is searched for. A row that lacks that form,
//! as an older release writes it, is taken by the query and compared here; the sweep fills it soon.

use db::query;
use model::{Image, fold};

use super::{Filter, ImageQuery};
use crate::{Result, System};

/// Rows that are filled in one transaction: few enough that nobody waits long for one of them.
const BATCH: i64 = 200;

impl ImageQuery {
    /// Whether the searches of this query find `image`.
    pub(super) fn finds(&self, image: &Image) -> bool {
        self.filters.iter().all(|filter| match filter {
            Filter::Search(words) => {
                let name = image.name.as_ref().map_or("", |name| name.as_str());
                fold(name).contains(&fold(words))
                    || image.id.to_string() == words.to_ascii_lowercase()
            }
            _ => true,
        })
    }
}

impl System<'_> {
    /// Fills the columns that an older release leaves out of the rows of images.
    pub async fn fill_image_columns(&self) -> Result<()> {
        while self.fold_names().await? == BATCH {}
        while self.measure_metadata().await? == BATCH.cast_unsigned() {}
        Ok(())
    }

    /// How many names there were to fold, of those that are done at a time.
    async fn fold_names(&self) -> Result<i64> {
        // In one order on every node, so that none waits for another in a circle.
        let sql = "
            select id, name from image
            where name_folded is null and name is not null and status <> 'deleted' order by id limit $1";
        let db = &self.registry.db;
        let rows: Vec<(String, String)> = db.fetch_all(query(sql).bind(BATCH)).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let mut tx = db.begin().await?;
        for (id, name) in &rows {
            // Unless it was renamed since.
            let sql = "update image set name_folded = $3 where id = $1 and name = $2";
            tx.execute(query(sql).bind(id).bind(name).bind(fold(name)))
                .await?;
        }
        tx.commit().await?;
        Ok(i64::try_from(rows.len()).unwrap_or(BATCH))
    }

    /// How many images were measured, of those that are done at a time.
    async fn measure_metadata(&self) -> Result<u64> {
        let sql = "
            update image set metadata_bytes =
                coalesce((
                    select sum(octet_length(image_property.name) + octet_length(image_property.value))
                    from image_property where image_property.image_id = image.id
                ), 0)
                + coalesce((
                    select sum(octet_length(image_tag.tag)) from image_tag where image_tag.image_id = image.id
                ), 0)
            where metadata_bytes is null and id in (
                select id from image where metadata_bytes is null and status <> 'deleted' order by id limit $1)";
        Ok(self.registry.db.execute(query(sql).bind(BATCH)).await?)
    }
}
