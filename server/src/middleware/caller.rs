use ::identity::{Identity, WebSession};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::HeaderMap;
use model::Caller;
use tower_sessions::Session;

use crate::{
    AppState, IdentityMode,
    problem::{Problem, Result},
};

/// Finds out who asks, once, and puts the `Caller` into the request: by token, or by the browser's session.
///
/// Nothing else in a request says who somebody is. Without either the request goes on, from nobody.
pub async fn find_caller(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    if state.config.identity == IdentityMode::None {
        request.extensions_mut().insert(Identity::everybody());
        return next.run(request).await;
    }
    let found = if let Some(token) = token(request.headers()) {
        by_token(&state.identity, &token)
            .await
            .map(|caller| (caller, None))
    } else {
        let session = request.extensions().get::<Session>().cloned();
        by_session(&state.identity, session).await
    };
    match found {
        Ok((caller, session)) => {
            if let Some(caller) = caller {
                tracing::debug!(user = %caller.user, project = %caller.project, "known");
                request.extensions_mut().insert(caller);
            }
            if let Some(session) = session {
                request.extensions_mut().insert(session);
            }
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

fn token(headers: &HeaderMap) -> Option<String> {
    headers
        .get("x-auth-token")?
        .to_str()
        .ok()
        .map(ToOwned::to_owned)
}

async fn by_token(identity: &Identity, token: &str) -> Result<Option<Caller>> {
    match identity.token(token).await {
        Ok(token) => Ok(token.caller),
        // Whoever brings a bad token is nobody, even with a good session.
        Err(::identity::Error::NoToken) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn by_session(
    identity: &Identity,
    session: Option<Session>,
) -> Result<(Option<Caller>, Option<WebSession>)> {
    let Some(session) = session else {
        return Ok((None, None));
    };
    let who = session.get::<WebSession>(WebSession::KEY).await;
    let who = who.map_err(|error| {
        tracing::error!(%error, "a session could not be read");
        Problem::new(
            model::ErrorKind::Unavailable,
            "Sessions cannot be read just now. Try again in a moment.",
        )
    })?;
    let Some(who) = who else {
        return Ok((None, None));
    };
    match identity.resume(&who).await {
        Ok(caller) => Ok((caller, Some(who))),
        Err(::identity::Error::SessionEnded) => Ok((None, None)),
        Err(error) => Err(error.into()),
    }
}
