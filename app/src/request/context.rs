use identity::{Identity, Principal, Visitor, WebSession};
use leptos::prelude::*;
use model::{Caller, ErrorKind};
use registry::{Reauthenticator, Registry};

use super::{Preferences, refusal::refuse};
use crate::shared::{Error, Result};

/// What the server's middleware found out about a request.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// The id under which the log knows the request.
    pub id: String,
    pub registry: Registry,
    pub identity: Identity,
    /// Who asks, for the project they are in.
    pub caller: Option<Caller>,
    /// Tells who that is later on.
    pub reauthenticator: Reauthenticator,
    /// Who asks about users and projects.
    pub principal: Option<Principal>,
    /// The session that the request came with.
    pub session: Option<WebSession>,
    /// With what, and from where, it comes.
    pub visitor: Visitor,
    pub preferences: Preferences,
    /// A path of this site with its query.
    pub address: String,
    /// The address under which clients outside reach us, without a slash at its end.
    pub public_url: String,
    /// Whether a browser waits for a page, rather than a script for an answer.
    pub is_form: bool,
    /// The page that a form was on, as a path of this site with its query.
    pub came_from: Option<String>,
}

impl RequestContext {
    /// Puts it where pages and forms look for it.
    pub fn provide(self) {
        self.preferences.provide();
        provide_context(self);
    }
}

/// Who asks, for the project they are in.
pub fn caller() -> Result<Caller> {
    if let Some(caller) = with(|request| request.caller.clone()) {
        return Ok(caller);
    }
    // A session without a caller belongs to somebody who is nothing in any project.
    Err(match web_session() {
        Some(_) => refuse(ErrorKind::Forbidden, "you have no role in any project"),
        None => unauthenticated(),
    })
}

/// `caller` as who they are now, for work that takes long: an error where their session or token has ended.
pub async fn still(caller: Caller) -> Result<Caller> {
    let reauthenticator = with(|request| request.reauthenticator.clone());
    match reauthenticator.ask(&caller).await {
        // Who cannot be asked for just now is not known to be gone.
        Err(registry::Error::Unasked(problem)) => {
            tracing::warn!(problem, "the sender of a form could not be asked for");
            Ok(caller)
        }
        now => Ok(now?),
    }
}

/// Who asks about users and projects.
pub fn principal() -> Result<Principal> {
    with(|request| request.principal.clone()).ok_or_else(unauthenticated)
}

/// The name of who is signed in and has a role in no project at all.
pub async fn name_without_project() -> Option<String> {
    let session = web_session().filter(|_| with(|request| request.caller.is_none()))?;
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
    with(|request| request.session.clone())
}

/// With what, and from where, this request comes.
pub fn visitor() -> Visitor {
    with(|request| request.visitor.clone())
}

/// The address under which clients outside reach us, without a slash at its end.
pub fn public_url() -> String {
    with(|request| request.public_url.clone())
}

/// Whether a browser waits for a page, rather than a script for an answer.
pub fn is_form() -> bool {
    with(|request| request.is_form)
}

/// The images.
pub fn registry() -> Registry {
    with(|request| request.registry.clone())
}

/// The users and their projects.
pub fn identity() -> Identity {
    with(|request| request.identity.clone())
}

/// Every page and every form is made within a request.
pub(super) fn with<T>(read: impl FnOnce(&RequestContext) -> T) -> T {
    with_context(read).expect("the server provides the request")
}

fn unauthenticated() -> Error {
    refuse(ErrorKind::Unauthenticated, "you are not signed in")
}
