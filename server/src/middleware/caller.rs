use ::identity::{Asker, Identity, WebSession};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{Extensions, HeaderMap};
use model::{Caller, ProjectId};
use tower_sessions::Session;

use super::project::project_of;
use crate::{
    AppState, IdentityMode,
    problem::{Problem, Result, Trouble},
};

/// Finds out who asks, once, and puts the `Caller` into the request: by token, or by the browser's session.
///
/// Nothing else in a request says who somebody is. Without either the request goes on, from nobody; and so it does where
/// it cannot be found out just now: what is open stays open.
pub async fn find_caller(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    if state.config.identity == IdentityMode::None {
        let everybody = Identity::everybody();
        request.extensions_mut().insert(Asker::from(&everybody));
        request.extensions_mut().insert(everybody);
        return next.run(request).await;
    }
    let found = if let Some(token) = header(request.headers(), "x-auth-token") {
        let service = header(request.headers(), "x-service-token");
        by_token(&state.identity, &token, service.as_deref()).await
    } else {
        let session = request.extensions().get::<Session>().cloned();
        by_session(&state.identity, session, project_of(&request)).await
    };
    match found {
        Ok(found) => found.note(request.extensions_mut()),
        Err(problem) => {
            request.extensions_mut().insert(Trouble(problem));
        }
    }
    next.run(request).await
}

/// What is known of who asks.
#[derive(Debug, Default)]
struct Found {
    asker: Option<Asker>,
    caller: Option<Caller>,
    session: Option<WebSession>,
}

impl Found {
    /// Puts it where handlers look for it.
    fn note(self, extensions: &mut Extensions) {
        if let Some(caller) = self.caller {
            tracing::debug!(user = %caller.user, project = %caller.project, "known");
            extensions.insert(caller);
        }
        if let Some(asker) = self.asker {
            extensions.insert(asker);
        }
        if let Some(session) = self.session {
            extensions.insert(session);
        }
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(ToOwned::to_owned)
}

/// Who the token speaks for. Whoever brings a bad one is nobody, even with a good session.
async fn by_token(identity: &Identity, token: &str, service: Option<&str>) -> Result<Found> {
    let known = identity.known_by(token, service).await?;
    Ok(known.map_or_else(Found::default, |known| Found {
        asker: Some(known.asker),
        caller: known.caller,
        session: None,
    }))
}

/// Who the session is of: for the project that the request is about, or else the one they were in last.
async fn by_session(
    identity: &Identity,
    session: Option<Session>,
    project: Option<ProjectId>,
) -> Result<Found> {
    let Some(session) = session else {
        return Ok(Found::default());
    };
    let who = session.get::<WebSession>(WebSession::KEY).await;
    let who = who.map_err(|error| {
        tracing::error!(%error, "a session could not be read");
        Problem::new(
            model::ErrorKind::Unavailable,
            "Sessions cannot be read just now. Try again in a moment.",
        )
    })?;
    let Some(mut who) = who else {
        return Ok(Found::default());
    };
    if project.is_some() {
        who.project = project;
    }
    match identity.resume(&who).await {
        Ok(caller) => Ok(Found {
            asker: Some(
                caller
                    .as_ref()
                    .map_or_else(|| Asker::guest(who.user.clone()), Asker::from),
            ),
            caller,
            session: Some(who),
        }),
        Err(::identity::Error::SessionEnded) => Ok(Found::default()),
        Err(error) => Err(error.into()),
    }
}
