//! How a client asks for a list: Glance's parameters, as a query of the registry. Pure.

mod filter;
mod operator;
mod sort;

use std::collections::BTreeMap;

use form_urlencoded::{Serializer, parse as pairs};
use model::{Invalid, MemberStatus};
use registry::{ImageQuery, SharedFilter, VisibilityFilter};

/// What a list was asked for, and the words in which its links ask for the same.
#[derive(Debug, PartialEq)]
pub struct ListParams {
    pub query: ImageQuery,
    /// The parameters without the marker, encoded.
    pub kept: String,
}

/// Reads the query string of a list.
///
/// Of a parameter that is given twice the last counts, save `tag` (all of them), `sort_key` and `sort_dir` (in turn).
pub fn parse(raw: &str) -> Result<ListParams, Invalid> {
    let mut params = Params::default();
    let mut kept = Serializer::new(String::new());
    for (name, value) in pairs(raw.as_bytes()) {
        // PostgreSQL could not compare with it.
        if name.contains('\0') || value.contains('\0') {
            return Err(Invalid::new("query", "contains a NUL character"));
        }
        if name != "marker" {
            kept.append_pair(&name, &value);
        }
        params.take(name.into_owned(), value.into_owned());
    }
    let mut query = ImageQuery {
        sort: sort::parse(params.sort.as_deref(), &params.keys, &params.directions)?,
        ..ImageQuery::default()
    };
    for tag in params.tags {
        query
            .filters
            .push(registry::Filter::Tag(tag.trim().to_owned()));
    }
    for (name, value) in params.rest {
        one(&mut query, &name, &value)?;
    }
    Ok(ListParams {
        query,
        kept: kept.finish(),
    })
}

#[derive(Default)]
struct Params {
    sort: Option<String>,
    keys: Vec<String>,
    directions: Vec<String>,
    tags: Vec<String>,
    rest: BTreeMap<String, String>,
}

impl Params {
    fn take(&mut self, name: String, value: String) {
        match name.as_str() {
            "sort" => self.sort = Some(value),
            "sort_key" => self.keys.push(value),
            "sort_dir" => self.directions.push(value),
            "tag" => self.tags.push(value),
            _ => {
                self.rest.insert(name, value);
            }
        }
    }
}

fn one(query: &mut ImageQuery, name: &str, value: &str) -> Result<(), Invalid> {
    match name {
        "limit" => query.limit = Some(limit(value)?),
        "marker" => {
            let unknown = |_| Invalid::new("marker", format_args!("names no image: {value}"));
            query.marker = Some(value.parse().map_err(unknown)?);
        }
        "visibility" if value == "all" => query.listed = VisibilityFilter::All,
        "visibility" => query.listed = VisibilityFilter::Only(value.parse()?),
        "member_status" if value == "all" => query.shared = SharedFilter::All,
        "member_status" => query.shared = SharedFilter::Only(member_status(value)?),
        // Glance reads it in any case, and `protected` in lower case only.
        "os_hidden" => query.hidden = truth(name, &value.to_ascii_lowercase())?,
        "changes-since" => {
            return Err(Invalid::new(
                name,
                "belongs to the first version of this API; filter by updated_at",
            ));
        }
        // What is deleted is never listed, whoever asks.
        "deleted" => {}
        _ => query.filters.push(filter::parse(name, value)?),
    }
    Ok(())
}

pub fn limit(value: &str) -> Result<u32, Invalid> {
    match value.parse::<i64>() {
        Ok(limit) if limit < 0 => Err(Invalid::new("limit", "is negative")),
        Ok(limit) => Ok(u32::try_from(limit).unwrap_or(u32::MAX)),
        Err(_) => Err(Invalid::new("limit", "is not a whole number")),
    }
}

fn member_status(value: &str) -> Result<MemberStatus, Invalid> {
    value.parse().map_err(|_| {
        Invalid::new(
            "member_status",
            format_args!("`{value}` is not one of pending, accepted, rejected, all"),
        )
    })
}

/// `true` or `false`, and nothing that only looks like it.
fn truth(name: &str, value: &str) -> Result<bool, Invalid> {
    value
        .parse()
        .map_err(|_| Invalid::new(name, format_args!("`{value}` is neither true nor false")))
}

#[cfg(test)]
mod tests;
