use db::{OnUnique, Tx, query};
use model::Policy;

use crate::{Definitions, Error, Kind, Name, Property, Result, StoredProperty, rows::PropertyRow};

/// The definition of a property under its name, to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedProperty {
    pub name: Name,
    pub definition: Property,
}

const KIND: Kind = Kind::Property;

impl Definitions<'_> {
    /// The properties of a namespace, by name.
    pub async fn properties(&self, namespace: &str) -> Result<Vec<StoredProperty>> {
        let seen = self.visible(namespace).await?;
        self.may_with(Policy::GetMetadefProperties, &seen)?;
        self.properties_of(namespace).await
    }

    pub(crate) async fn properties_of(&self, namespace: &str) -> Result<Vec<StoredProperty>> {
        read(self.metadefs.db.fetch_all(select(namespace)).await?)
    }

    /// One property. With a type of resources, `name` is that on such a resource: it begins with the association's prefix.
    pub async fn property(
        &self,
        namespace: &str,
        name: &str,
        resource_type: Option<&str>,
    ) -> Result<StoredProperty> {
        let seen = self.visible(namespace).await?;
        self.may_with(Policy::GetMetadefProperty, &seen)?;
        let mut own = name;
        if let Some(wanted) = resource_type {
            self.may_with(Policy::GetMetadefResourceType, &seen)?;
            let associations = self.associations_of(namespace).await?;
            let found = associations.into_iter().find(|found| found.name == wanted);
            let found = found.ok_or_else(|| Kind::Association.nothing(namespace, wanted))?;
            let prefix = found.prefix.unwrap_or_default();
            own = name
                .strip_prefix(&prefix)
                .ok_or_else(|| Error::WithoutPrefix {
                    name: name.to_owned(),
                    prefix: prefix.clone(),
                    resource_type: wanted.to_owned(),
                })?;
        }
        let sql = "
            select name, definition from metadef_property where namespace = $1 and name = $2";
        let row = query(sql).bind(namespace).bind(own);
        let row = self.metadefs.db.fetch_optional::<PropertyRow>(row).await?;
        row.ok_or_else(|| KIND.nothing(namespace, own))?.read()
    }

    /// Adds a property.
    pub async fn add_property(&self, namespace: &str, new: &NamedProperty) -> Result<()> {
        new.definition.check("")?;
        let mut change = self
            .change(namespace, &[Policy::AddMetadefProperty])
            .await?;
        insert(&mut change.tx, namespace, new).await?;
        change
            .done(&KIND.renamed(None, Some(new.name.as_str())))
            .await
    }

    /// Replaces a property, perhaps under another name.
    pub async fn replace_property(
        &self,
        namespace: &str,
        name: &str,
        new: &NamedProperty,
    ) -> Result<()> {
        new.definition.check("")?;
        let mut change = self
            .change(namespace, &[Policy::ModifyMetadefProperty])
            .await?;
        let sql = "
            update metadef_property set name = $3, definition = $4 where namespace = $1 and name = $2";
        let update = query(sql)
            .bind(namespace)
            .bind(name)
            .bind(new.name.as_str())
            .bind(new.definition.json());
        let changed = change.tx.execute(update).await;
        if changed.on_unique(|| KIND.exists(namespace, new.name.as_str()))? == 0 {
            return Err(KIND.nothing(namespace, name));
        }
        change
            .done(&KIND.renamed(Some(name), Some(new.name.as_str())))
            .await
    }

    /// Deletes a property.
    pub async fn delete_property(&self, namespace: &str, name: &str) -> Result<()> {
        let change = self
            .change(namespace, &[Policy::RemoveMetadefProperty])
            .await?;
        change.delete(KIND, name).await
    }

    /// Deletes all properties of a namespace.
    pub async fn delete_properties(&self, namespace: &str) -> Result<()> {
        let policies = [
            Policy::DeleteMetadefNamespace,
            Policy::RemoveMetadefProperty,
        ];
        let change = self.change(namespace, &policies).await?;
        change.delete_all(KIND).await
    }
}

fn select(namespace: &str) -> db::Query {
    let sql = "select name, definition from metadef_property where namespace = $1 order by name";
    query(sql).bind(namespace)
}

fn read(rows: Vec<PropertyRow>) -> Result<Vec<StoredProperty>> {
    rows.into_iter().map(PropertyRow::read).collect()
}

pub(crate) async fn in_transaction(tx: &mut Tx, namespace: &str) -> Result<Vec<StoredProperty>> {
    read(tx.fetch_all(select(namespace)).await?)
}

/// Writes a property whose definition was checked.
pub(crate) async fn insert(tx: &mut Tx, namespace: &str, new: &NamedProperty) -> Result<()> {
    let sql = "insert into metadef_property (namespace, name, definition) values ($1, $2, $3)";
    let insert = query(sql)
        .bind(namespace)
        .bind(new.name.as_str())
        .bind(new.definition.json());
    tx.execute(insert)
        .await
        .on_unique(|| KIND.exists(namespace, new.name.as_str()))?;
    Ok(())
}
