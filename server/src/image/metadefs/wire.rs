//! Definitions as Glance writes them. A field without a value is left out.

use ::metadefs::{
    Association, Content, ListedNamespace, Namespace, NewNamespace, Object, ResourceType,
    StoredProperty, Tag,
};
use model::{OffsetDateTime, Page};
use serde_json::{Map, Value, json};

use super::super::wire::{link, moment};

const SCHEMAS: &str = "/v2/schemas/metadefs";

/// Where a namespace is. As in Glance the name stands as it is.
pub fn path(namespace: &str) -> String {
    format!("/v2/metadefs/namespaces/{namespace}")
}

/// A namespace without what it holds.
pub fn namespace(namespace: &Namespace) -> Map<String, Value> {
    let mut fields = object(json!({
        "namespace": namespace.namespace,
        "visibility": namespace.visibility,
        "protected": namespace.protected,
        "owner": namespace.owner,
        "self": path(&namespace.namespace),
        "schema": format!("{SCHEMAS}/namespace"),
    }));
    put(
        &mut fields,
        "display_name",
        namespace.display_name.as_deref(),
    );
    put(&mut fields, "description", namespace.description.as_deref());
    moments(&mut fields, namespace.created_at, namespace.updated_at);
    fields
}

/// A page of namespaces; `query` is the request's own, without its marker.
pub fn namespaces(page: &Page<ListedNamespace>, query: &str) -> Value {
    let listed = page.items.iter().map(|listed| {
        let mut fields = namespace(&listed.namespace);
        list(
            &mut fields,
            "resource_type_associations",
            &listed.associations,
            association,
        );
        Value::Object(fields)
    });
    let listed: Vec<Value> = listed.collect();
    let all = "/v2/metadefs/namespaces";
    let mut fields = object(json!({
        "namespaces": listed, "first": link(all, query, None), "schema": format!("{SCHEMAS}/namespaces"),
    }));
    if let Some(next) = &page.next {
        let marker: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        put(&mut fields, "next", Some(&link(all, query, Some(&marker))));
    }
    Value::Object(fields)
}

/// A namespace with what it holds.
pub fn content(content: &Content) -> Value {
    let mut fields = namespace(&content.namespace);
    list(
        &mut fields,
        "resource_type_associations",
        &content.associations,
        association,
    );
    list(&mut fields, "objects", &content.objects, |object| {
        self::object_of(&content.namespace.namespace, object)
    });
    list(&mut fields, "tags", &content.tags, tag_name);
    if !content.properties.is_empty() {
        let properties = content.properties.iter();
        let properties: Map<String, Value> = properties
            .map(|property| (property.name.clone(), property.definition.clone()))
            .collect();
        fields.insert("properties".to_owned(), Value::Object(properties));
    }
    Value::Object(fields)
}

/// A namespace that was just made, with what the request said that it holds.
pub fn made(made: &Namespace, new: &NewNamespace) -> Value {
    let mut fields = namespace(made);
    list(
        &mut fields,
        "resource_type_associations",
        &new.resource_type_associations,
        |one| json!(one),
    );
    list(&mut fields, "objects", &new.objects, |one| json!(one));
    list(&mut fields, "tags", &new.tags, |one| json!(one));
    if !new.properties.is_empty() {
        let properties = new.properties.iter();
        let properties: Map<String, Value> = properties
            .map(|(name, property)| (name.to_string(), json!(property)))
            .collect();
        fields.insert("properties".to_owned(), Value::Object(properties));
    }
    Value::Object(fields)
}

/// The types of resources that there are.
pub fn resource_types(types: &[ResourceType]) -> Value {
    let types = types.iter().map(|one| {
        let mut fields = object(json!({ "name": one.name }));
        moments(&mut fields, one.created_at, one.updated_at);
        Value::Object(fields)
    });
    json!({ "resource_types": types.collect::<Vec<_>>() })
}

/// The types of resources that a namespace is for.
pub fn associations(associations: &[Association]) -> Value {
    let associations: Vec<Value> = associations.iter().map(association).collect();
    json!({ "resource_type_associations": associations })
}

pub fn association(association: &Association) -> Value {
    let mut fields = object(json!({ "name": association.name }));
    put(&mut fields, "prefix", association.prefix.as_deref());
    put(
        &mut fields,
        "properties_target",
        association.properties_target.as_deref(),
    );
    moments(&mut fields, association.created_at, association.updated_at);
    Value::Object(fields)
}

/// The properties of a namespace, each under its name and with it.
pub fn properties(properties: &[StoredProperty]) -> Value {
    let properties = properties.iter();
    let properties: Map<String, Value> = properties
        .map(|stored| {
            (
                stored.name.clone(),
                property(&stored.name, stored.definition.clone()),
            )
        })
        .collect();
    json!({ "properties": properties })
}

/// A property with its name.
pub fn property(name: &str, mut definition: Value) -> Value {
    if let Value::Object(fields) = &mut definition {
        put(fields, "name", Some(name));
    }
    definition
}

/// The objects of a namespace.
pub fn objects(namespace: &str, objects: &[Object]) -> Value {
    let objects: Vec<Value> = objects
        .iter()
        .map(|object| object_of(namespace, object))
        .collect();
    json!({ "objects": objects, "schema": format!("{SCHEMAS}/objects") })
}

pub fn object_of(namespace: &str, of: &Object) -> Value {
    let properties = of.properties.iter();
    let properties: Map<String, Value> = properties
        .map(|property| (property.name.clone(), property.definition.clone()))
        .collect();
    let mut fields = object(json!({
        "name": of.name,
        "required": of.required,
        "properties": properties,
        "self": format!("{}/objects/{}", path(namespace), of.name),
        "schema": format!("{SCHEMAS}/object"),
    }));
    put(&mut fields, "description", of.description.as_deref());
    moments(&mut fields, of.created_at, of.updated_at);
    Value::Object(fields)
}

/// Tags by name.
pub fn tags(tags: &[Tag]) -> Value {
    json!({ "tags": tags.iter().map(tag_name).collect::<Vec<_>>() })
}

fn tag_name(tag: &Tag) -> Value {
    json!({ "name": tag.name })
}

pub fn tag(tag: &Tag) -> Value {
    let mut fields = object(json!({ "name": tag.name }));
    moments(&mut fields, tag.created_at, tag.updated_at);
    Value::Object(fields)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn put(fields: &mut Map<String, Value>, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        fields.insert(name.to_owned(), json!(text));
    }
}

fn list<T>(fields: &mut Map<String, Value>, name: &str, items: &[T], wire: impl Fn(&T) -> Value) {
    if !items.is_empty() {
        let items: Vec<Value> = items.iter().map(wire).collect();
        fields.insert(name.to_owned(), Value::Array(items));
    }
}

fn moments(
    fields: &mut Map<String, Value>,
    created: OffsetDateTime,
    updated: Option<OffsetDateTime>,
) {
    fields.insert("created_at".to_owned(), json!(moment(created)));
    if let Some(updated) = updated {
        fields.insert("updated_at".to_owned(), json!(moment(updated)));
    }
}
