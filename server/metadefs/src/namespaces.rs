use std::collections::BTreeMap;

use db::{Audit, OnUnique, QueryBuilder, Tx, query};
use model::{AuditAction, OffsetDateTime, Page, Policy, ProjectId, now};
use serde_json::{Map, Value, json};
use sqlx::AssertSqlSafe;

use crate::{
    Definitions, Error, ListedNamespace, NamedProperty, Namespace, NamespaceChange, NamespaceQuery,
    NewNamespace, Result, limits,
    new_namespace::check_texts,
    objects, properties,
    query::Place,
    rows::{ASSOCIATION, Association, NAMESPACE},
    tags,
};

impl Definitions<'_> {
    /// The namespaces that the caller may see and that match, a page at a time, each with the types of resources that it is for.
    pub async fn namespaces(&self, wanted: &NamespaceQuery) -> Result<Page<ListedNamespace>> {
        self.may(Policy::GetMetadefNamespaces)?;
        self.may(Policy::ListMetadefResourceTypes)?;
        if let Some(marker) = &wanted.marker {
            self.visible(marker).await?;
        }
        let limit = wanted.limit();
        let rows = self
            .metadefs
            .db
            .fetch_all(self.select("", wanted, limit).build());
        // The next page comes after the last row, whether the caller is shown it or not.
        let page = Page::cut(rows.await?, limit, |row: &Namespace| row.namespace.clone());
        let shown = page.items.into_iter().filter(|row| self.sees(row));
        let shown: Vec<Namespace> = shown.collect();
        let mut associations = self.associations_of_all(&shown).await?;
        let listed = |namespace: Namespace| ListedNamespace {
            associations: associations
                .remove(&namespace.namespace)
                .unwrap_or_default(),
            namespace,
        };
        Ok(Page {
            items: shown.into_iter().map(listed).collect(),
            next: page.next,
        })
    }

    /// The statement of a page of a list. `before` stands before it: a test asks for its plan.
    pub(crate) fn select(
        &self,
        before: &str,
        wanted: &NamespaceQuery,
        limit: usize,
    ) -> QueryBuilder {
        let mut sql = QueryBuilder::new(format!(
            "{before} select {NAMESPACE} from metadef_namespace where true"
        ));
        if !self.is_admin() {
            sql.push(" and (visibility = 'public' or owner = ");
            sql.push_bind(self.caller.project.as_str()).push(")");
        }
        if let Some(visibility) = wanted.visibility {
            sql.push(" and visibility = ")
                .push_bind(visibility.as_str());
        }
        if !wanted.resource_types.is_empty() {
            sql.push(
                " and exists (select 1 from metadef_association as association
                    where association.namespace = metadef_namespace.name and association.resource_type in (",
            );
            sql.push_list(&wanted.resource_types).push("))");
        }
        let place = Place {
            table: "metadef_namespace",
            column: wanted.sort.column(),
            marker: wanted.marker.as_deref(),
            direction: wanted.direction,
        };
        place.push(&mut sql, None);
        // One more than asked for tells whether there is a next page.
        sql.push(" limit ")
            .push_bind(i64::try_from(limit + 1).unwrap_or(i64::MAX));
        sql
    }

    async fn associations_of_all(
        &self,
        namespaces: &[Namespace],
    ) -> Result<BTreeMap<String, Vec<Association>>> {
        let mut found: BTreeMap<String, Vec<Association>> = BTreeMap::new();
        if namespaces.is_empty() {
            return Ok(found);
        }
        let mut sql = QueryBuilder::new(format!(
            "select {ASSOCIATION} from metadef_association where namespace in ("
        ));
        sql.push_list(namespaces.iter().map(|row| &row.namespace));
        sql.push(") order by created_at, resource_type");
        for row in self
            .metadefs
            .db
            .fetch_all::<Association>(sql.build())
            .await?
        {
            found.entry(row.namespace.clone()).or_default().push(row);
        }
        Ok(found)
    }

    /// Makes a namespace with what it holds: all of it, or nothing.
    pub async fn create(&self, new: &NewNamespace) -> Result<Namespace> {
        self.may(Policy::AddMetadefNamespace)?;
        let parts = [
            (
                new.resource_type_associations.is_empty(),
                Policy::AddMetadefResourceTypeAssociation,
            ),
            (new.objects.is_empty(), Policy::AddMetadefObject),
            (new.properties.is_empty(), Policy::AddMetadefProperty),
            (new.tags.is_empty(), Policy::AddMetadefTag),
        ];
        for (is_empty, policy) in parts {
            if !is_empty {
                self.may(policy)?;
            }
        }
        new.check()?;
        let owner = self.new_owner(new.owner.as_ref(), &self.caller.project)?;
        let audit = Audit::of(&self.metadefs.db).await?;
        let at = now();
        let mut tx = self.metadefs.db.begin().await?;
        let made = insert(&mut tx, new, &owner, at, Some(at)).await?;
        limits::check_totals(&mut tx, true).await?;
        let event = self.event(AuditAction::NamespaceCreate, &made, &json!({}))?;
        audit.record(&mut tx, &event).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Replaces the fields of a namespace. What it holds stays.
    pub async fn replace(&self, name: &str, wanted: &NamespaceChange) -> Result<Namespace> {
        check_texts(
            wanted.display_name.as_deref(),
            wanted.description.as_deref(),
        )?;
        let policy = Policy::ModifyMetadefNamespace;
        let mut change = self.change(name, &[policy]).await?;
        let before = change.namespace.clone();
        let owner = self.new_owner(wanted.owner.as_ref(), &before.owner.parse()?)?;
        let sql = format!(
            "update metadef_namespace
             set name = $2, display_name = $3, description = $4, visibility = $5, protected = $6, owner = $7, updated_at = $8
             where name = $1 returning {NAMESPACE}"
        );
        let update = query(AssertSqlSafe(sql))
            .bind(name)
            .bind(wanted.namespace.as_str())
            .bind(&wanted.display_name)
            .bind(&wanted.description)
            .bind(wanted.visibility.as_str())
            .bind(wanted.protected)
            .bind(owner.as_str())
            .bind(change.at);
        let after = change.tx.fetch_one::<Namespace>(update).await;
        let taken = || Error::NamespaceExists(wanted.namespace.to_string());
        let after: Namespace = after.on_unique(taken)?;
        change.namespace = after.clone();
        change.done(&difference(&before, &after)).await?;
        Ok(after)
    }

    /// The owner that is wanted, if the caller may give a namespace to it: only admins give to a project that is neither their
    /// own nor the one that owns it already.
    fn new_owner(&self, wanted: Option<&ProjectId>, before: &ProjectId) -> Result<ProjectId> {
        let wanted = wanted.unwrap_or(&self.caller.project);
        let given = wanted != before && *wanted != self.caller.project;
        if given && !self.is_admin() {
            return Err(Error::NotOwner);
        }
        Ok(wanted.clone())
    }

    /// Refuses who may not delete that namespace.
    pub async fn may_delete(&self, name: &str) -> Result<()> {
        let seen = self.visible(name).await?;
        self.may_with(Policy::DeleteMetadefNamespace, &seen)
    }

    /// Deletes a namespace with what it holds.
    pub async fn delete(&self, name: &str) -> Result<()> {
        let policy = Policy::DeleteMetadefNamespace;
        let mut change = self.change(name, &[policy]).await?;
        change.unprotected()?;
        let sql = "delete from metadef_namespace where name = $1";
        change.tx.execute(query(sql).bind(name)).await?;
        change
            .commit(AuditAction::NamespaceDelete, &json!({}))
            .await
    }
}

/// For the audit log: what is otherwise.
fn difference(before: &Namespace, after: &Namespace) -> Value {
    let fields = |row: &Namespace| {
        [
            ("namespace", json!(row.namespace)),
            ("display_name", json!(row.display_name)),
            ("description", json!(row.description)),
            ("visibility", json!(row.visibility)),
            ("protected", json!(row.protected)),
            ("owner", json!(row.owner)),
        ]
    };
    let mut changed = Map::new();
    for ((name, from), (_, to)) in fields(before).into_iter().zip(fields(after)) {
        if from != to {
            // Texts that people write are long: only that they changed is told.
            let told = if name == "description" {
                json!({})
            } else {
                json!({ "from": from, "to": to })
            };
            changed.insert(name.to_owned(), told);
        }
    }
    Value::Object(changed)
}

/// Writes a namespace that was checked, with what it holds.
pub(crate) async fn insert(
    tx: &mut Tx,
    new: &NewNamespace,
    owner: &ProjectId,
    at: OffsetDateTime,
    updated: Option<OffsetDateTime>,
) -> Result<Namespace> {
    let sql = format!(
        "insert into metadef_namespace (name, display_name, description, visibility, protected, owner, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning {NAMESPACE}"
    );
    let name = new.namespace.as_str();
    let insert = query(AssertSqlSafe(sql))
        .bind(name)
        .bind(&new.display_name)
        .bind(&new.description)
        .bind(new.visibility.as_str())
        .bind(new.protected)
        .bind(owner.as_str())
        .bind(at)
        .bind(updated);
    let made = tx.fetch_one::<Namespace>(insert).await;
    let made = made.on_unique(|| Error::NamespaceExists(name.to_owned()))?;
    insert_content(tx, new, at, updated).await?;
    Ok(made)
}

/// Writes what a namespace holds.
pub(crate) async fn insert_content(
    tx: &mut Tx,
    new: &NewNamespace,
    at: OffsetDateTime,
    updated: Option<OffsetDateTime>,
) -> Result<()> {
    let name = new.namespace.as_str();
    limits::check_count("resource types", new.resource_type_associations.len())?;
    limits::check_count("properties", new.properties.len())?;
    limits::check_count("objects", new.objects.len())?;
    limits::check_count("tags", new.tags.len())?;
    // In one order, so that two transactions with the same new types do not wait for each other.
    let mut associations: Vec<_> = new.resource_type_associations.iter().collect();
    associations.sort_by_key(|association| &association.name);
    for association in associations {
        crate::associations::insert(tx, name, association, at, updated).await?;
    }
    for (property, definition) in &new.properties {
        let property = NamedProperty {
            name: property.clone(),
            definition: definition.clone(),
        };
        properties::insert(tx, name, &property).await?;
    }
    for object in &new.objects {
        objects::insert(tx, name, object, at, updated).await?;
    }
    for tag in &new.tags {
        tags::insert(tx, name, &tag.name, at, updated).await?;
    }
    limits::check_content(tx, name).await
}
