use ::metadefs::{ChildQuery, NamespaceQuery};
use form_urlencoded::{Serializer, parse as pairs};
use model::{Direction, Invalid};

use super::super::query::limit;

/// What a list of namespaces was asked for, and the words in which its links ask for the same.
pub fn of_namespaces(raw: &str) -> Result<(NamespaceQuery, String), Invalid> {
    let mut query = NamespaceQuery::default();
    let mut kept = Serializer::new(String::new());
    for (name, value) in pairs(raw.as_bytes()) {
        check(&name, &value)?;
        if name != "marker" {
            kept.append_pair(&name, &value);
        }
        match &*name {
            "limit" => query.limit = Some(limit(&value)?),
            "marker" => query.marker = Some(value.into_owned()),
            "visibility" => query.visibility = Some(value.parse()?),
            "resource_types" => {
                let types = value
                    .split(',')
                    .map(str::trim)
                    .filter(|name| !name.is_empty());
                query.resource_types = types.map(ToOwned::to_owned).collect();
            }
            "sort_key" => query.sort = value.parse()?,
            "sort_dir" => query.direction = Some(direction(&value)?),
            _ => {}
        }
    }
    Ok((query, kept.finish()))
}

/// What a list of objects or tags was asked for.
pub fn of_children(raw: &str) -> Result<ChildQuery, Invalid> {
    let mut query = ChildQuery::default();
    for (name, value) in pairs(raw.as_bytes()) {
        check(&name, &value)?;
        match &*name {
            "limit" => query.limit = Some(limit(&value)?),
            "marker" => query.marker = Some(value.into_owned()),
            "sort_key" => query.sort = value.parse()?,
            "sort_dir" => query.direction = Some(direction(&value)?),
            _ => {}
        }
    }
    Ok(query)
}

/// The type of resources in whose terms properties are named. An empty one is none.
pub fn resource_type(raw: &str) -> Result<Option<String>, Invalid> {
    let mut found = None;
    for (name, value) in pairs(raw.as_bytes()) {
        check(&name, &value)?;
        if name == "resource_type" {
            found = Some(value.into_owned());
        }
    }
    Ok(found.filter(|name| !name.is_empty()))
}

/// PostgreSQL could not compare with a NUL.
fn check(name: &str, value: &str) -> Result<(), Invalid> {
    if name.contains('\0') || value.contains('\0') {
        return Err(Invalid::new("query", "contains a NUL character"));
    }
    Ok(())
}

fn direction(value: &str) -> Result<Direction, Invalid> {
    match value {
        "asc" => Ok(Direction::Ascending),
        "desc" => Ok(Direction::Descending),
        _ => {
            let why = format_args!("`{value}` is neither asc nor desc");
            Err(Invalid::new("sort_dir", why))
        }
    }
}
