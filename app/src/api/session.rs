use leptos::{prelude::*, server_fn::codec::GetUrl};
use model::{Password, ProjectId, SignInId};
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// Begins a session and goes on to `next`, if that is a page of this site.
#[server(prefix = "/fn", endpoint = "sign_in")]
pub async fn sign_in(
    name: String,
    password: Password,
    domain: Option<String>,
    next: Option<String>,
) -> Result<()> {
    use crate::{paths, ssr};
    ssr::typed(&[
        ("name", &name),
        ("domain", domain.as_deref().unwrap_or_default()),
    ]);
    let domain = domain
        .as_deref()
        .map(str::trim)
        .filter(|domain| !domain.is_empty());
    let identity = ssr::identity();
    let visitor = ssr::visitor();
    let session = identity
        .sign_in(&name, &password, domain, &visitor.origin)
        .await?;
    let session = identity.begin(session, &visitor).await?;
    // Whoever was signed in with this browser is not any more.
    if let Some(before) = ssr::web_session() {
        identity.sign_out(&before).await?;
    }
    ssr::sign_in(&session).await?;
    let next = next.as_deref().and_then(paths::same_site);
    ssr::redirect(&next.map_or_else(paths::images, str::to_owned));
    Ok(())
}

/// Ends the session. What the browser kept of it goes with it.
#[server(prefix = "/fn", endpoint = "sign_out")]
pub async fn sign_out() -> Result<()> {
    use crate::{paths, ssr};
    let who = ssr::require_session()?;
    ssr::identity().sign_out(&who).await?;
    ssr::sign_out().await?;
    ssr::forget_visitor();
    ssr::redirect(&paths::sign_in());
    Ok(())
}

/// Goes on working in another project, on a page like the one that people come from.
#[server(prefix = "/fn", endpoint = "enter_project")]
pub async fn enter_project(project: ProjectId, to: Option<String>) -> Result<()> {
    use crate::{paths::ProjectPaths, ssr};
    let session = ssr::require_session()?;
    let identity = ssr::identity();
    let session = identity.enter(&session, &project).await?;
    ssr::keep_session(&session).await?;
    let there = identity.projects_of(&session.user).await?;
    let there = there.iter().find(|each| each.id == project);
    let admin = there.is_some_and(|there| there.roles.has(model::Role::Admin));
    ssr::redirect(&ProjectPaths(&project).like(to.as_deref().unwrap_or_default(), admin));
    Ok(())
}

/// How long the session goes on, in seconds: if nothing is asked for any more, and in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remaining {
    pub idle: u64,
    pub life: u64,
}

/// How long the session goes on. Asking changes nothing about that.
#[server(prefix = "/fn", endpoint = "session_left", input = GetUrl)]
pub async fn session_left() -> Result<Remaining> {
    use crate::ssr;
    let left = ssr::identity().time_left(&ssr::require_session()?).await?;
    Ok(Remaining {
        idle: left.idle.as_secs(),
        life: left.life.as_secs(),
    })
}

/// Stays signed in, as by any other request.
#[server(prefix = "/fn", endpoint = "stay_signed_in")]
pub async fn stay_signed_in() -> Result<Remaining> {
    use crate::ssr;
    ssr::identity()
        .touch_session(&ssr::require_session()?)
        .await?;
    session_left().await
}

/// Ends a session of one's own, wherever that browser is.
#[server(prefix = "/fn", endpoint = "end_session")]
pub async fn end_session(id: SignInId) -> Result<()> {
    use crate::{paths::ProjectPaths, ssr};
    let caller = ssr::caller()?;
    let session = ssr::require_session()?;
    ssr::identity().end_sign_in(&session, id).await?;
    ssr::flash_message(ssr::words::account().ended.to_owned());
    ssr::redirect(&ProjectPaths(&caller.project).account());
    Ok(())
}

/// Ends every session of one's own but this one.
#[server(prefix = "/fn", endpoint = "end_other_sessions")]
pub async fn end_other_sessions() -> Result<()> {
    use crate::{paths::ProjectPaths, ssr};
    let caller = ssr::caller()?;
    let session = ssr::require_session()?;
    let ended = ssr::identity().end_other_sign_ins(&session).await?;
    ssr::flash_message((ssr::words::account().others_ended)(ended));
    ssr::redirect(&ProjectPaths(&caller.project).account());
    Ok(())
}
