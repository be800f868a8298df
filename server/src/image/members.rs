use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use model::{Invalid, MemberStatus, ProjectId};
use registry::Registry;
use serde_json::Value;

use super::{images::known, wire};
use crate::{
    extract::{Buffered, ImagePath, RequireCaller, json_tree},
    problem::Result,
};

/// Lists with whom an image is shared. A member sees itself alone; `403` unless the image is a shared one.
pub async fn list(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let members = registry.images(&caller).members(id).await?;
    Ok(Json(wire::members(&members)))
}

/// Shows one of them.
pub async fn show(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    Path((id, project)): Path<(String, String)>,
) -> Result<Json<Value>> {
    let (id, project) = (known(&id)?, named(&id, &project)?);
    let member = registry.images(&caller).member(id, &project).await?;
    Ok(Json(wire::member(&member)))
}

/// Shares an image with a project: `{"member": "…"}`. It is asked to accept.
pub async fn create(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    State(registry): State<Registry>,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let project = field(&body, "member")?.parse()?;
    let member = registry.images(&caller).share(id, &project).await?;
    Ok(Json(wire::member(&member)))
}

/// Says what a member thinks of it: `{"status": "accepted"}`. The member alone may, and an admin.
pub async fn update(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    Path((id, project)): Path<(String, String)>,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let (id, project) = (known(&id)?, named(&id, &project)?);
    let status: MemberStatus = field(&body, "status")?.parse()?;
    let member = registry
        .images(&caller)
        .answer(id, &project, status)
        .await?;
    Ok(Json(wire::member(&member)))
}

/// Ends the sharing with a project. The owner may, a member may not.
pub async fn delete(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    Path((id, project)): Path<(String, String)>,
) -> Result<StatusCode> {
    let (id, project) = (known(&id)?, named(&id, &project)?);
    registry.images(&caller).unshare(id, &project).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What cannot be a project's id names no member.
fn named(image: &str, project: &str) -> Result<ProjectId> {
    project.parse().map_err(|_: Invalid| {
        crate::problem::Problem::new(
            model::ErrorKind::NotFound,
            format_args!("project {project} is no member of image {image}"),
        )
    })
}

/// The one field of a body.
fn field(body: &[u8], name: &str) -> Result<String> {
    let body = json_tree(body)?;
    let value = body
        .get(name)
        .ok_or_else(|| Invalid::new(name, "is missing from the body, which is an object"))?;
    Ok(super::fields::text(name, value)?.to_owned())
}
