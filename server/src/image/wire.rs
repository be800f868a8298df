use model::{
    ContainerFormat, DiskFormat, Image, ImageName, Member, Moment, OffsetDateTime, Page, Task,
    TaskKind,
};
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
        Self {
            images: page.items.iter().map(image).collect(),
            first: link("/v2/images", query, None),
            next: page
                .next
                .as_ref()
                .map(|id| link("/v2/images", query, Some(id))),
            schema: "/v2/schemas/images",
        }
    }
}

/// A task as Glance writes it.
pub fn task(task: &Task) -> Value {
    let mut fields = brief(task);
    fields["input"] = blob(Some(&task.input));
    fields["result"] = blob(task.result.as_ref());
    fields["message"] = json!(task.message);
    fields["request_id"] = json!(task.request);
    fields["user_id"] = json!(task.user.as_str());
    // Glance does not say it of a task that makes its image; the result does, once there is one.
    if let Some(image) = task.image.filter(|_| task.kind != TaskKind::Import) {
        fields["image_id"] = json!(image.to_string());
    }
    fields
}

/// A page of tasks; `query` is the request's own, without its marker.
pub fn tasks(page: &Page<Task>, query: &str) -> Value {
    let tasks: Vec<Value> = page.items.iter().map(brief).collect();
    let mut fields = json!({
        "tasks": tasks, "first": link("/v2/tasks", query, None), "schema": "/v2/schemas/tasks",
    });
    if let Some(next) = &page.next {
        fields["next"] = json!(link("/v2/tasks", query, Some(next)));
    }
    fields
}

/// A task among those of its image: there Glance writes every column, and moments to the microsecond.
pub fn image_task(task: &Task) -> Value {
    json!({
        "id": task.id.to_string(),
        "type": task.kind.as_str(),
        "status": task.status.as_str(),
        "owner": task.owner.as_str(),
        "created_at": exact(task.created_at),
        "updated_at": exact(task.updated_at),
        "expires_at": task.expires_at.map(|Moment(at)| exact(at)),
        "deleted": false,
        "deleted_at": null,
        "image_id": task.image.map(|image| image.to_string()),
        "request_id": task.request,
        "user_id": task.user.as_str(),
        "input": blob(Some(&task.input)),
        "result": blob(task.result.as_ref()),
        "message": task.message,
    })
}

/// A task in a list.
fn brief(task: &Task) -> Value {
    let id = task.id.to_string();
    let mut fields = json!({
        "id": id,
        "type": task.kind.as_str(),
        "status": task.status.as_str(),
        "owner": task.owner.as_str(),
        "created_at": moment(task.created_at),
        "updated_at": moment(task.updated_at),
        "self": format!("/v2/tasks/{id}"),
        "schema": "/v2/schemas/task",
    });
    if let Some(Moment(at)) = task.expires_at {
        fields["expires_at"] = json!(moment(at));
    }
    fields
}

/// What was kept as JSON.
fn blob(text: Option<&String>) -> Value {
    text.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

/// The address of a list, from its beginning or after `marker`.
pub fn link(path: &str, query: &str, marker: Option<&String>) -> String {
    let marker = marker.map(|id| format!("marker={id}"));
    let parts: Vec<&str> = [Some(query), marker.as_deref()]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", parts.join("&"))
    }
}

/// A moment to the microsecond, in UTC, as Python writes it.
fn exact(at: OffsetDateTime) -> String {
    const MICROSECONDS: iso8601::EncodedConfig = iso8601::Config::DEFAULT
        .set_time_precision(iso8601::TimePrecision::Second {
            decimal_digits: std::num::NonZero::new(6),
        })
        .encode();
    let text = at.format(&Iso8601::<MICROSECONDS>).unwrap_or_default();
    text.trim_end_matches('Z').to_owned()
}

/// A moment to the second, in UTC.
pub fn moment(at: OffsetDateTime) -> String {
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
