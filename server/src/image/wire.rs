use model::{ContainerFormat, DiskFormat, Image, ImageName, Member, OffsetDateTime, Page};
use serde::Serialize;
use serde_json::{Map, Value, json};
use time::format_description::well_known::{Iso8601, iso8601};

/// An image as Glance writes it: fields and the owner's own properties side by side.
pub fn image(image: &Image) -> Value {
    let path = format!("/v2/images/{}", image.id);
    let mut fields = Map::new();
    // First, so that none of them can stand for a field.
    for (name, value) in &image.properties {
        fields.insert(name.clone(), json!(value));
    }
    let known = json!({
        "id": image.id.to_string(),
        "name": image.name.as_ref().map(ImageName::as_str),
        "status": image.status.as_str(),
        "visibility": image.visibility.as_str(),
        "protected": image.protected,
        "os_hidden": image.hidden,
        "owner": image.owner.as_str(),
        "size": image.size,
        "virtual_size": image.virtual_size,
        "min_disk": image.min_disk,
        "min_ram": image.min_ram,
        "disk_format": image.disk_format.map(DiskFormat::as_str),
        "container_format": image.container_format.map(ContainerFormat::as_str),
        "checksum": image.checksum,
        "os_hash_algo": image.sha512.as_ref().map(|_| "sha512"),
        "os_hash_value": image.sha512,
        "created_at": moment(image.created_at),
        "updated_at": moment(image.updated_at),
        "tags": image.tags,
        "self": path,
        "file": format!("{path}/file"),
        "schema": "/v2/schemas/image",
    });
    if let Value::Object(known) = known {
        fields.extend(known);
    }
    Value::Object(fields)
}

/// A member as Glance writes it.
pub fn member(member: &Member) -> Value {
    json!({
        "member_id": member.project.as_str(),
        "image_id": member.image.to_string(),
        "status": member.status.as_str(),
        "created_at": moment(member.created_at),
        "updated_at": moment(member.updated_at),
        "schema": "/v2/schemas/member",
    })
}

/// The members of an image.
pub fn members(members: &[Member]) -> Value {
    let members: Vec<Value> = members.iter().map(member).collect();
    json!({ "members": members, "schema": "/v2/schemas/members" })
}

/// A page of images as Glance writes it.
#[derive(Debug, Serialize)]
pub struct ImageList {
    images: Vec<Value>,
    first: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    schema: &'static str,
}

impl ImageList {
    /// `query` is the request's own, without its marker.
    pub fn new(page: &Page<Image>, query: &str) -> Self {
        let link = |marker: Option<&String>| {
            let marker = marker.map(|id| format!("marker={id}"));
            let parts: Vec<&str> = [Some(query), marker.as_deref()]
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect();
            if parts.is_empty() {
                "/v2/images".to_owned()
            } else {
                format!("/v2/images?{}", parts.join("&"))
            }
        };
        Self {
            images: page.items.iter().map(image).collect(),
            first: link(None),
            next: page.next.as_ref().map(|id| link(Some(id))),
            schema: "/v2/schemas/images",
        }
    }
}

/// A moment to the second, in UTC.
fn moment(at: OffsetDateTime) -> String {
    const SECONDS: iso8601::EncodedConfig = iso8601::Config::DEFAULT
        .set_time_precision(iso8601::TimePrecision::Second {
            decimal_digits: None,
        })
        .encode();
    at.format(&Iso8601::<SECONDS>).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_to_the_second() {
        let at =
            OffsetDateTime::from_unix_timestamp_nanos(1_700_000_000_123_456_000).expect("a moment");
        assert_eq!(moment(at), "2023-11-14T22:13:20Z");
    }
}
