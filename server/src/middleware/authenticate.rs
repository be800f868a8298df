use ::identity::{Identity, Principal, WebSession};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{Extensions, HeaderMap};
use model::{Caller, CertificateId, Origin, ProjectId};
use registry::KeyManagerError;
use tower_sessions::Session;

use super::{RequestId, client::ClientAddress, project::project_of};
use crate::{
    AppState, Config, IdentityMode,
    problem::{AuthUnavailable, Problem, Result},
};

/// Finds out who asks, once, and puts the `Caller` into the request: by token, or by the browser's session.
///
/// Nothing else in a request authenticates it. Without either the request goes on unauthenticated; and so it does where
/// they cannot be checked just now: public endpoints stay available.
pub async fn authenticate(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let origin = origin(&request, &state.config);
    request.extensions_mut().insert(origin.clone());
    if state.config.identity == IdentityMode::None {
        let dev_admin = Caller {
            origin,
            ..Identity::dev_admin()
        };
        request.extensions_mut().insert(Principal::from(&dev_admin));
        request.extensions_mut().insert(dev_admin);
        return next.run(request).await;
    }
    let credentials = Credentials::of(&request);
    match credentials.ask(&state.identity).await {
        Ok(found) => {
            request.extensions_mut().insert(credentials.about(&found));
            found
                .coming_from(origin)
                .insert_into(request.extensions_mut());
        }
        Err(problem) => {
            request.extensions_mut().insert(AuthUnavailable(problem));
        }
    }
    next.run(request).await
}

/// From where a request comes.
fn origin(request: &Request, config: &Config) -> Origin {
    let address = request.extensions().get::<ClientAddress>();
    let address = address.map(|ClientAddress(address)| address.to_string());
    let id = request.extensions().get::<RequestId>();
    Origin {
        node: config.node.clone(),
        request: id.map_or_else(String::new, |RequestId(id)| id.clone()),
        address: address.unwrap_or_default(),
        user_agent: header(request.headers(), "user-agent")
            .map_or_else(String::new, |agent| agent.chars().take(200).collect()),
        ..Origin::default()
    }
}

/// What a request shows to say who sends it. Work that takes long asks by it again.
#[derive(Clone, Debug)]
pub struct Credentials {
    token: Option<String>,
    service: Option<String>,
    session: Option<Session>,
    /// The project that the address names.
    project: Option<ProjectId>,
    /// Whether somebody is there, rather than a page that brings itself up to date.
    present: bool,
}

impl Credentials {
    fn of(request: &Request) -> Self {
        Self {
            // One that is no text is a token all the same, and a bad one: the session beside it must not count.
            token: request
                .headers()
                .get("x-auth-token")
                .map(|token| String::from_utf8_lossy(token.as_bytes()).into_owned()),
            service: header(request.headers(), "x-service-token")
                .filter(|_| finishes_work(request.uri().path())),
            session: request.extensions().get::<Session>().cloned(),
            project: project_of(request),
            present: !is_unasked(request),
        }
    }

    /// The same, asked again about the project that it was about at first: a session may enter another one meanwhile.
    fn about(self, found: &RequestIdentity) -> Self {
        let project = found.caller.as_ref().map(|caller| caller.project.clone());
        Self {
            project: self.project.or(project),
            ..self
        }
    }

    async fn ask(&self, identity: &Identity) -> Result<RequestIdentity> {
        if let Some(token) = &self.token {
            return by_token(identity, token, self.service.as_deref()).await;
        }
        let (session, project) = (self.session.clone(), self.project.clone());
        by_session(identity, session, project, self.present).await
    }

    /// The certificate that Barbican has as a secret of that id, for whoever sends it.
    pub async fn secret(
        &self,
        identity: &Identity,
        id: CertificateId,
    ) -> std::result::Result<Option<Vec<u8>>, KeyManagerError> {
        let secret = if let Some(token) = &self.token {
            identity.secret_of_token(token, id).await
        } else if let Some(session) = &self.session {
            let who = session.get::<WebSession>(WebSession::KEY).await;
            let who = who.map_err(|error| {
                tracing::error!(%error, "a session could not be read");
                KeyManagerError::Unavailable
            })?;
            let mut who = who.ok_or(KeyManagerError::SignedOut)?;
            if self.project.is_some() {
                who.project.clone_from(&self.project);
            }
            identity.secret_of_session(&who, id).await
        } else {
            return Ok(None);
        };
        secret.map_err(|error| match error {
            ::identity::Error::SessionEnded => KeyManagerError::SignedOut,
            error => {
                tracing::warn!(%error, "a certificate could not be looked up");
                KeyManagerError::Unavailable
            }
        })
    }

    /// Who sends it now; `None` if the token or the session has ended since.
    pub async fn ask_again(&self, identity: &Identity) -> Result<Option<Caller>> {
        if let (None, Some(session)) = (&self.token, &self.session) {
            // What it remembers of its first answer is put aside.
            session.load().await.map_err(|error| unreadable(&error))?;
        }
        Ok(self.ask(identity).await?.caller)
    }
}

/// What is known of who asks.
#[derive(Debug, Default)]
struct RequestIdentity {
    principal: Option<Principal>,
    caller: Option<Caller>,
    session: Option<WebSession>,
}

impl RequestIdentity {
    /// The same, with from where they ask.
    fn coming_from(mut self, origin: Origin) -> Self {
        // The application credential is known by the token, everything else by the request.
        let with_credential = |known: &Origin| Origin {
            credential_id: known.credential_id.clone(),
            credential_name: known.credential_name.clone(),
            ..origin.clone()
        };
        if let Some(caller) = &mut self.caller {
            caller.origin = with_credential(&caller.origin);
        }
        if let Some(principal) = &mut self.principal {
            principal.origin = with_credential(&principal.origin);
        }
        if let Some(session) = &mut self.session {
            session.origin = origin;
        }
        self
    }

    /// Puts it where handlers look for it.
    fn insert_into(self, extensions: &mut Extensions) {
        if let Some(caller) = self.caller {
            tracing::debug!(user = %caller.user, project = %caller.project, "known");
            extensions.insert(caller);
        }
        if let Some(principal) = self.principal {
            extensions.insert(principal);
        }
        if let Some(session) = self.session {
            extensions.insert(session);
        }
    }
}

/// Whether a service may finish there what a user began whose token has expired meanwhile. Elsewhere an expired token is
/// none: it could make credentials that last.
fn finishes_work(path: &str) -> bool {
    ["/image", "/uploads"].iter().any(|place| {
        path.strip_prefix(place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(ToOwned::to_owned)
}

/// Whether a page asks by itself. A tab that is left open does not extend the session.
fn is_unasked(request: &Request) -> bool {
    request.headers().contains_key("vitrine-unasked") || request.uri().path().starts_with("/api/")
}

/// The user of the token. A request with a bad one is unauthenticated, even with a good session.
async fn by_token(
    identity: &Identity,
    token: &str,
    service: Option<&str>,
) -> Result<RequestIdentity> {
    let known = identity.authenticate_token(token, service).await?;
    Ok(
        known.map_or_else(RequestIdentity::default, |known| RequestIdentity {
            principal: Some(known.principal),
            caller: known.caller,
            session: None,
        }),
    )
}

/// Who the session is of: for the project that the request is about, or else the one they were in last.
async fn by_session(
    identity: &Identity,
    session: Option<Session>,
    project: Option<ProjectId>,
    present: bool,
) -> Result<RequestIdentity> {
    let Some(session) = session else {
        return Ok(RequestIdentity::default());
    };
    let who = session.get::<WebSession>(WebSession::KEY).await;
    let who = who.map_err(|error| unreadable(&error))?;
    let Some(mut who) = who else {
        return Ok(RequestIdentity::default());
    };
    if project.is_some() {
        who.project = project;
    }
    match identity.resume(&who, present).await {
        Ok(caller) => Ok(RequestIdentity {
            principal: Some(
                caller
                    .as_ref()
                    .map_or_else(|| Principal::from(&who), Principal::from),
            ),
            caller,
            session: Some(who),
        }),
        Err(::identity::Error::SessionEnded) => Ok(RequestIdentity::default()),
        Err(error) => Err(error.into()),
    }
}

fn unreadable(error: &tower_sessions::session::Error) -> Problem {
    tracing::error!(%error, "a session could not be read");
    Problem::new(
        model::ErrorKind::Unavailable,
        "Sessions cannot be read just now. Try again in a moment.",
    )
}
