use std::sync::Arc;

use ::identity::{Identity, Principal, Token};
use axum::{
    Extension, Json,
    extract::{RawQuery, State},
    response::IntoResponse,
};
use http::{HeaderMap, HeaderName, StatusCode};
use model::{ErrorKind, Invalid, Origin};
use serde_json::Value;

use super::{catalog::catalog, extract::read, request::AuthRequest, wire};
use crate::{
    Config,
    extract::Buffered,
    problem::{Problem, Result},
};

const SUBJECT: HeaderName = HeaderName::from_static("x-subject-token");

/// Gives out a token: `201`, its text in `X-Subject-Token`. One sentence for every reason why nobody is proved: `401`. Another
/// one for every scope that who is proved cannot have: `401`. Too many failed attempts: `429`; too many sign-ins at once: `503`.
pub async fn issue(
    State(identity): State<Identity>,
    State(config): State<Arc<Config>>,
    RawQuery(query): RawQuery,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    Buffered(body): Buffered,
) -> Result<impl IntoResponse> {
    let request: AuthRequest = read(&body)?;
    let (secret, token) = identity.issue(&request.login(origin)?).await?;
    let body = content(&identity, &config, &headers, query.as_deref(), &token).await?;
    Ok((
        StatusCode::CREATED,
        [(SUBJECT, secret.expose().to_owned())],
        Json(body),
    ))
}

/// Shows what a token is good for, or by `HEAD` only that it is. A token may ask of itself; of another only an admin or a service.
pub async fn show(
    State(identity): State<Identity>,
    State(config): State<Arc<Config>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<impl IntoResponse> {
    let (text, token) = subject(
        &identity,
        &headers,
        has(query.as_deref(), "allow_expired"),
        may_see,
    )
    .await?;
    let body = content(&identity, &config, &headers, query.as_deref(), &token).await?;
    Ok(([(SUBJECT, text)], Json(body)))
}

/// Ends a token, and every one that was made from it: `204`. They are no good from now on. Another's only an admin ends: who may look at everything ends nothing.
pub async fn revoke(State(identity): State<Identity>, headers: HeaderMap) -> Result<StatusCode> {
    let (text, _) = subject(&identity, &headers, false, Principal::is_admin).await?;
    identity.revoke(&text).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn may_see(principal: &Principal) -> bool {
    principal.reads_all() || principal.is_service()
}

/// The token that the request is about: one's own, or another's if `may` says so. An expired one only a service is shown.
async fn subject(
    identity: &Identity,
    headers: &HeaderMap,
    allow_expired: bool,
    may: fn(&Principal) -> bool,
) -> Result<(String, Token)> {
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(ToOwned::to_owned)
    };
    let auth = text("x-auth-token").ok_or_else(Problem::unauthenticated)?;
    let asking = match identity.token(&auth).await {
        Err(::identity::Error::NoToken) => return Err(Problem::unauthenticated()),
        token => token?,
    };
    let subject =
        text("x-subject-token").ok_or_else(|| Invalid::new("x-subject-token", "is missing"))?;
    if subject == auth {
        return Ok((auth, asking));
    }
    let principal = Principal::from(&asking);
    let token = if allow_expired && principal.is_service() {
        identity.token_though_expired(&subject).await?
    } else {
        identity.token(&subject).await?
    };
    if !may(&principal) && token.user != asking.user {
        return Err(Problem::new(
            ErrorKind::Forbidden,
            "You may not ask about another user's token.",
        ));
    }
    Ok((subject, token))
}

async fn content(
    identity: &Identity,
    config: &Config,
    headers: &HeaderMap,
    query: Option<&str>,
    token: &Token,
) -> Result<Value> {
    let catalog =
        (!has(query, "nocatalog")).then(|| catalog(&config.base_url(headers), &config.region));
    let (roles, domain) = (
        identity.roles_of(token).await?,
        identity.project_domain_name(token).await?,
    );
    Ok(wire::token(token, &roles, &domain, catalog))
}

/// Whether a parameter is there, with or without a value, and not `0`.
fn has(query: Option<&str>, name: &str) -> bool {
    let mut pairs = query
        .unwrap_or_default()
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.any(|(have, value)| have == name && value != "0")
}
