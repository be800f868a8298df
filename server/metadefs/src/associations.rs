use db::{OnUnique, Tx, query};
use model::{Invalid, OffsetDateTime, Policy};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;

use crate::{
    Association, Definitions, Kind, Name, ResourceType, Result, limits, name::check_length,
    rows::ASSOCIATION,
};

/// That a namespace is for resources of a type, to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a resource type with its prefix")]
pub struct NewAssociation {
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties_target: Option<String>,
}

impl NewAssociation {
    pub(crate) fn check(&self) -> std::result::Result<(), Invalid> {
        let texts = [
            ("prefix", &self.prefix),
            ("properties_target", &self.properties_target),
        ];
        for (field, text) in texts {
            check_length(field, text.as_deref().unwrap_or_default(), Name::LONGEST)?;
        }
        Ok(())
    }
}

impl Definitions<'_> {
    /// The types of resources that namespaces were made for, the oldest first.
    pub async fn resource_types(&self) -> Result<Vec<ResourceType>> {
        self.may(Policy::ListMetadefResourceTypes)?;
        let sql = "
            select name, created_at, updated_at from metadef_resource_type order by created_at, name";
        Ok(self.metadefs.db.fetch_all(query(sql)).await?)
    }

    /// The types of resources that a namespace is for.
    pub async fn associations(&self, namespace: &str) -> Result<Vec<Association>> {
        let seen = self.visible(namespace).await?;
        self.may_with(Policy::ListMetadefResourceTypes, &seen)?;
        if self
            .may_with(Policy::GetMetadefResourceType, &seen)
            .is_err()
        {
            return Ok(Vec::new());
        }
        self.associations_of(namespace).await
    }

    pub(crate) async fn associations_of(&self, namespace: &str) -> Result<Vec<Association>> {
        Ok(self.metadefs.db.fetch_all(select(namespace)).await?)
    }

    /// Says that a namespace is for resources of that type.
    pub async fn associate(&self, namespace: &str, new: &NewAssociation) -> Result<Association> {
        new.check()?;
        let policy = Policy::AddMetadefResourceTypeAssociation;
        let mut change = self.change(namespace, &[policy]).await?;
        insert(&mut change.tx, namespace, new, change.at, Some(change.at)).await?;
        limits::check_totals(&mut change.tx, false).await?;
        let at = change.at;
        let details = Kind::Association.renamed(None, Some(new.name.as_str()));
        change.done(&details).await?;
        Ok(Association {
            namespace: namespace.to_owned(),
            name: new.name.to_string(),
            prefix: new.prefix.clone(),
            properties_target: new.properties_target.clone(),
            created_at: at,
            updated_at: Some(at),
        })
    }

    /// Ends that a namespace is for resources of that type. The type itself stays in the list of types.
    pub async fn dissociate(&self, namespace: &str, resource_type: &str) -> Result<()> {
        let policy = Policy::RemoveMetadefResourceTypeAssociation;
        let change = self.change(namespace, &[policy]).await?;
        change.delete(Kind::Association, resource_type).await
    }
}

fn select(namespace: &str) -> db::Query {
    let sql = format!(
        "select {ASSOCIATION} from metadef_association where namespace = $1 order by created_at, resource_type"
    );
    query(AssertSqlSafe(sql)).bind(namespace)
}

pub(crate) async fn in_transaction(tx: &mut Tx, namespace: &str) -> Result<Vec<Association>> {
    Ok(tx.fetch_all(select(namespace)).await?)
}

/// Writes the type of resources, unless it is there, and the association.
pub(crate) async fn insert(
    tx: &mut Tx,
    namespace: &str,
    new: &NewAssociation,
    at: OffsetDateTime,
    updated: Option<OffsetDateTime>,
) -> Result<()> {
    let sql = "
        insert into metadef_resource_type (name, created_at, updated_at) values ($1, $2, $3)
        on conflict (name) do nothing";
    let resource_type = query(sql).bind(new.name.as_str()).bind(at).bind(updated);
    tx.execute(resource_type).await?;
    let sql = "
        insert into metadef_association (namespace, resource_type, prefix, properties_target, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6)";
    let association = query(sql)
        .bind(namespace)
        .bind(new.name.as_str())
        .bind(&new.prefix)
        .bind(&new.properties_target)
        .bind(at)
        .bind(updated);
    let made = tx.execute(association).await;
    made.on_unique(|| Kind::Association.exists(namespace, new.name.as_str()))?;
    Ok(())
}
