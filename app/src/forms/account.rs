use leptos::prelude::*;
use model::{CredentialId, ErrorKind, Password};

use super::{flash_message, flash_to_anyone, flash_with_secret, typed};
use crate::{
    request::{caller, forget_visitor, identity, principal, redirect, refuse_at},
    shared::{
        Result,
        paths::{self, ProjectPaths},
    },
    text,
};

/// Ten years: the longest that an application credential is made for; without an end there is none.
const MOST_DAYS: u32 = 3650;

/// Gives the user a new password. They sign in with it again.
#[server(prefix = "/fn", endpoint = "change_password")]
pub async fn change_password(old: Password, new: Password) -> Result<()> {
    // Neither is shown again; named, so that what is wrong is told beside it.
    typed(&[("old", ""), ("new", "")]);
    let caller = caller()?;
    let principal = principal()?;
    let changed = identity()
        .directory(&principal)
        .change_password(&caller.user, &old, &new)
        .await;
    if let Err(error) = changed {
        return Err(match error {
            // Who asks is signed in: it is the password that is wrong.
            identity::Error::WrongCredentials => {
                let message = text::account().wrong_password.to_owned();
                refuse_at("old", ErrorKind::Invalid, message)
            }
            error if error.kind() == ErrorKind::Invalid => {
                refuse_at("new", ErrorKind::Invalid, error.to_string())
            }
            error => error.into(),
        });
    }
    forget_visitor();
    flash_to_anyone(text::account().changed.to_owned());
    redirect(&paths::sign_in());
    Ok(())
}

/// Makes an application credential for this project, whose secret is shown once.
#[server(prefix = "/fn", endpoint = "create_credential")]
pub async fn create_credential(name: String, role: String, days: String) -> Result<()> {
    typed(&[("name", &name), ("role", &role), ("days", &days)]);
    let caller = caller()?;
    let expires_at = match days.trim() {
        "" => None,
        text => {
            let days = text.parse::<u32>().ok();
            let days = days.filter(|days| (1..=MOST_DAYS).contains(days));
            let days = days.ok_or_else(|| {
                let message = (text::account().wrong_days)(u64::from(MOST_DAYS));
                refuse_at("days", ErrorKind::Invalid, message)
            })?;
            Some(model::now() + time::Duration::days(i64::from(days)))
        }
    };
    let new = identity::NewCredential {
        name: name.trim().to_owned(),
        roles: Some(vec![role]),
        expires_at,
        ..identity::NewCredential::default()
    };
    let principal = principal()?;
    let made = identity()
        .directory(&principal)
        .add_credential(&caller.user, new)
        .await;
    let made = made.map_err(|error| match error {
        identity::Error::Taken { name, .. } => {
            let message = (text::account().taken)(&name);
            refuse_at("name", ErrorKind::Conflict, message)
        }
        error => error.into(),
    })?;
    let secret = String::from_utf8_lossy(made.secret.expose());
    flash_with_secret((text::account().made)(&made.credential.name), &secret);
    redirect(&ProjectPaths(&caller.project).account());
    Ok(())
}

/// Ends an application credential, and every token got with it.
#[server(prefix = "/fn", endpoint = "delete_credential")]
pub async fn delete_credential(id: CredentialId) -> Result<()> {
    let caller = caller()?;
    let principal = principal()?;
    let identity = identity();
    let directory = identity.directory(&principal);
    let name = directory.credential(&caller.user, &id).await?.name;
    directory.delete_credential(&caller.user, &id).await?;
    flash_message((text::account().revoked)(&name));
    redirect(&ProjectPaths(&caller.project).account());
    Ok(())
}

/// Says in which project to begin after signing in; an empty one leaves that open.
#[server(prefix = "/fn", endpoint = "set_default_project")]
pub async fn set_default_project(usual: String) -> Result<()> {
    let caller = caller()?;
    let usual = match usual.trim() {
        "" => None,
        id => Some(id.parse()?),
    };
    let principal = principal()?;
    let identity = identity();
    identity
        .directory(&principal)
        .set_own_default_project(usual.as_ref())
        .await?;
    flash_message(text::account().usual_saved.to_owned());
    redirect(&ProjectPaths(&caller.project).account());
    Ok(())
}
