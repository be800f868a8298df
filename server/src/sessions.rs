//! Browser sessions: the cookie's id leads to the row of a sign-in, where only its digest is kept.

use std::{fmt::Display, sync::Arc};

use ::identity::{Identity, WebSession};
use async_trait::async_trait;
use axum::{extract::State, middleware::Next};
use http::{HeaderValue, Request, Response, header::SET_COOKIE};
use model::{OffsetDateTime, now};
use time::Duration;
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store::{Error, Result},
};

use crate::Config;

/// Where browsers may end their session, and the only place that makes them forget its cookie.
const SIGN_OUT: &str = "/fn/sign_out";

/// The sessions in the identity's database.
#[derive(Clone, Debug)]
pub struct Sessions {
    identity: Identity,
    /// How long a browser keeps the cookie: the longest that any session may last.
    life: Duration,
}

impl Sessions {
    /// The layer that finds a request's session by its cookie. Nothing is written before somebody signs in.
    pub fn layer(identity: Identity, config: &Config) -> SessionManagerLayer<Self> {
        let life = Duration::seconds(config.session_life.cast_signed());
        SessionManagerLayer::new(Self { identity, life })
            .with_name(cookie_name(config))
            .with_secure(config.is_secure())
            .with_same_site(SameSite::Lax)
            .with_http_only(true)
            .with_path("/")
            .with_expiry(Expiry::OnInactivity(life))
    }

    async fn keep(&self, record: &Record) -> Result<()> {
        // A session belongs to a sign-in: nothing is kept for visitors, so they cannot fill the table.
        let who = record.data.get(WebSession::KEY).cloned();
        let who = who
            .ok_or_else(|| Error::Encode("nobody is signed in with this session".into()))
            .and_then(|who| serde_json::from_value::<WebSession>(who).map_err(encode))?;
        let sign_in = who
            .sign_in
            .ok_or_else(|| Error::Encode("the session has no sign-in".into()))?;
        let data = serde_json::to_string(&record.data).map_err(encode)?;
        let id = record.id.to_string();
        if !self
            .identity
            .save_session(&id, sign_in, &data)
            .await
            .map_err(backend)?
        {
            tracing::debug!("a session was not kept: its sign-in has ended meanwhile");
        }
        Ok(())
    }
}

/// The name of the session's cookie. Browsers refuse the prefix `__Host-` without TLS.
fn cookie_name(config: &Config) -> &'static str {
    if config.is_secure() {
        "__Host-vitrine"
    } else {
        "vitrine"
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.keep(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.keep(record).await
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let data = self.identity.load_session(&id.to_string()).await;
        let Some(data) = data.map_err(backend)? else {
            return Ok(None);
        };
        let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date: OffsetDateTime = now() + self.life;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.identity
            .forget_session(&id.to_string())
            .await
            .map_err(backend)
    }
}

fn encode(error: impl Display) -> Error {
    Error::Encode(error.to_string())
}

fn backend(error: impl Display) -> Error {
    Error::Backend(error.to_string())
}

/// Lets only a sign-out remove the session's cookie.
///
/// The session layer removes the cookie of every session that it does not know. An answer to a request that left before
/// a new sign-in would then remove the cookie of that new sign-in.
pub async fn keep_cookie(
    State(config): State<Arc<Config>>,
    request: Request<axum::body::Body>,
    next: Next,
) -> Response<axum::body::Body> {
    let signs_out = request.uri().path() == SIGN_OUT;
    let mut response = next.run(request).await;
    if signs_out || !response.headers().contains_key(SET_COOKIE) {
        return response;
    }
    let removal = format!("{}=;", cookie_name(&config));
    let kept: Vec<HeaderValue> = response
        .headers()
        .get_all(SET_COOKIE)
        .iter()
        .filter(|cookie| !cookie.as_bytes().starts_with(removal.as_bytes()))
        .cloned()
        .collect();
    response.headers_mut().remove(SET_COOKIE);
    for cookie in kept {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
