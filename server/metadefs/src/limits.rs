//! How much there may be. Every limit stands in `docs/limits.md` with its reason.

use db::{Tx, query};

use crate::{Error, Result};

/// Bytes of one property as JSON.
pub(crate) const PROPERTY_BYTES: usize = 64 << 10;
/// Properties, objects, tags and associations of a namespace, each.
pub(crate) const OF_NAMESPACE: i64 = 1000;
/// Bytes that the compiled form of a pattern may take.
pub(crate) const PATTERN_BYTES: usize = 1 << 20;
/// Bytes of the properties and objects of a namespace as JSON: they are read at once.
pub(crate) const NAMESPACE_BYTES: i64 = 4 << 20;
/// Namespaces, and types of resources.
pub(crate) const NAMESPACES: i64 = 10_000;
pub(crate) const RESOURCE_TYPES: i64 = 1000;

/// Refuses what a namespace that is held has too much of.
pub(crate) async fn check_content(tx: &mut Tx, namespace: &str) -> Result<()> {
    let sql = "
        select
            (select count(*) from metadef_property where namespace = $1),
            (select count(*) from metadef_object where namespace = $1),
            (select count(*) from metadef_tag where namespace = $1),
            (select count(*) from metadef_association where namespace = $1),
            (select coalesce(sum(octet_length(definition)), 0) from metadef_property where namespace = $1)
                + (select coalesce(sum(octet_length(properties) + octet_length(required) + octet_length(coalesce(description, ''))), 0) from metadef_object where namespace = $1)";
    let row = tx.fetch_one::<(i64, i64, i64, i64, i64)>(query(sql).bind(namespace));
    let (properties, objects, tags, associations, bytes) = row.await?;
    let counts = [
        ("properties", properties),
        ("objects", objects),
        ("tags", tags),
        ("resource types", associations),
    ];
    for (what, count) in counts {
        if count > OF_NAMESPACE {
            return Err(Error::TooMany {
                what,
                most: OF_NAMESPACE,
            });
        }
    }
    if bytes > NAMESPACE_BYTES {
        return Err(Error::TooLarge {
            most: NAMESPACE_BYTES,
        });
    }
    Ok(())
}

/// Refuses so many at once, before the first one is written.
pub(crate) fn check_count(what: &'static str, count: usize) -> Result<()> {
    if i64::try_from(count).is_ok_and(|count| count <= OF_NAMESPACE) {
        return Ok(());
    }
    Err(Error::TooMany {
        what,
        most: OF_NAMESPACE,
    })
}

/// Refuses one type of resource too many, and one namespace too many where one was made.
pub(crate) async fn check_totals(tx: &mut Tx, made: bool) -> Result<()> {
    let sql = "
        select (select count(*) from metadef_namespace), (select count(*) from metadef_resource_type)";
    let (namespaces, types): (i64, i64) = tx.fetch_one(query(sql)).await?;
    if made && namespaces > NAMESPACES {
        return Err(Error::TooMany {
            what: "namespaces",
            most: NAMESPACES,
        });
    }
    if types > RESOURCE_TYPES {
        return Err(Error::TooMany {
            what: "resource types",
            most: RESOURCE_TYPES,
        });
    }
    Ok(())
}
