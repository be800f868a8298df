//! How the registry learns whether those who asked for tasks still may: from whoever knows who people are.

use ::identity::Identity;
use axum::extract::FromRequestParts;
use http::request::Parts;
use registry::Requesters;

use crate::{AppState, problem::Problem};

/// Asks `identity`.
pub fn requesters(identity: &Identity) -> Requesters {
    let identity = identity.clone();
    Requesters::new(move |requester| {
        let identity = identity.clone();
        Box::pin(async move {
            identity
                .requester(&requester.user, &requester.project, &requester.grounds)
                .await
                .map_err(Into::into)
        })
    })
}

/// The credentials of a request's sender, to be recorded with the work that they ask for.
#[derive(Clone, Debug)]
pub struct Grounds(pub String);

impl FromRequestParts<AppState> for Grounds {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let token = parts.headers.get("x-auth-token");
        let token = token.and_then(|value| value.to_str().ok());
        let session = parts.extensions.get::<::identity::WebSession>();
        let grounds = match (token, session) {
            (Some(token), _) => state.identity.grounds_of_token(token).await,
            (None, Some(session)) => state.identity.grounds_of_session(session).await,
            (None, None) => Ok(String::new()),
        };
        match grounds {
            Ok(grounds) => Ok(Self(grounds)),
            // The handler says better that nobody is signed in. A service may bring a token that has expired.
            Err(::identity::Error::NoToken | ::identity::Error::SessionEnded) => {
                Ok(Self(String::new()))
            }
            Err(error) => Err(error.into()),
        }
    }
}
