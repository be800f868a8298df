use db::with_db;
use model::{Image, ImageId, Invalid, Page};

use super::{conditions::Conditions, query::ImageQuery, read::VISIBLE};
use crate::{
    Images, Result,
    rows::{IMAGE, ImageRow, SortValue},
};

impl Images<'_> {
    /// The images that belong in the caller's list and match, a page at a time.
    pub async fn list(&self, query: &ImageQuery) -> Result<Page<Image>> {
        let order = query.order();
        let place = match query.marker {
            Some(marker) => Some(self.place_of(marker, query).await?),
            None => None,
        };
        let limit = query.limit();
        let rows = with_db!(self.registry.db, |pool, Any| {
            let conditions =
                Conditions::<Any>::of("", self.caller, query, &order, place.as_deref());
            let mut sql = conditions.sql;
            sql.build_query_as::<ImageRow>().fetch_all(pool).await
        })?;
        Ok(Page::cut(self.whole(rows).await?, limit, |image| {
            image.id.to_string()
        }))
    }

    /// Where `marker` stands in the order of the list.
    ///
    /// A deleted image still stands there, so that a deletion between two pages loses nothing.
    async fn place_of(&self, marker: ImageId, query: &ImageQuery) -> Result<Vec<SortValue>> {
        let sql = format!("select {IMAGE} from image where id = $1 and {VISIBLE}");
        let row = with_db!(self.registry.db, |pool, Any| {
            sqlx::query_as::<Any, ImageRow>(&sql)
                .bind(marker.to_string())
                .bind(self.caller.project.as_str())
                .bind(self.caller.is_admin())
                .fetch_optional(pool)
                .await
        })?;
        // One answer for none and for a stranger's: a marker must not tell which ids are taken.
        let row =
            row.ok_or_else(|| Invalid::new("marker", format_args!("names no image: {marker}")))?;
        let order = query.order();
        Ok(order.iter().map(|(key, _)| row.sort_value(*key)).collect())
    }
}
