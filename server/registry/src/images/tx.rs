use std::collections::BTreeMap;

use db::{Tx, query};
use model::{Image, ImageId, NewImage, ProjectId, fold};
use sqlx::{Postgres, QueryBuilder, Sqlite, Transaction};

use super::read::VISIBLE;
use crate::{
    Error, Result,
    rows::{IMAGE, ImageRow},
};

/// One image, as a transaction of either database reads and writes it.
///
/// Whoever changes an image locks its row first and reads it then: changes of one image follow each other, and none is made
/// from an older state. On PostgreSQL this needs no more than the default isolation (read committed), since each statement
/// sees what was committed before the lock was given; on SQLite a transaction that writes is alone.
pub(crate) trait ImageTx {
    /// Locks the row of an image until the transaction ends; `false` where there is none. Before any row of reservations
    /// or usage.
    fn lock_image(&mut self, id: ImageId) -> impl Future<Output = Result<bool>> + Send;

    /// The image, if `project` may see it, or sees all.
    fn image(
        &mut self,
        id: ImageId,
        project: &ProjectId,
        sees_all: bool,
    ) -> impl Future<Output = Result<Option<Image>>> + Send;

    /// Writes what `after` has otherwise than `before` in its tags and properties: four statements at most.
    fn save_metadata(
        &mut self,
        before: &Image,
        after: &Image,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Writes the tags and properties of an image that has none: two statements at most.
    fn add_metadata(
        &mut self,
        id: ImageId,
        new: &NewImage,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Writes the name in the form in which it is searched. After the name: whoever changes that clears this.
    fn fold_name(&mut self, image: &Image) -> impl Future<Output = Result<()>> + Send;
}

impl ImageTx for Tx {
    async fn lock_image(&mut self, id: ImageId) -> Result<bool> {
        let sql = "update image set generation = generation where id = $1 and status <> 'deleted'";
        let locked = self.execute(query(sql).bind(id.to_string())).await?;
        Ok(locked > 0)
    }

    async fn image(
        &mut self,
        id: ImageId,
        project: &ProjectId,
        sees_all: bool,
    ) -> Result<Option<Image>> {
        let mut sql = db::QueryBuilder::new(format!("select {IMAGE} from image"));
        sql.push(format_args!(
            " where id = $1 and status <> 'deleted' and {VISIBLE}"
        ));
        let found = sql.build();
        let found = found
            .bind(id.to_string())
            .bind(project.as_str())
            .bind(sees_all);
        let Some(row) = self.fetch_optional::<ImageRow>(found).await? else {
            return Ok(None);
        };
        let sql = "select tag from image_tag where image_id = $1 order by tag";
        let tags = self.scalars(query(sql).bind(id.to_string())).await?;
        let sql = "select name, value from image_property where image_id = $1";
        let properties: Vec<(String, String)> =
            self.fetch_all(query(sql).bind(id.to_string())).await?;
        Ok(Some(row.with(tags, BTreeMap::from_iter(properties))))
    }

    async fn save_metadata(&mut self, before: &Image, after: &Image) -> Result<()> {
        let id = before.id.to_string();
        let gone: Vec<&String> = before
            .tags
            .iter()
            .filter(|tag| !after.tags.contains(tag))
            .collect();
        if !gone.is_empty() {
            let mut sql = db::QueryBuilder::new("delete from image_tag where image_id = ");
            sql.push_bind(&id).push(" and tag in (");
            sql.push_list(gone).push(")");
            self.execute(sql.build()).await?;
        }
        let new = after.tags.iter().filter(|tag| !before.tags.contains(tag));
        insert_tags(self, &id, new).await?;
        let gone: Vec<&String> = before
            .properties
            .keys()
            .filter(|name| !after.properties.contains_key(*name))
            .collect();
        if !gone.is_empty() {
            let mut sql = db::QueryBuilder::new("delete from image_property where image_id = ");
            sql.push_bind(&id).push(" and name in (");
            sql.push_list(gone).push(")");
            self.execute(sql.build()).await?;
        }
        let changed = after
            .properties
            .iter()
            .filter(|(name, value)| before.properties.get(*name) != Some(*value));
        save_properties(self, &id, changed).await
    }

    async fn add_metadata(&mut self, id: ImageId, new: &NewImage) -> Result<()> {
        let id = id.to_string();
        insert_tags(self, &id, &new.tags).await?;
        save_properties(self, &id, &new.properties).await
    }

    async fn fold_name(&mut self, image: &Image) -> Result<()> {
        let name = image.name.as_ref().map(|name| fold(name.as_str()));
        let sql = "update image set name_folded = $2 where id = $1";
        self.execute(query(sql).bind(image.id.to_string()).bind(name))
            .await?;
        Ok(())
    }
}

async fn insert_tags(
    tx: &mut Tx,
    image: &String,
    tags: impl IntoIterator<Item = &String> + Send,
) -> Result<()> {
    let rows: Vec<_> = tags.into_iter().map(|tag| [image, tag]).collect();
    if !rows.is_empty() {
        let mut sql = db::QueryBuilder::new("insert into image_tag (image_id, tag) ");
        sql.push_values(rows);
        tx.execute(sql.build()).await?;
    }
    Ok(())
}

async fn save_properties(
    tx: &mut Tx,
    image: &String,
    properties: impl IntoIterator<Item = (&String, &String)> + Send,
) -> Result<()> {
    let properties = properties.into_iter();
    let rows: Vec<_> = properties
        .map(|(name, value)| [image, name, value])
        .collect();
    if !rows.is_empty() {
        let mut sql = db::QueryBuilder::new("insert into image_property (image_id, name, value) ");
        sql.push_values(rows)
            .push(" on conflict (image_id, name) do update set value = excluded.value");
        tx.execute(sql.build()).await?;
    }
    Ok(())
}

macro_rules! image_tx {
    ($Db:ident) => {
        impl ImageTx for Transaction<'_, $Db> {
            async fn lock_image(&mut self, id: ImageId) -> Result<bool> {
                let sql = "update image set generation = generation where id = $1 and status <> 'deleted'";
                let locked = sqlx::query(sql)
                    .bind(id.to_string())
                    .execute(&mut **self)
                    .await?;
                Ok(locked.rows_affected() > 0)
            }

            async fn image(
                &mut self,
                id: ImageId,
                project: &ProjectId,
                sees_all: bool,
            ) -> Result<Option<Image>> {
                let sql = format!(
                    "select {IMAGE} from image where id = $1 and status <> 'deleted' and {VISIBLE}"
                );
                let row = sqlx::query_as::<$Db, ImageRow>(sqlx::AssertSqlSafe(sql.as_str()))
                    .bind(id.to_string())
                    .bind(project.as_str())
                    .bind(sees_all)
                    .fetch_optional(&mut **self)
                    .await?;
                let Some(row) = row else {
                    return Ok(None);
                };
                let sql = "select tag from image_tag where image_id = $1 order by tag";
                let tags = sqlx::query_scalar::<$Db, String>(sql)
                    .bind(id.to_string())
                    .fetch_all(&mut **self)
                    .await?;
                let sql = "select name, value from image_property where image_id = $1";
                let properties = sqlx::query_as::<$Db, (String, String)>(sql)
                    .bind(id.to_string())
                    .fetch_all(&mut **self)
                    .await?;
                Ok(Some(row.with(tags, BTreeMap::from_iter(properties))))
            }

            async fn save_metadata(&mut self, before: &Image, after: &Image) -> Result<()> {
                let id = before.id.to_string();
                let gone = before.tags.iter().filter(|tag| !after.tags.contains(tag));
                let gone: Vec<&String> = gone.collect();
                if !gone.is_empty() {
                    let mut sql =
                        QueryBuilder::<$Db>::new("delete from image_tag where image_id = ");
                    sql.push_bind(id.clone()).push(" and tag in (");
                    let mut list = sql.separated(", ");
                    for tag in gone {
                        list.push_bind(tag.clone());
                    }
                    sql.push(")").build().execute(&mut **self).await?;
                }
                let new = after.tags.iter().filter(|tag| !before.tags.contains(tag));
                let new: Vec<&String> = new.collect();
                if !new.is_empty() {
                    let mut sql =
                        QueryBuilder::<$Db>::new("insert into image_tag (image_id, tag) ");
                    sql.push_values(new, |mut row, tag| {
                        row.push_bind(id.clone()).push_bind(tag.clone());
                    });
                    sql.build().execute(&mut **self).await?;
                }
                let names = before.properties.keys();
                let gone: Vec<&String> = names
                    .filter(|name| !after.properties.contains_key(*name))
                    .collect();
                if !gone.is_empty() {
                    let mut sql =
                        QueryBuilder::<$Db>::new("delete from image_property where image_id = ");
                    sql.push_bind(id.clone()).push(" and name in (");
                    let mut list = sql.separated(", ");
                    for name in gone {
                        list.push_bind(name.clone());
                    }
                    sql.push(")").build().execute(&mut **self).await?;
                }
                let changed = after.properties.iter();
                let changed: Vec<_> = changed
                    .filter(|(name, value)| before.properties.get(*name) != Some(*value))
                    .collect();
                if !changed.is_empty() {
                    let mut sql = QueryBuilder::<$Db>::new(
                        "insert into image_property (image_id, name, value) ",
                    );
                    sql.push_values(changed, |mut row, (name, value)| {
                        row.push_bind(id.clone())
                            .push_bind(name.clone())
                            .push_bind(value.clone());
                    });
                    sql.push(" on conflict (image_id, name) do update set value = excluded.value")
                        .build()
                        .execute(&mut **self)
                        .await?;
                }
                Ok::<(), Error>(())
            }

            async fn add_metadata(&mut self, id: ImageId, new: &NewImage) -> Result<()> {
                let id = id.to_string();
                if !new.tags.is_empty() {
                    let mut sql =
                        QueryBuilder::<$Db>::new("insert into image_tag (image_id, tag) ");
                    sql.push_values(&new.tags, |mut row, tag| {
                        row.push_bind(id.clone()).push_bind(tag.clone());
                    });
                    sql.build().execute(&mut **self).await?;
                }
                if !new.properties.is_empty() {
                    let mut sql = QueryBuilder::<$Db>::new(
                        "insert into image_property (image_id, name, value) ",
                    );
                    sql.push_values(&new.properties, |mut row, (name, value)| {
                        row.push_bind(id.clone())
                            .push_bind(name.clone())
                            .push_bind(value.clone());
                    });
                    sql.build().execute(&mut **self).await?;
                }
                Ok::<(), Error>(())
            }

            async fn fold_name(&mut self, image: &Image) -> Result<()> {
                let sql = "update image set name_folded = $2 where id = $1";
                sqlx::query(sql)
                    .bind(image.id.to_string())
                    .bind(image.name.as_ref().map(|name| fold(name.as_str())))
                    .execute(&mut **self)
                    .await?;
                Ok(())
            }
        }
    };
}

image_tx!(Sqlite);
image_tx!(Postgres);
