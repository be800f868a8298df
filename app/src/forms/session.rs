use leptos::prelude::*;
use model::{Password, ProjectId, SignInId};

use crate::shared::Result;

/// Begins a session and goes on to `next`, if that is a page of this site.
#[server(prefix = "/fn", endpoint = "sign_in")]
pub async fn sign_in(
    name: String,
    password: Password,
    domain: Option<String>,
    next: Option<String>,
) -> Result<()> {
    use crate::{request, shared::paths};
    request::typed(&[
        ("name", &name),
        ("domain", domain.as_deref().unwrap_or_default()),
    ]);
    let domain = domain
        .as_deref()
        .map(str::trim)
        .filter(|domain| !domain.is_empty());
    let identity = request::identity();
    let visitor = request::visitor();
    let session = identity
        .sign_in(&name, &password, domain, &visitor.origin)
        .await?;
    let session = identity.begin(session, &visitor).await?;
    // Whoever was signed in with this browser is not any more.
    if let Some(before) = request::web_session() {
        identity.sign_out(&before).await?;
    }
    request::session::sign_in(&session).await?;
    let next = next.as_deref().and_then(paths::same_site);
    request::redirect(&next.map_or_else(paths::images, str::to_owned));
    Ok(())
}

/// Ends the session. What the browser kept of it goes with it.
#[server(prefix = "/fn", endpoint = "sign_out")]
pub async fn sign_out() -> Result<()> {
    use crate::{request, shared::paths};
    let who = request::require_session()?;
    request::identity().sign_out(&who).await?;
    request::session::sign_out().await?;
    request::forget_visitor();
    request::redirect(&paths::sign_in());
    Ok(())
}

/// Goes on working in another project, on a page like the one that people come from.
#[server(prefix = "/fn", endpoint = "enter_project")]
pub async fn enter_project(project: ProjectId, to: Option<String>) -> Result<()> {
    use crate::{request, shared::paths::ProjectPaths};
    let session = request::require_session()?;
    let identity = request::identity();
    let session = identity.enter(&session, &project).await?;
    request::session::keep_session(&session).await?;
    let there = identity.projects_of(&session.user).await?;
    let there = there.iter().find(|each| each.id == project);
    let admin = there.is_some_and(|there| there.roles.has(model::Role::Admin));
    request::redirect(&ProjectPaths(&project).like(to.as_deref().unwrap_or_default(), admin));
    Ok(())
}

/// Ends a session of one's own, wherever that browser is.
#[server(prefix = "/fn", endpoint = "end_session")]
pub async fn end_session(id: SignInId) -> Result<()> {
    use crate::{forms, request, shared::paths::ProjectPaths, text};
    let caller = request::caller()?;
    let session = request::require_session()?;
    request::identity().end_sign_in(&session, id).await?;
    forms::flash_message(text::account().ended.to_owned());
    request::redirect(&ProjectPaths(&caller.project).account());
    Ok(())
}

/// Ends every session of one's own but this one.
#[server(prefix = "/fn", endpoint = "end_other_sessions")]
pub async fn end_other_sessions() -> Result<()> {
    use crate::{forms, request, shared::paths::ProjectPaths, text};
    let caller = request::caller()?;
    let session = request::require_session()?;
    let ended = request::identity().end_other_sign_ins(&session).await?;
    forms::flash_message((text::account().others_ended)(ended));
    request::redirect(&ProjectPaths(&caller.project).account());
    Ok(())
}
