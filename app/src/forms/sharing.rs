use leptos::prelude::*;
use model::{ErrorKind, ImageId, MemberStatus};

use super::{flash_message, flash_with_link, typed};
use crate::{
    request::{caller, identity, knows_all_projects, redirect, refuse_at, registry},
    shared::{Result, paths::ProjectPaths},
    text,
};

/// Shares an image with a project, by its name or its id.
#[server(prefix = "/fn", endpoint = "share_image")]
pub async fn share_image(id: ImageId, with: String) -> Result<()> {
    typed(&[("with", &with)]);
    let caller = caller()?;
    let words = text::members();
    let with = with.trim();
    let found = identity().project_called(with).await?;
    let project = match (found, with.parse()) {
        (Some(project), _) => project,
        // Who else knows projects cannot be asked: an id is taken at its word.
        (None, Ok(id)) if !knows_all_projects(&caller) => (id, with.to_owned()),
        _ => return Err(refuse_at("with", ErrorKind::Invalid, (words.unknown)(with))),
    };
    let registry = registry();
    let images = registry.images(&caller);
    let image = images.get(id).await?;
    if image.owner == project.0 {
        let message = (words.own)(&project.1);
        return Err(refuse_at("with", ErrorKind::Invalid, message));
    }
    if let Err(error) = images.share(id, &project.0).await {
        return Err(match error {
            registry::Error::AlreadyMember { .. } => {
                refuse_at("with", error.kind(), (words.already)(&project.1))
            }
            error => error.into(),
        });
    }
    flash_message((words.shared)(&project.1));
    redirect(&ProjectPaths(&caller.project).image(id));
    Ok(())
}

/// Ends the sharing of an image with a project.
#[server(prefix = "/fn", endpoint = "unshare_image")]
pub async fn unshare_image(id: ImageId, with: model::ProjectId) -> Result<()> {
    let caller = caller()?;
    registry().images(&caller).unshare(id, &with).await?;
    let name = identity().project_name(&with).await?;
    flash_message((text::members().revoked)(
        &name.unwrap_or_else(|| with.to_string()),
    ));
    redirect(&ProjectPaths(&caller.project).image(id));
    Ok(())
}

/// Answers for the project whether it wants an image of another in its list.
#[server(prefix = "/fn", endpoint = "answer_image")]
pub async fn answer_image(id: ImageId, status: MemberStatus) -> Result<()> {
    let caller = caller()?;
    let registry = registry();
    let images = registry.images(&caller);
    images.answer(id, &caller.project, status).await?;
    let title = images.get(id).await?.title();
    let words = text::sharing();
    let here = ProjectPaths(&caller.project);
    match status {
        MemberStatus::Accepted => {
            let list = here.shared_images();
            flash_with_link((words.did_accept)(&title), words.to_accepted, list);
        }
        MemberStatus::Pending | MemberStatus::Rejected | MemberStatus::Other(_) => {
            flash_message((words.did_decline)(&title));
        }
    }
    redirect(&here.sharing());
    Ok(())
}
