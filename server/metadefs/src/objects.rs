use std::collections::BTreeMap;

use db::{OnUnique, Tx, query};
use model::{Invalid, OffsetDateTime, Policy};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AssertSqlSafe;

use crate::{
    ChildQuery, Definitions, Kind, Name, Object, Property, Result, StoredProperty,
    name::check_length,
    rows::{OBJECT, ObjectRow},
};

/// A group of properties, to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object of a namespace")]
pub struct NewObject {
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Names of those that must be given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    #[serde(default)]
    pub properties: BTreeMap<Name, Property>,
}

const KIND: Kind = Kind::Object;
/// Characters of a description. Glance bounds that of a namespace alone.
const DESCRIPTION: usize = 4000;

impl NewObject {
    /// Refuses what is well formed and makes no sense; `path` is where it stands in the request.
    pub(crate) fn check(&self, path: &str) -> std::result::Result<(), Invalid> {
        let field = |name: &str| format!("{path}{name}");
        check_length(
            &field("description"),
            self.description.as_deref().unwrap_or_default(),
            DESCRIPTION,
        )?;
        for name in &self.required {
            check_length(&field("required"), name, Name::LONGEST)?;
        }
        for (name, property) in &self.properties {
            property.check(&field(&format!("properties.{name}")))?;
        }
        Ok(())
    }

    fn required_json(&self) -> String {
        json!(self.required).to_string()
    }

    fn properties_json(&self) -> String {
        let properties = self.properties.iter();
        let properties: BTreeMap<_, _> = properties
            .map(|(name, property)| (name.as_str(), property))
            .collect();
        json!(properties).to_string()
    }

    /// As it is once it was written.
    fn written(self, created_at: OffsetDateTime, updated_at: OffsetDateTime) -> Object {
        let properties = self.properties.into_iter();
        let stored = |(name, property): (Name, Property)| StoredProperty {
            name: name.into(),
            definition: json!(property),
        };
        Object {
            name: self.name.into(),
            description: self.description,
            required: self.required,
            properties: properties.map(stored).collect(),
            created_at,
            updated_at: Some(updated_at),
        }
    }
}

impl Definitions<'_> {
    /// The objects of a namespace.
    pub async fn objects(&self, namespace: &str, wanted: &ChildQuery) -> Result<Vec<Object>> {
        let seen = self.visible(namespace).await?;
        self.may_with(Policy::GetMetadefObjects, &seen)?;
        if let Some(marker) = &wanted.marker {
            self.stored_object(namespace, marker).await?;
        }
        if self.may_with(Policy::GetMetadefObject, &seen).is_err() {
            return Ok(Vec::new());
        }
        self.objects_of(namespace, wanted).await
    }

    pub(crate) async fn objects_of(
        &self,
        namespace: &str,
        wanted: &ChildQuery,
    ) -> Result<Vec<Object>> {
        let select = wanted.select(OBJECT, "metadef_object", namespace).build();
        read(self.metadefs.db.fetch_all(select).await?)
    }

    /// One object.
    pub async fn object(&self, namespace: &str, name: &str) -> Result<Object> {
        let seen = self.visible(namespace).await?;
        self.may_with(Policy::GetMetadefObject, &seen)?;
        self.stored_object(namespace, name).await
    }

    async fn stored_object(&self, namespace: &str, name: &str) -> Result<Object> {
        let sql = format!("select {OBJECT} from metadef_object where namespace = $1 and name = $2");
        let row = query(AssertSqlSafe(sql)).bind(namespace).bind(name);
        let row = self.metadefs.db.fetch_optional::<ObjectRow>(row).await?;
        let row = row.ok_or_else(|| KIND.nothing(namespace, name))?;
        row.read()
    }

    /// Adds an object.
    pub async fn add_object(&self, namespace: &str, new: NewObject) -> Result<Object> {
        new.check("")?;
        let mut change = self.change(namespace, &[Policy::AddMetadefObject]).await?;
        let at = change.at;
        insert(&mut change.tx, namespace, &new, at, Some(at)).await?;
        change
            .done(&KIND.renamed(None, Some(new.name.as_str())))
            .await?;
        Ok(new.written(at, at))
    }

    /// Replaces an object, perhaps under another name.
    pub async fn replace_object(
        &self,
        namespace: &str,
        name: &str,
        new: NewObject,
    ) -> Result<Object> {
        new.check("")?;
        let mut change = self
            .change(namespace, &[Policy::ModifyMetadefObject])
            .await?;
        let sql = "
            update metadef_object set name = $3, description = $4, required = $5, properties = $6, updated_at = $7
            where namespace = $1 and name = $2 returning created_at";
        let update = query(sql)
            .bind(namespace)
            .bind(name)
            .bind(new.name.as_str())
            .bind(&new.description)
            .bind(new.required_json())
            .bind(new.properties_json())
            .bind(change.at);
        let changed = change.tx.scalar_optional::<OffsetDateTime>(update).await;
        let changed = changed.on_unique(|| KIND.exists(namespace, new.name.as_str()))?;
        let created_at = changed.ok_or_else(|| KIND.nothing(namespace, name))?;
        let at = change.at;
        change
            .done(&KIND.renamed(Some(name), Some(new.name.as_str())))
            .await?;
        Ok(new.written(created_at, at))
    }

    /// Deletes an object.
    pub async fn delete_object(&self, namespace: &str, name: &str) -> Result<()> {
        let change = self
            .change(namespace, &[Policy::DeleteMetadefObject])
            .await?;
        change.delete(KIND, name).await
    }

    /// Deletes all objects of a namespace.
    pub async fn delete_objects(&self, namespace: &str) -> Result<()> {
        let policies = [Policy::DeleteMetadefNamespace, Policy::DeleteMetadefObject];
        let change = self.change(namespace, &policies).await?;
        change.delete_all(KIND).await
    }
}

fn read(rows: Vec<ObjectRow>) -> Result<Vec<Object>> {
    rows.into_iter().map(ObjectRow::read).collect()
}

pub(crate) async fn in_transaction(tx: &mut Tx, namespace: &str) -> Result<Vec<Object>> {
    let all = ChildQuery {
        sort: crate::query::ChildSort::Name,
        direction: Some(model::Direction::Ascending),
        ..ChildQuery::default()
    };
    let select = all.select(OBJECT, "metadef_object", namespace).build();
    read(tx.fetch_all(select).await?)
}

/// Writes an object that was checked.
pub(crate) async fn insert(
    tx: &mut Tx,
    namespace: &str,
    new: &NewObject,
    at: OffsetDateTime,
    updated: Option<OffsetDateTime>,
) -> Result<()> {
    let sql = "
        insert into metadef_object (namespace, name, description, required, properties, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    let insert = query(sql)
        .bind(namespace)
        .bind(new.name.as_str())
        .bind(&new.description)
        .bind(new.required_json())
        .bind(new.properties_json())
        .bind(at)
        .bind(updated);
    tx.execute(insert)
        .await
        .on_unique(|| KIND.exists(namespace, new.name.as_str()))?;
    Ok(())
}
