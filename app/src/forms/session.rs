use leptos::prelude::*;
use model::{Password, ProjectId, Role, SignInId};

use super::{flash_message, typed};
use crate::{
    request::{self, caller, identity, redirect, require_session, visitor, web_session},
    shared::{
        Result,
        paths::{self, ProjectPaths},
    },
    text,
};

/// Begins a session and goes on to `next`, if that is a page of this site.
#[server(prefix = "/fn", endpoint = "sign_in")]
pub async fn sign_in(
    name: String,
    password: Password,
    domain: Option<String>,
    next: Option<String>,
) -> Result<()> {
    typed(&[
        ("name", &name),
        ("domain", domain.as_deref().unwrap_or_default()),
    ]);
    let domain = domain
        .as_deref()
        .map(str::trim)
        .filter(|domain| !domain.is_empty());
    let (identity, visitor) = (identity(), visitor());
    let session = identity
        .sign_in(&name, &password, domain, &visitor.origin)
        .await?;
    let session = identity.begin(session, &visitor).await?;
    // Whoever was signed in with this browser is not any more.
    if let Some(before) = web_session() {
        identity.sign_out(&before).await?;
    }
    request::begin_session(session);
    let next = next.as_deref().and_then(paths::same_site);
    redirect(&next.map_or_else(paths::images, str::to_owned));
    Ok(())
}

/// Ends the session. What the browser kept of it goes with it.
#[server(prefix = "/fn", endpoint = "sign_out")]
pub async fn sign_out() -> Result<()> {
    identity().sign_out(&require_session()?).await?;
    request::end_session();
    request::forget_visitor();
    redirect(&paths::sign_in());
    Ok(())
}

/// Goes on working in another project, on a page like the one that people come from.
#[server(prefix = "/fn", endpoint = "enter_project")]
pub async fn enter_project(project: ProjectId, to: Option<String>) -> Result<()> {
    let identity = identity();
    let session = identity.enter(&require_session()?, &project).await?;
    let there = identity.projects_of(&session.user).await?;
    request::keep_session(session);
    let there = there.iter().find(|each| each.id == project);
    let admin = there.is_some_and(|there| there.roles.has(Role::Admin));
    redirect(&ProjectPaths(&project).like(to.as_deref().unwrap_or_default(), admin));
    Ok(())
}

/// Ends a session of one's own, wherever that browser is.
#[server(prefix = "/fn", endpoint = "end_session")]
pub async fn end_session(id: SignInId) -> Result<()> {
    let caller = caller()?;
    identity().end_sign_in(&require_session()?, id).await?;
    flash_message(text::account().ended.to_owned());
    redirect(&ProjectPaths(&caller.project).account());
    Ok(())
}

/// Ends every session of one's own but this one.
#[server(prefix = "/fn", endpoint = "end_other_sessions")]
pub async fn end_other_sessions() -> Result<()> {
    let caller = caller()?;
    let ended = identity().end_other_sign_ins(&require_session()?).await?;
    flash_message((text::account().others_ended)(ended));
    redirect(&ProjectPaths(&caller.project).account());
    Ok(())
}
