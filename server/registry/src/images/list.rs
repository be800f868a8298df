use db::with_db;
use model::{Act, Direction, Image, ImageId, Invalid, Page, SortKey};

use super::{conditions::Conditions, query::ImageQuery, read::VISIBLE};
use crate::{
    Images, Result,
    rows::{IMAGE, ImageRow, SortValue},
};

/// How many are read at a time where the policies refuse images and a page is not full yet.
const MORE: usize = 500;

impl Images<'_> {
    /// The images that belong in the caller's list and match, a page at a time.
    ///
    /// One that the policies refuse is as not there: the list goes on behind it.
    pub async fn list(&self, query: &ImageQuery) -> Result<Page<Image>> {
        self.registry.may(self.caller, Act::GetImages)?;
        let order = query.order();
        let mut place = match query.marker {
            Some(marker) => Some(self.place_of(marker, &order).await?),
            None => None,
        };
        // One more than asked for tells whether there is a next page.
        let wanted = query.limit() + 1;
        let (mut found, mut count) = (Vec::new(), wanted);
        loop {
            let rows = self.rows(query, &order, place.as_deref(), count).await?;
            let is_last = rows.len() < count;
            place = rows.last().map(|row| row.place(&order));
            let images = self.whole(rows).await?.into_iter();
            found.extend(images.filter(|image| self.allows(Act::GetImage, image)));
            if is_last || found.len() >= wanted {
                break;
            }
            count = wanted.max(MORE);
        }
        Ok(Page::cut(found, query.limit(), |image| {
            image.id.to_string()
        }))
    }

    async fn rows(
        &self,
        query: &ImageQuery,
        order: &[(SortKey, Direction)],
        place: Option<&[SortValue]>,
        count: usize,
    ) -> Result<Vec<ImageRow>> {
        let sees_all = self.is_admin();
        Ok(with_db!(self.registry.db, |pool, Any| {
            let conditions =
                Conditions::<Any>::of("", self.caller, sees_all, query, order, place, count);
            let mut sql = conditions.sql;
            sql.build_query_as::<ImageRow>().fetch_all(pool).await
        })?)
    }

    /// Where `marker` stands in the order of the list.
    ///
    /// A deleted image still stands there, so that a deletion between two pages loses nothing.
    async fn place_of(
        &self,
        marker: ImageId,
        order: &[(SortKey, Direction)],
    ) -> Result<Vec<SortValue>> {
        let sql = format!("select {IMAGE} from image where id = $1 and {VISIBLE}");
        let row = with_db!(self.registry.db, |pool, Any| {
            sqlx::query_as::<Any, ImageRow>(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(marker.to_string())
                .bind(self.caller.project.as_str())
                .bind(self.is_admin())
                .fetch_optional(pool)
                .await
        })?;
        let place = row.as_ref().map(|row| row.place(order));
        let image = self.whole(Vec::from_iter(row)).await?.pop();
        // One answer for none and for a stranger's: a marker must not tell which ids are taken.
        let is_seen = image.is_some_and(|image| self.allows(Act::GetImage, &image));
        let unknown = || Invalid::new("marker", format_args!("names no image: {marker}"));
        Ok(place.filter(|_| is_seen).ok_or_else(unknown)?)
    }
}
