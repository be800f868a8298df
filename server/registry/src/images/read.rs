use std::collections::{BTreeMap, HashMap};

use db::with_db;
use model::{Image, ImageId, Policy, Target};
use sqlx::FromRow;

use crate::{
    Error, Images, Result,
    rows::{IMAGE, ImageRow},
};

/// Whether the project `$2` may see an image; an admin, as `$3` says, sees all. A member sees it at once, whatever it
/// has said to it.
pub(super) const VISIBLE: &str = "
    ($3 or image.owner = $2 or image.visibility in ('public', 'community')
        or (image.visibility = 'shared' and exists (
            select 1 from member where member.image_id = image.id and member.project_id = $2)))";

#[derive(FromRow)]
struct TagRow {
    image_id: ImageId,
    tag: String,
}

#[derive(FromRow)]
struct PropertyRow {
    image_id: ImageId,
    name: String,
    value: String,
}

impl Images<'_> {
    /// The image of that id. One that the caller may not see is as none.
    pub async fn get(&self, id: ImageId) -> Result<Image> {
        let sql = format!(
            "select {IMAGE} from image where id = $1 and status <> 'deleted' and {VISIBLE}"
        );
        let row = with_db!(self.registry.db, |pool, Any| {
            sqlx::query_as::<Any, ImageRow>(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(id.to_string())
                .bind(self.caller.project.as_str())
                .bind(self.is_admin())
                .fetch_optional(pool)
                .await
        })?;
        let image = self.whole(Vec::from_iter(row)).await?.pop();
        image
            .filter(|image| self.allows(Policy::GetImage, image))
            .ok_or(Error::ImageNotFound(id))
    }

    /// Refuses who may no longer upload into an image for which their project has an upload.
    ///
    /// It is the upload's project that brings the bytes, whoever owns the image by now, and whatever became of it.
    pub(crate) async fn check_may_continue(&self, id: ImageId) -> Result<()> {
        let sql = format!("select {IMAGE} from image where id = $1");
        let row = with_db!(self.registry.db, |pool, Any| {
            sqlx::query_as::<Any, ImageRow>(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(id.to_string())
                .fetch_optional(pool)
                .await
        })?;
        let image = self.whole(Vec::from_iter(row)).await?.pop();
        let image = image.ok_or(Error::ImageNotFound(id))?;
        let project = &self.caller.project;
        let target = Target::image(&image, project).if_owned_by(project);
        self.may_with(Policy::UploadImage, &image, target)
    }

    /// Rows with their tags and properties, in the same order.
    pub(super) async fn whole(&self, rows: Vec<ImageRow>) -> Result<Vec<Image>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let (mut tags, mut properties) = (self.tags(&rows).await?, self.properties(&rows).await?);
        let image = |row: ImageRow| {
            let (tags, properties) = (tags.remove(&row.id), properties.remove(&row.id));
            row.with(tags.unwrap_or_default(), properties.unwrap_or_default())
        };
        Ok(rows.into_iter().map(image).collect())
    }

    async fn tags(&self, rows: &[ImageRow]) -> Result<HashMap<ImageId, Vec<String>>> {
        let found = with_db!(self.registry.db, |pool, Any| {
            let mut query = sqlx::QueryBuilder::<Any>::new(
                "select image_id, tag from image_tag where image_id in (",
            );
            let mut ids = query.separated(", ");
            for row in rows {
                ids.push_bind(row.id.to_string());
            }
            query
                .push(") order by tag")
                .build_query_as::<TagRow>()
                .fetch_all(pool)
                .await
        })?;
        let mut tags = HashMap::<_, Vec<_>>::new();
        for row in found {
            tags.entry(row.image_id).or_default().push(row.tag);
        }
        Ok(tags)
    }

    async fn properties(
        &self,
        rows: &[ImageRow],
    ) -> Result<HashMap<ImageId, BTreeMap<String, String>>> {
        let found = with_db!(self.registry.db, |pool, Any| {
            let select = "select image_id, name, value from image_property where image_id in (";
            let mut query = sqlx::QueryBuilder::<Any>::new(select);
            let mut ids = query.separated(", ");
            for row in rows {
                ids.push_bind(row.id.to_string());
            }
            query
                .push(")")
                .build_query_as::<PropertyRow>()
                .fetch_all(pool)
                .await
        })?;
        let mut properties = HashMap::<_, BTreeMap<_, _>>::new();
        for row in found {
            properties
                .entry(row.image_id)
                .or_default()
                .insert(row.name, row.value);
        }
        Ok(properties)
    }
}
