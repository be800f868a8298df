use std::collections::BTreeSet;

use db::{OnUnique, Tx, query};
use model::{OffsetDateTime, Policy};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;

use crate::{ChildQuery, Definitions, Kind, Name, Result, Tag, limits, rows::TAG};

/// A tag, to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a tag with its name")]
pub struct NewTag {
    pub name: Name,
}

/// Several tags, to be made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a list of tags")]
pub struct NewTags {
    pub tags: Vec<NewTag>,
}

const KIND: Kind = Kind::Tag;

impl Definitions<'_> {
    /// The tags of a namespace.
    pub async fn tags(&self, namespace: &str, wanted: &ChildQuery) -> Result<Vec<Tag>> {
        let seen = self.visible(namespace).await?;
        self.may_with(Policy::GetMetadefTags, &seen)?;
        if let Some(marker) = &wanted.marker {
            self.stored_tag(namespace, marker).await?;
        }
        self.tags_of(namespace, wanted).await
    }

    pub(crate) async fn tags_of(&self, namespace: &str, wanted: &ChildQuery) -> Result<Vec<Tag>> {
        let select = wanted.select(TAG, "metadef_tag", namespace).build();
        Ok(self.metadefs.db.fetch_all(select).await?)
    }

    /// One tag.
    pub async fn tag(&self, namespace: &str, name: &str) -> Result<Tag> {
        let seen = self.visible(namespace).await?;
        self.may_with(Policy::GetMetadefTag, &seen)?;
        self.stored_tag(namespace, name).await
    }

    async fn stored_tag(&self, namespace: &str, name: &str) -> Result<Tag> {
        let sql = format!("select {TAG} from metadef_tag where namespace = $1 and name = $2");
        let row = query(AssertSqlSafe(sql)).bind(namespace).bind(name);
        let row = self.metadefs.db.fetch_optional::<Tag>(row).await?;
        row.ok_or_else(|| KIND.nothing(namespace, name))
    }

    /// Adds a tag.
    pub async fn add_tag(&self, namespace: &str, name: Name) -> Result<Tag> {
        let mut change = self.change(namespace, &[Policy::AddMetadefTag]).await?;
        let at = change.at;
        insert(&mut change.tx, namespace, &name, at, Some(at)).await?;
        change
            .done(&KIND.renamed(None, Some(name.as_str())))
            .await?;
        Ok(Tag {
            name: name.into(),
            created_at: at,
            updated_at: Some(at),
        })
    }

    /// Adds tags, in place of those that are there unless `append` says otherwise. All of them, or none.
    pub async fn add_tags(&self, namespace: &str, new: &NewTags, append: bool) -> Result<()> {
        limits::check_count("tags", new.tags.len())?;
        let mut change = self.change(namespace, &[Policy::AddMetadefTags]).await?;
        let (at, mut before) = (change.at, 0);
        if !append {
            // As in Glance this deletes, so a protected namespace keeps its tags.
            let sql = "delete from metadef_tag where namespace = $1";
            before = change.tx.execute(query(sql).bind(namespace)).await?;
            if before > 0 {
                change.unprotected()?;
            }
        }
        let mut named = BTreeSet::new();
        for NewTag { name } in &new.tags {
            if !named.insert(name) {
                return Err(KIND.exists(namespace, name.as_str()));
            }
            insert(&mut change.tx, namespace, name, at, Some(at)).await?;
        }
        change.done(&KIND.counted(before, new.tags.len())).await
    }

    /// Renames a tag.
    pub async fn rename_tag(&self, namespace: &str, name: &str, new: &Name) -> Result<Tag> {
        let mut change = self.change(namespace, &[Policy::ModifyMetadefTag]).await?;
        let sql = "
            update metadef_tag set name = $3, updated_at = $4 where namespace = $1 and name = $2
            returning created_at";
        let update = query(sql)
            .bind(namespace)
            .bind(name)
            .bind(new.as_str())
            .bind(change.at);
        let changed = change.tx.scalar_optional::<OffsetDateTime>(update).await;
        let changed = changed.on_unique(|| KIND.exists(namespace, new.as_str()))?;
        let created_at = changed.ok_or_else(|| KIND.nothing(namespace, name))?;
        let at = change.at;
        change
            .done(&KIND.renamed(Some(name), Some(new.as_str())))
            .await?;
        Ok(Tag {
            name: new.to_string(),
            created_at,
            updated_at: Some(at),
        })
    }

    /// Deletes a tag.
    pub async fn delete_tag(&self, namespace: &str, name: &str) -> Result<()> {
        let change = self.change(namespace, &[Policy::DeleteMetadefTag]).await?;
        change.delete(KIND, name).await
    }

    /// Deletes all tags of a namespace.
    pub async fn delete_tags(&self, namespace: &str) -> Result<()> {
        let policies = [Policy::DeleteMetadefNamespace, Policy::DeleteMetadefTags];
        let change = self.change(namespace, &policies).await?;
        change.delete_all(KIND).await
    }
}

pub(crate) async fn in_transaction(tx: &mut Tx, namespace: &str) -> Result<Vec<Tag>> {
    let sql = format!("select {TAG} from metadef_tag where namespace = $1 order by name");
    Ok(tx
        .fetch_all(query(AssertSqlSafe(sql)).bind(namespace))
        .await?)
}

pub(crate) async fn insert(
    tx: &mut Tx,
    namespace: &str,
    name: &Name,
    at: OffsetDateTime,
    updated: Option<OffsetDateTime>,
) -> Result<()> {
    let sql = "
        insert into metadef_tag (namespace, name, created_at, updated_at) values ($1, $2, $3, $4)";
    let insert = query(sql)
        .bind(namespace)
        .bind(name.as_str())
        .bind(at)
        .bind(updated);
    tx.execute(insert)
        .await
        .on_unique(|| KIND.exists(namespace, name.as_str()))?;
    Ok(())
}
