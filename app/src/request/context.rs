use std::{fmt, sync::Arc};

use http::{HeaderMap, request::Parts};
use identity::{Identity, Principal, Visitor, WebSession};
use leptos::prelude::*;
use model::{Caller, ErrorKind};
use registry::Registry;

use super::{Preferences, SecureCookies, answer, refusal::refuse};
use crate::{
    forms::FlashSlots,
    shared::{Error, Result, host::Host},
};

/// The id under which the log knows this request.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// How clients outside reach us, as far as a request's headers are needed to say it.
#[derive(Clone)]
pub struct PublicUrl(pub Arc<dyn Fn(&HeaderMap) -> String + Send + Sync>);

impl fmt::Debug for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicUrl")
    }
}

/// Puts into the context of a request what pages and server functions need there.
pub fn provide(
    registry: Registry,
    identity: Identity,
    public_url: PublicUrl,
    cookies: SecureCookies,
    flash: FlashSlots,
) {
    provide_context(public_url);
    provide_context(cookies);
    provide_context(flash);
    provide_context(registry);
    provide_context(identity);
    provide_context(Host {
        refuse: answer::refuse,
        locale: || Preferences::here().locale,
    });
}

/// Who asks, for the project they are in.
pub fn caller() -> Result<Caller> {
    if let Some(caller) = extension::<Caller>() {
        return Ok(caller);
    }
    // A session without a caller belongs to somebody who is nothing in any project.
    Err(match web_session() {
        Some(_) => refuse(
            ErrorKind::Forbidden,
            "you have no role in any project".to_owned(),
        ),
        None => unauthenticated(),
    })
}

/// Who asks about users and projects.
pub fn principal() -> Result<Principal> {
    extension().ok_or_else(unauthenticated)
}

/// The name of who is signed in and has a role in no project at all.
pub async fn name_without_project() -> Option<String> {
    let session = web_session().filter(|_| extension::<Caller>().is_none())?;
    let identity = identity();
    let projects = identity.projects_of(&session.user).await.ok()?;
    if !projects.is_empty() {
        return None;
    }
    identity.user_name(&session).await.ok()
}

/// Whether every project that there is can be looked up here: not where a Keystone keeps them, nor where nobody signs in.
pub fn knows_all_projects(caller: &Caller) -> bool {
    identity().keeps_users() && caller.user != Identity::dev_admin().user
}

/// The session of somebody who may have no project yet: enough to leave, or to enter one.
pub fn require_session() -> Result<WebSession> {
    web_session().ok_or_else(unauthenticated)
}

/// The session this request came with, if any.
pub fn web_session() -> Option<WebSession> {
    extension()
}

/// With what, and from where, this request comes.
pub fn visitor() -> Visitor {
    extension().unwrap_or_default()
}

/// The address under which clients outside reach us, without a slash at its end.
pub fn public_url() -> String {
    let PublicUrl(of) = expect_context();
    with_context::<Parts, _>(|parts| of(&parts.headers)).unwrap_or_default()
}

/// The images.
pub fn registry() -> Registry {
    expect_context()
}

/// The users and their projects.
pub fn identity() -> Identity {
    expect_context()
}

/// What the server's middleware put into the request.
pub(super) fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    with_context::<Parts, _>(|parts| parts.extensions.get::<T>().cloned()).flatten()
}

fn unauthenticated() -> Error {
    refuse(
        ErrorKind::Unauthenticated,
        "you are not signed in".to_owned(),
    )
}
