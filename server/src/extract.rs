mod body;
mod json;

use std::convert::Infallible;

use ::identity::{Identity, Principal};
use axum::{
    extract::{FromRequestParts, Path},
    response::{IntoResponse, Response},
};
use http::{Extensions, request::Parts};
use model::{Caller, ErrorKind, ImageId, UploadId};
use registry::{KeyManager, Reauthenticator};

pub use self::{
    body::{BodyBudget, Buffered, read_body},
    json::{json_tree, parsed},
};
use crate::{AppState, middleware::Credentials, problem::Problem};

/// The caller, as the middleware found out. A request without one is 401.
#[derive(Clone, Debug)]
pub struct RequireCaller(pub Caller);

impl<S: Sync> FromRequestParts<S> for RequireCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if let Some(caller) = parts.extensions.get::<Caller>() {
            return Ok(Self(caller.clone()));
        }
        // Known, but nothing in any project: Glance says 403 to a token without one.
        if parts.extensions.get::<Principal>().is_some() {
            return Err(Problem::new(
                ErrorKind::Forbidden,
                "Your token or session is for no project; ask for one that is.",
            ));
        }
        Err(Problem::not_authenticated(&parts.extensions))
    }
}

/// A way to ask again, in the middle of a long request, who sends it.
#[derive(Clone, Debug)]
pub struct Reauthentication(pub Reauthenticator);

impl FromRequestParts<AppState> for Reauthentication {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(reauthenticator(&parts.extensions, &state.identity)))
    }
}

/// A way to ask again who sends the request that came with these.
pub fn reauthenticator(extensions: &Extensions, identity: &Identity) -> Reauthenticator {
    let (credentials, identity) = (extensions.get::<Credentials>().cloned(), identity.clone());
    let key_manager = identity
        .has_key_manager()
        .then(|| key_manager(credentials.clone(), identity.clone()));
    let reauthenticator = Reauthenticator::new(move || {
        let (credentials, identity) = (credentials.clone(), identity.clone());
        Box::pin(async move {
            match credentials {
                Some(credentials) => credentials
                    .ask_again(&identity)
                    .await
                    .map_err(|problem| problem.message.into()),
                // Nobody is asked who they are.
                None => Ok(Some(Identity::dev_admin())),
            }
        })
    });
    match key_manager {
        Some(key_manager) => reauthenticator.with_key_manager(key_manager),
        None => reauthenticator,
    }
}

/// The certificates in Barbican that whoever sends a request with these may see.
fn key_manager(credentials: Option<Credentials>, identity: Identity) -> KeyManager {
    KeyManager::new(move |id| {
        let (credentials, identity) = (credentials.clone(), identity.clone());
        Box::pin(async move {
            match credentials {
                Some(credentials) => credentials.secret(&identity, id).await,
                None => Ok(None),
            }
        })
    })
}

/// The image named in the path. What is not an id names no image.
#[derive(Clone, Copy, Debug)]
pub struct ImagePath(pub ImageId);

/// The upload named in the path.
#[derive(Clone, Copy, Debug)]
pub struct UploadPath(pub UploadId);

impl<S: Send + Sync> FromRequestParts<S> for ImagePath {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let text = segment(parts, state).await?;
        let nowhere = || {
            Problem::new(
                ErrorKind::NotFound,
                format_args!("No image found with ID {text}"),
            )
            .into_response()
        };
        text.parse().map(Self).map_err(|_| nowhere())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for UploadPath {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let text = segment(parts, state).await?;
        text.parse().map(Self).map_err(|_| {
            Problem::new(ErrorKind::NotFound, format_args!("no upload {text}")).into_response()
        })
    }
}

async fn segment<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<String, Response> {
    Path::<String>::from_request_parts(parts, state)
        .await
        .map(|Path(text)| text)
        .map_err(IntoResponse::into_response)
}
