use leptos::prelude::*;
use model::{ErrorKind, Password, UserId};

use super::{Outcome, flash_message, flash_outcome, flash_with_secret, typed};
use crate::{
    request::{caller, identity, principal, redirect, refuse_at},
    shared::{Result, paths::ProjectPaths},
    text,
};

/// Makes a user; without a password, one is made and shown once.
#[server(prefix = "/fn", endpoint = "create_user")]
pub async fn create_user(
    name: String,
    password: Password,
    project: String,
    role: String,
) -> Result<()> {
    typed(&[
        ("name", &name),
        ("password", ""),
        ("project", &project),
        ("role", &role),
    ]);
    let caller = caller()?;
    let principal = principal()?;
    let identity = identity();
    let directory = identity.directory(&principal);
    let target = match project.trim() {
        "" => None,
        id => Some(identity::Target::Project(id.parse()?)),
    };
    let role = directory.role_called(&role).await?;
    let (password, made) = if password.expose().is_empty() {
        let (password, made) = identity::Secret::password()?;
        (password, Some(made))
    } else {
        (password, None)
    };
    let new = identity::UserChange {
        password: Some(password),
        default_project_id: None,
        change: identity::Change {
            name: Some(name.trim().to_owned()),
            ..identity::Change::default()
        },
    };
    let words = text::admin();
    let user = match &target {
        Some(target) => directory.add_user_in(&new, target, &role.id).await,
        None => directory.add_user(&new).await,
    };
    let user = user.map_err(|error| match error {
        identity::Error::Taken { name, .. } => {
            refuse_at("name", ErrorKind::Conflict, (words.user_taken)(&name))
        }
        error => error.into(),
    })?;
    let mut lines = vec![match made {
        Some(_) => (words.created_with_password)(&user.name),
        None => (words.created)(&user.name),
    }];
    if target.is_none() {
        lines.push((words.created_without_project)(&user.name));
    }
    flash_outcome(Outcome {
        lines,
        secret: made.map(|made| made.expose().to_owned()),
        ..Outcome::default()
    });
    redirect(&ProjectPaths(&caller.project).one_user(&user.id));
    Ok(())
}

/// Lets a user in, or keeps them out.
#[server(prefix = "/fn", endpoint = "turn_user")]
pub async fn set_user_enabled(id: UserId, enabled: bool) -> Result<()> {
    let caller = caller()?;
    let change = identity::UserChange {
        change: identity::Change {
            enabled: Some(enabled),
            ..identity::Change::default()
        },
        ..identity::UserChange::default()
    };
    let user = identity()
        .directory(&principal()?)
        .change_user(&id, &change)
        .await?;
    let words = text::admin();
    flash_message(if enabled {
        (words.was_enabled)(&user.name)
    } else {
        (words.was_disabled)(&user.name)
    });
    redirect(&ProjectPaths(&caller.project).one_user(&id));
    Ok(())
}

/// Gives a user a new password, which is shown once. Whatever was signed in as them ends.
#[server(prefix = "/fn", endpoint = "reset_password")]
pub async fn reset_password(id: UserId) -> Result<()> {
    let caller = caller()?;
    let (password, made) = identity::Secret::password()?;
    let change = identity::UserChange {
        password: Some(password),
        ..identity::UserChange::default()
    };
    let user = identity()
        .directory(&principal()?)
        .change_user(&id, &change)
        .await?;
    flash_with_secret((text::admin().was_reset)(&user.name), made.expose());
    redirect(&ProjectPaths(&caller.project).one_user(&id));
    Ok(())
}

/// Signs a user out of every browser.
#[server(prefix = "/fn", endpoint = "end_user_sessions")]
pub async fn end_user_sessions(id: UserId) -> Result<()> {
    let caller = caller()?;
    let principal = principal()?;
    let identity = identity();
    let directory = identity.directory(&principal);
    let user = directory.user(&id).await?;
    directory.end_sign_ins(&id).await?;
    flash_message((text::admin().sessions_ended)(&user.name));
    redirect(&ProjectPaths(&caller.project).one_user(&id));
    Ok(())
}

/// Deletes a user whose name was typed.
#[server(prefix = "/fn", endpoint = "delete_user")]
pub async fn delete_user(id: UserId, name: String) -> Result<()> {
    typed(&[("name", &name)]);
    let caller = caller()?;
    let principal = principal()?;
    let identity = identity();
    let directory = identity.directory(&principal);
    let user = directory.user(&id).await?;
    let words = text::admin();
    if name.trim() != user.name {
        let message = words.name_differs.to_owned();
        return Err(refuse_at("name", model::ErrorKind::Invalid, message));
    }
    directory.delete_user(&id).await?;
    flash_message((words.deleted)(&user.name));
    redirect(&ProjectPaths(&caller.project).all_users());
    Ok(())
}
