use leptos::prelude::*;
use model::{ErrorKind, ProjectId, UserId};

use super::{flash_message, quota, typed};
use crate::{
    request::{caller, identity, principal, redirect, refuse_at, registry},
    shared::{Result, paths::ProjectPaths},
    text,
};

/// Makes a project.
#[server(prefix = "/fn", endpoint = "create_project")]
pub async fn create_project(name: String, description: String) -> Result<()> {
    typed(&[("name", &name), ("description", &description)]);
    let caller = caller()?;
    let change = identity::Change {
        name: Some(name.trim().to_owned()),
        description: Some(description.trim().to_owned()),
        ..identity::Change::default()
    };
    let project = identity()
        .directory(&principal()?)
        .add_project(&change)
        .await;
    let project = project.map_err(|error| match error {
        identity::Error::Taken { name, .. } => {
            let message = (text::admin().project_taken)(&name);
            refuse_at("name", ErrorKind::Conflict, message)
        }
        error => error.into(),
    })?;
    flash_message((text::admin().created)(&project.name));
    redirect(&ProjectPaths(&caller.project).one_project(&project.id));
    Ok(())
}

/// Lets a project work, or stops it.
#[server(prefix = "/fn", endpoint = "turn_project")]
pub async fn set_project_enabled(id: ProjectId, enabled: bool) -> Result<()> {
    let caller = caller()?;
    let change = identity::Change {
        enabled: Some(enabled),
        ..identity::Change::default()
    };
    let principal = principal()?;
    let identity = identity();
    let project = identity
        .directory(&principal)
        .change_project(&id, &change)
        .await?;
    let words = text::admin();
    flash_message(if enabled {
        (words.was_enabled)(&project.name)
    } else {
        (words.was_disabled)(&project.name)
    });
    redirect(&ProjectPaths(&caller.project).one_project(&id));
    Ok(())
}

/// Deletes a project whose name was typed.
#[server(prefix = "/fn", endpoint = "delete_project")]
pub async fn delete_project(id: ProjectId, name: String) -> Result<()> {
    typed(&[("name", &name)]);
    let caller = caller()?;
    let principal = principal()?;
    let identity = identity();
    let directory = identity.directory(&principal);
    let project = directory.project(&id).await?;
    let words = text::admin();
    if name.trim() != project.name {
        let message = words.name_differs.to_owned();
        return Err(refuse_at("name", model::ErrorKind::Invalid, message));
    }
    directory.delete_project(&id).await?;
    flash_message((words.deleted)(&project.name));
    redirect(&ProjectPaths(&caller.project).all_projects());
    Ok(())
}

/// Sets the limits of a project; an empty one is no limit of its own.
#[server(prefix = "/fn", endpoint = "set_quota")]
pub async fn set_quota(
    id: ProjectId,
    size: String,
    staged: String,
    images: String,
    uploading: String,
) -> Result<()> {
    typed(&[
        ("size", &size),
        ("staged", &staged),
        ("images", &images),
        ("uploading", &uploading),
    ]);
    let caller = caller()?;
    let limits = quota::read([&size, &staged, &images, &uploading])?;
    let principal = principal()?;
    let usual = registry().default_limits();
    let usual = |resource| usual.of(resource).map_or(-1, u64::cast_signed);
    identity()
        .directory(&principal)
        .set_quota(&id, &limits, usual)
        .await?;
    flash_message(text::admin().quota_saved.to_owned());
    redirect(&ProjectPaths(&caller.project).one_project(&id));
    Ok(())
}

/// Gives somebody a role in a project.
#[server(prefix = "/fn", endpoint = "give_role")]
pub async fn assign_role(id: ProjectId, user: String, role: String) -> Result<()> {
    typed(&[("user", &user), ("role", &role)]);
    let caller = caller()?;
    let principal = principal()?;
    let identity = identity();
    let directory = identity.directory(&principal);
    let words = text::admin();
    let user = user.trim();
    let filter = identity::Filter {
        name: Some(user.to_owned()),
        ..identity::Filter::default()
    };
    let called = directory.users(&filter).await?;
    let found = match (called.as_slice(), user.parse::<UserId>()) {
        ([one], _) => Some(one.id.clone()),
        // A name belongs to one user of a domain, and to another of the next.
        ([_, ..], _) => {
            let message = (words.several_users)(user);
            return Err(refuse_at("user", ErrorKind::Invalid, message));
        }
        ([], Ok(id)) => directory.user(&id).await.ok().map(|user| user.id),
        ([], Err(_)) => None,
    };
    let Some(found) = found else {
        let message = (words.unknown_user)(user);
        return Err(refuse_at("user", ErrorKind::Invalid, message));
    };
    let role = directory.role_called(&role).await?;
    let target = identity::Target::Project(id.clone());
    directory.assign(&target, &found, &role.id).await?;
    flash_message(words.given.to_owned());
    redirect(&ProjectPaths(&caller.project).one_project(&id));
    Ok(())
}

/// Takes a role in a project away from somebody.
#[server(prefix = "/fn", endpoint = "take_role")]
pub async fn revoke_role(id: ProjectId, user: UserId, role: String) -> Result<()> {
    let caller = caller()?;
    let principal = principal()?;
    let identity = identity();
    let directory = identity.directory(&principal);
    let role = directory.role_called(&role).await?;
    let target = identity::Target::Project(id.clone());
    directory.revoke(&target, &user, &role.id).await?;
    flash_message(text::admin().taken.to_owned());
    redirect(&ProjectPaths(&caller.project).one_project(&id));
    Ok(())
}
