//! One image, as a transaction reads and writes it.
//!
//! Whoever changes an image locks its row first and reads it then: changes of one image follow each other, and none is made
//! from an older state. On PostgreSQL this needs no more than the default isolation (read committed), since each statement
//! sees what was committed before the lock was given; on SQLite a transaction that writes is alone.

use std::collections::BTreeMap;

use db::{QueryBuilder, Tx, query};
use model::{Image, ImageId, NewImage, ProjectId, fold};

use super::read::visible_image;
use crate::{Result, rows::ImageRow};

/// Locks the row of an image until the transaction ends; `false` where there is none. Before any row of reservations
/// or usage.
pub(super) async fn lock_image(tx: &mut Tx, id: ImageId) -> Result<bool> {
    let sql = "update image set generation = generation where id = $1 and status <> 'deleted'";
    Ok(tx.execute(query(sql).bind(id.to_string())).await? > 0)
}

/// The image, if `project` may see it, or sees all.
pub(super) async fn read_image(
    tx: &mut Tx,
    id: ImageId,
    project: &ProjectId,
    sees_all: bool,
) -> Result<Option<Image>> {
    let row = visible_image(id, project, sees_all);
    let Some(row) = tx.fetch_optional::<ImageRow>(row).await? else {
        return Ok(None);
    };
    let sql = "select tag from image_tag where image_id = $1 order by tag";
    let tags = tx.scalars(query(sql).bind(id.to_string())).await?;
    let sql = "select name, value from image_property where image_id = $1";
    let properties: Vec<(String, String)> = tx.fetch_all(query(sql).bind(id.to_string())).await?;
    Ok(Some(row.with(tags, BTreeMap::from_iter(properties))))
}

/// Writes what `after` has otherwise than `before` in its tags and properties: four statements at most.
pub(super) async fn save_metadata(tx: &mut Tx, before: &Image, after: &Image) -> Result<()> {
    let id = before.id.to_string();
    let gone = before.tags.iter().filter(|tag| !after.tags.contains(tag));
    delete_rows(tx, ("image_tag", "tag"), &id, gone.collect()).await?;
    let new = after.tags.iter().filter(|tag| !before.tags.contains(tag));
    insert_tags(tx, &id, new).await?;
    let names = before.properties.keys();
    let gone = names.filter(|name| !after.properties.contains_key(*name));
    delete_rows(tx, ("image_property", "name"), &id, gone.collect()).await?;
    let changed = after.properties.iter();
    let changed = changed.filter(|(name, value)| before.properties.get(*name) != Some(*value));
    save_properties(tx, &id, changed).await
}

/// Writes the tags and properties of an image that has none: two statements at most.
pub(super) async fn add_metadata(tx: &mut Tx, id: ImageId, new: &NewImage) -> Result<()> {
    let id = id.to_string();
    insert_tags(tx, &id, &new.tags).await?;
    save_properties(tx, &id, &new.properties).await
}

/// Writes the name in the form in which it is searched. After the name: whoever changes that clears this.
pub(super) async fn fold_name(tx: &mut Tx, image: &Image) -> Result<()> {
    let name = image.name.as_ref().map(|name| fold(name.as_str()));
    let sql = "update image set name_folded = $2 where id = $1";
    tx.execute(query(sql).bind(image.id.to_string()).bind(name))
        .await?;
    Ok(())
}

/// Deletes the rows of an image in `table` that have one of `values` in `column`.
async fn delete_rows(
    tx: &mut Tx,
    (table, column): (&'static str, &'static str),
    image: &String,
    values: Vec<&String>,
) -> Result<()> {
    if !values.is_empty() {
        let mut sql = QueryBuilder::new(format!("delete from {table} where image_id = "));
        sql.push_bind(image)
            .push(format_args!(" and {column} in ("))
            .push_list(values)
            .push(")");
        tx.execute(sql.build()).await?;
    }
    Ok(())
}

async fn insert_tags(
    tx: &mut Tx,
    image: &String,
    tags: impl IntoIterator<Item = &String> + Send,
) -> Result<()> {
    let rows: Vec<_> = tags.into_iter().map(|tag| [image, tag]).collect();
    if !rows.is_empty() {
        let mut sql = QueryBuilder::new("insert into image_tag (image_id, tag) ");
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
        let mut sql = QueryBuilder::new("insert into image_property (image_id, name, value) ");
        sql.push_values(rows)
            .push(" on conflict (image_id, name) do update set value = excluded.value");
        tx.execute(sql.build()).await?;
    }
    Ok(())
}
