use leptos::prelude::*;
use model::{Password, ProjectId};

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
    let session = ssr::identity().sign_in(&name, &password, domain).await?;
    ssr::sign_in(&session).await?;
    let next = next.as_deref().and_then(paths::same_site);
    ssr::redirect(&next.map_or_else(paths::images, str::to_owned));
    Ok(())
}

/// Ends the session.
#[server(prefix = "/fn", endpoint = "sign_out")]
pub async fn sign_out() -> Result<()> {
    use crate::{paths, ssr};
    let who = ssr::caller_or_guest()?;
    ssr::sign_out().await?;
    ssr::identity().sign_out(&who).await?;
    ssr::redirect(&paths::sign_in());
    Ok(())
}

/// Goes on working in another project.
#[server(prefix = "/fn", endpoint = "enter_project")]
pub async fn enter_project(project: ProjectId) -> Result<()> {
    use crate::{paths::In, ssr};
    let session = ssr::caller_or_guest()?;
    let session = ssr::identity().enter(&session, &project).await?;
    ssr::sign_in(&session).await?;
    ssr::redirect(&In(&project).images());
    Ok(())
}
