//! The JSON layout of Glance's definition files: a namespace with what it holds.

use model::{AuditAction, AuditEvent, OffsetDateTime, ProjectId, now};
use serde_json::{Map, Value, json};
use sqlx::AssertSqlSafe;

use db::{Audit, Tx, query};

use crate::{
    Error, Kind, Namespace, NewNamespace, Result, StoredProperty, System, associations,
    edit::difference, limits, namespaces, objects, properties, rows::NAMESPACE, tags,
};

/// The owner of what no project made, as in Glance.
pub(crate) const OWNER: &str = "admin";

/// What becomes of a namespace that is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoadMode {
    /// It stays as it is.
    #[default]
    Keep,
    /// It gets what the file says, and keeps whatever else it holds.
    Merge,
    /// It becomes what the file says.
    Replace,
}

/// What became of the namespace of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    Created,
    Kept,
    Merged,
    Replaced,
}

impl System<'_> {
    /// Loads a namespace. One that is not there belongs to the project `admin` unless the file names an owner.
    pub async fn load(&self, new: &NewNamespace, mode: LoadMode) -> Result<Loaded> {
        new.check()?;
        match self.load_once(new, mode).await {
            // Somebody else made it at the same time: it is there now.
            Err(Error::NamespaceExists(_)) => self.load_once(new, mode).await,
            loaded => loaded,
        }
    }

    async fn load_once(&self, new: &NewNamespace, mode: LoadMode) -> Result<Loaded> {
        let audit = Audit::of(&self.metadefs.db).await?;
        let mut tx = self.metadefs.db.begin().await?;
        let name = new.namespace.as_str();
        let before = export(&mut tx, name).await?;
        let loaded = load(&mut tx, new, mode, now()).await?;
        let action = match loaded {
            Loaded::Created => AuditAction::NamespaceCreate,
            Loaded::Merged | Loaded::Replaced => AuditAction::NamespaceUpdate,
            Loaded::Kept => return Ok(loaded),
        };
        limits::check_totals(&mut tx, loaded == Loaded::Created).await?;
        let after = export(&mut tx, name).await?;
        let details = before
            .zip(after)
            .map(|(before, after)| difference(&before, &after));
        let event = AuditEvent {
            actor: model::Actor::default(),
            action,
            target: name.to_owned(),
            target_name: name.to_owned(),
            owner: None,
            other: None,
            details: details.unwrap_or_else(|| json!({})).to_string(),
        };
        audit.record(&mut tx, &event).await?;
        tx.commit().await?;
        Ok(loaded)
    }

    /// The names of all namespaces.
    pub async fn names(&self) -> Result<Vec<String>> {
        let sql = "select name from metadef_namespace order by name";
        Ok(self.metadefs.db.scalars(query(sql)).await?)
    }

    /// A namespace in the layout of a definition file. `None` where there is none of that name.
    pub async fn export(&self, name: &str) -> Result<Option<Value>> {
        let mut tx = self.metadefs.db.begin().await?;
        export(&mut tx, name).await
    }
}

/// The namespace of that name, which nobody else changes until the transaction ends.
pub(crate) async fn hold(tx: &mut Tx, name: &str) -> Result<Option<Namespace>> {
    let sql = format!(
        "update metadef_namespace set visibility = visibility where name = $1 returning {NAMESPACE}"
    );
    Ok(tx
        .fetch_optional(query(AssertSqlSafe(sql)).bind(name))
        .await?)
}

pub(crate) async fn load(
    tx: &mut Tx,
    new: &NewNamespace,
    mode: LoadMode,
    at: OffsetDateTime,
) -> Result<Loaded> {
    let owner: ProjectId = match &new.owner {
        Some(owner) => owner.clone(),
        None => OWNER.parse()?,
    };
    if hold(tx, new.namespace.as_str()).await?.is_none() {
        namespaces::insert(tx, new, &owner, at, None).await?;
        return Ok(Loaded::Created);
    }
    let loaded = match mode {
        LoadMode::Keep => return Ok(Loaded::Kept),
        LoadMode::Merge => Loaded::Merged,
        LoadMode::Replace => Loaded::Replaced,
    };
    let since = moments(tx, new.namespace.as_str()).await?;
    clear(tx, new, mode).await?;
    let sql = "
        update metadef_namespace
        set display_name = $2, description = $3, visibility = $4, protected = $5, owner = coalesce($6, owner), updated_at = $7
        where name = $1";
    let update = query(sql)
        .bind(new.namespace.as_str())
        .bind(&new.display_name)
        .bind(&new.description)
        .bind(new.visibility.as_str())
        .bind(new.protected)
        .bind(new.owner.as_ref().map(ProjectId::as_str))
        .bind(at);
    tx.execute(update).await?;
    namespaces::insert_content(tx, new, at, Some(at)).await?;
    // What was there before is as old as it was.
    for (kind, name, created_at) in since {
        let sql = format!(
            "update {} set created_at = $3 where namespace = $1 and {} = $2",
            kind.table(),
            kind.column()
        );
        let update = query(AssertSqlSafe(sql)).bind(new.namespace.as_str());
        tx.execute(update.bind(name).bind(created_at)).await?;
    }
    Ok(loaded)
}

/// When each association, object and tag of a namespace was made.
async fn moments(tx: &mut Tx, namespace: &str) -> Result<Vec<(Kind, String, OffsetDateTime)>> {
    let mut found = Vec::new();
    for kind in [Kind::Association, Kind::Object, Kind::Tag] {
        let (table, column) = (kind.table(), kind.column());
        let sql = format!("select {column}, created_at from {table} where namespace = $1");
        let rows = query(AssertSqlSafe(sql)).bind(namespace);
        let rows: Vec<(String, OffsetDateTime)> = tx.fetch_all(rows).await?;
        found.extend(rows.into_iter().map(|(name, at)| (kind, name, at)));
    }
    Ok(found)
}

/// Deletes what the namespace holds: what `new` names anew, or everything where it is replaced.
async fn clear(tx: &mut Tx, new: &NewNamespace, mode: LoadMode) -> Result<()> {
    let kinds = [Kind::Association, Kind::Property, Kind::Object, Kind::Tag];
    for kind in kinds {
        let (table, column) = (kind.table(), kind.column());
        if mode == LoadMode::Replace {
            let sql = format!("delete from {table} where namespace = $1");
            tx.execute(query(AssertSqlSafe(sql)).bind(new.namespace.as_str()))
                .await?;
            continue;
        }
        let names: Vec<&str> = match kind {
            Kind::Association => {
                let all = new.resource_type_associations.iter();
                all.map(|one| one.name.as_str()).collect()
            }
            Kind::Property => new.properties.keys().map(crate::Name::as_str).collect(),
            Kind::Object => new.objects.iter().map(|one| one.name.as_str()).collect(),
            Kind::Tag => new.tags.iter().map(|one| one.name.as_str()).collect(),
        };
        let sql = format!("delete from {table} where namespace = $1 and {column} = $2");
        for name in names {
            let delete = query(AssertSqlSafe(sql.clone()));
            tx.execute(delete.bind(new.namespace.as_str()).bind(name))
                .await?;
        }
    }
    Ok(())
}

pub(crate) async fn export(tx: &mut Tx, name: &str) -> Result<Option<Value>> {
    let sql = format!("select {NAMESPACE} from metadef_namespace where name = $1");
    let namespace = query(AssertSqlSafe(sql)).bind(name);
    let Some(namespace) = tx.fetch_optional::<Namespace>(namespace).await? else {
        return Ok(None);
    };
    let mut file = Map::new();
    let mut put = |field: &str, value: Value| {
        let is_empty = match &value {
            Value::Null => true,
            Value::Array(list) => list.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            _ => false,
        };
        if !is_empty {
            file.insert(field.to_owned(), value);
        }
    };
    put("namespace", json!(namespace.namespace));
    put("display_name", json!(namespace.display_name));
    put("description", json!(namespace.description));
    put("visibility", json!(namespace.visibility));
    put("protected", json!(namespace.protected));
    if namespace.owner != OWNER {
        put("owner", json!(namespace.owner));
    }
    let mut associations = Vec::new();
    for association in associations::in_transaction(tx, name).await? {
        let mut fields = Map::new();
        fields.insert("name".to_owned(), json!(association.name));
        let texts = [
            ("prefix", association.prefix),
            ("properties_target", association.properties_target),
        ];
        for (field, text) in texts {
            if let Some(text) = text {
                fields.insert(field.to_owned(), json!(text));
            }
        }
        associations.push(Value::Object(fields));
    }
    put("resource_type_associations", json!(associations));
    put(
        "properties",
        by_name(properties::in_transaction(tx, name).await?),
    );
    let mut objects = Vec::new();
    for object in objects::in_transaction(tx, name).await? {
        let mut fields = Map::new();
        fields.insert("name".to_owned(), json!(object.name));
        if let Some(description) = object.description {
            fields.insert("description".to_owned(), json!(description));
        }
        if !object.required.is_empty() {
            fields.insert("required".to_owned(), json!(object.required));
        }
        fields.insert("properties".to_owned(), by_name(object.properties));
        objects.push(Value::Object(fields));
    }
    put("objects", json!(objects));
    let tags = tags::in_transaction(tx, name).await?;
    let tags: Vec<Value> = tags.iter().map(|tag| json!({ "name": tag.name })).collect();
    put("tags", json!(tags));
    Ok(Some(Value::Object(file)))
}

fn by_name(properties: Vec<StoredProperty>) -> Value {
    let properties = properties.into_iter();
    let fields: Map<String, Value> = properties
        .map(|property| (property.name, property.definition))
        .collect();
    Value::Object(fields)
}
