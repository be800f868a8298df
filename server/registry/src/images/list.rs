use db::with_db;
use model::{Image, ImageId, Invalid, OffsetDateTime, Page};

use crate::{
    Images, Result,
    rows::{IMAGE, ImageRow},
};

/// Which images, and how many of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageQuery {
    /// At most so many. 25 where nothing is said, never more than 1000.
    pub limit: Option<u32>,
    /// Those after this one.
    pub marker: Option<ImageId>,
}

impl ImageQuery {
    /// The number that is given out.
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(25).min(1000) as usize
    }
}

impl Images<'_> {
    /// The images that belong in the caller's list, newest first.
    pub async fn list(&self, query: &ImageQuery) -> Result<Page<Image>> {
        let after = match query.marker {
            Some(marker) => Some(self.place_of(marker).await?),
            None => None,
        };
        let limit = query.limit();
        let rows = with_db!(self.registry.db, |pool, Any| {
            let mut sql = sqlx::QueryBuilder::<Any>::new("select ");
            sql.push(IMAGE)
                .push(" from image where status <> 'deleted' and hidden = ")
                .push_bind(false);
            // A community image is for who knows of it: in nobody's list but its owner's.
            sql.push(" and (owner = ")
                .push_bind(self.caller.project.as_str());
            sql.push(if self.caller.is_admin() {
                " or visibility <> 'community')"
            } else {
                " or visibility = 'public')"
            });
            if let Some((created_at, id)) = &after {
                sql.push(" and (created_at, id) < (")
                    .push_bind(*created_at)
                    .push(", ")
                    .push_bind(id)
                    .push(")");
            }
            // One more than asked for tells whether there is a next page.
            sql.push(" order by created_at desc, id desc limit ")
                .push_bind(i64::try_from(limit + 1).unwrap_or(i64::MAX));
            sql.build_query_as::<ImageRow>().fetch_all(pool).await
        })?;
        Ok(Page::cut(self.whole(rows).await?, limit, |image| {
            image.id.to_string()
        }))
    }

    /// Where `marker` stands in the order of the list.
    async fn place_of(&self, marker: ImageId) -> Result<(OffsetDateTime, String)> {
        match self.get(marker).await {
            Ok(image) => Ok((image.created_at, image.id.to_string())),
            Err(crate::Error::ImageNotFound(id)) => {
                Err(Invalid::new("marker", format_args!("names no image: {id}")).into())
            }
            Err(error) => Err(error),
        }
    }
}
