use std::collections::{BTreeMap, HashMap};

use db::{Query, QueryBuilder, query};
use model::{Image, ImageId, Policy, ProjectId, Target};
use sqlx::{AssertSqlSafe, FromRow};

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

/// Reads the image `id`, unless it is deleted or `project` may not see it. Who `sees_all` sees it in any case.
pub(super) fn visible_image(id: ImageId, project: &ProjectId, sees_all: bool) -> Query {
    let sql =
        format!("select {IMAGE} from image where id = $1 and status <> 'deleted' and {VISIBLE}");
    query(AssertSqlSafe(sql))
        .bind(id.to_string())
        .bind(project.as_str())
        .bind(sees_all)
}

/// The ids of these images.
pub(super) fn ids(rows: &[ImageRow]) -> impl Iterator<Item = String> {
    rows.iter().map(|row| row.id.to_string())
}

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
    /// The image of that id, without properties that the caller may not read. One that the caller may not see is as none.
    pub async fn get(&self, id: ImageId) -> Result<Image> {
        Ok(self.shown(self.find(id).await?))
    }

    /// The same with all properties, for decisions about it.
    pub(crate) async fn find(&self, id: ImageId) -> Result<Image> {
        let row = visible_image(id, &self.caller.project, self.is_admin());
        let row = self.registry.db.fetch_optional(row).await?;
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
        let row = query(AssertSqlSafe(sql)).bind(id.to_string());
        let row = self.registry.db.fetch_optional(row).await?;
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
        let mut sql = QueryBuilder::new("select image_id, tag from image_tag where image_id in (");
        sql.push_list(ids(rows)).push(") order by tag");
        let found: Vec<TagRow> = self.registry.db.fetch_all(sql.build()).await?;
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
        let select = "select image_id, name, value from image_property where image_id in (";
        let mut sql = QueryBuilder::new(select);
        sql.push_list(ids(rows)).push(")");
        let found: Vec<PropertyRow> = self.registry.db.fetch_all(sql.build()).await?;
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
