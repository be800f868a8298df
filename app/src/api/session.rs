use leptos::prelude::*;
use model::{Password, ProjectId};

use crate::{error::Result, wire::Answer};

/// Begins a session, and says where to go on: `next`, if it is a page of this site.
#[server(prefix = "/fn", endpoint = "sign_in", output = Answer)]
pub async fn sign_in(
    name: String,
    password: Password,
    domain: Option<String>,
    next: Option<String>,
) -> Result<String> {
    use crate::{paths, ssr};
    ssr::typed(&[
        ("name", &name),
        ("domain", domain.as_deref().unwrap_or_default()),
    ]);
    let domain = domain
        .as_deref()
        .map(str::trim)
        .filter(|domain| !domain.is_empty());
    let session = ssr::identity().sign_in(&name, &password, domain).await?;
    ssr::sign_in(&session).await?;
    let next = next
        .as_deref()
        .and_then(paths::same_site)
        .map_or_else(paths::images, str::to_owned);
    // A script loads the next page itself: a new session deserves a new page, not a change of this one.
    ssr::redirect_form(&next);
    Ok(next)
}

/// Ends the session.
#[server(prefix = "/fn", endpoint = "sign_out", output = Answer)]
pub async fn sign_out() -> Result<()> {
    use crate::{paths, ssr};
    ssr::caller_or_guest()?;
    ssr::sign_out().await?;
    ssr::redirect(&paths::sign_in());
    Ok(())
}

/// Goes on working in another project.
#[server(prefix = "/fn", endpoint = "enter_project", output = Answer)]
pub async fn enter_project(project: ProjectId) -> Result<()> {
    use crate::{paths, ssr};
    let session = ssr::caller_or_guest()?;
    let session = ssr::identity().enter(&session, &project).await?;
    ssr::sign_in(&session).await?;
    ssr::redirect(&paths::images());
    Ok(())
}
