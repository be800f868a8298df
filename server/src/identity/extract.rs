use std::sync::Arc;

use ::identity::Principal;
use axum::extract::{FromRef, FromRequestParts, OriginalUri, Path, Query};
use bytes::Bytes;
use http::request::Parts;
use model::{ErrorKind, Invalid};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{AppState, Config, problem::Problem};

/// The caller, also without a project. An unauthenticated request is 401.
#[derive(Clone, Debug)]
pub struct RequirePrincipal(pub Principal);

impl<S: Sync> FromRequestParts<S> for RequirePrincipal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let principal = parts.extensions.get::<Principal>().cloned();
        principal
            .map(Self)
            .ok_or_else(|| Problem::not_authenticated(&parts.extensions))
    }
}

/// The ids in the path. What is not an id names nothing.
#[derive(Clone, Debug)]
pub struct PathIds<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathIds<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(ids)| Self(ids)).map_err(|_| {
            Problem::new(
                ErrorKind::NotFound,
                format_args!("there is nothing at {}", parts.uri.path()),
            )
        })
    }
}

/// The query of the address. What we do not know is passed over, as Keystone does.
#[derive(Clone, Debug)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// The value of a parameter, unless it is empty.
    pub fn text(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|(have, _)| have == name);
        found
            .map(|(_, value)| value.clone())
            .filter(|value| !value.is_empty())
    }

    /// Whether a parameter is there, and not `0` or `false`. One without a value counts as said.
    pub fn flag(&self, name: &str) -> Option<bool> {
        let (_, value) = self.0.iter().find(|(have, _)| have == name)?;
        Some(!["0", "false", "no", "off"].contains(&value.to_lowercase().as_str()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let wrong = || Invalid::new("the query", "is not readable text").into();
        let Query(pairs) = query.map_err(|_| wrong())?;
        if pairs.iter().any(|(_, value)| value.contains('\0')) {
            return Err(wrong());
        }
        Ok(Self(pairs))
    }
}

/// Where the request went: what links are made of.
#[derive(Clone, Debug)]
pub struct RequestUrl {
    pub base: String,
    path: String,
}

impl FromRequestParts<AppState> for RequestUrl {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let base = Arc::<Config>::from_ref(state).base_url(&parts.headers);
        let OriginalUri(uri) = OriginalUri::from_request_parts(parts, state).await?;
        Ok(Self {
            path: format!("{base}{uri}"),
            base,
        })
    }
}

impl RequestUrl {
    /// The address of something below the Identity API.
    pub fn link(&self, path: std::fmt::Arguments<'_>) -> Value {
        json!({ "self": format!("{}/identity/v3/{path}", self.base) })
    }

    /// A list as Keystone writes one, always whole.
    pub fn list(&self, name: &str, items: Vec<Value>) -> Value {
        let links = json!({ "next": null, "self": self.path, "previous": null });
        let mut body = json!({ "links": links });
        body[name] = Value::Array(items);
        body
    }
}

/// The part of a body that has that name, as everything in the Identity API is wrapped.
pub fn part<T: DeserializeOwned>(body: &Bytes, name: &str) -> Result<T, Invalid> {
    let mut body: Value = read(body)?;
    let part = body.get_mut(name).map(Value::take);
    let part = part.ok_or_else(|| Invalid::new(name, "is missing"))?;
    serde_json::from_value(part)
        .map_err(|error| Invalid::new(name, format_args!("is not right: {error}")))
}

/// A body that is JSON, without the one character that not every database can keep.
pub fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Invalid> {
    if body.windows(6).any(|text| text == b"\\u0000") {
        return Err(Invalid::new("the body", "contains a NUL character"));
    }
    serde_json::from_slice(body).map_err(|error| {
        Invalid::new(
            "the body",
            format_args!("is not what this call takes: {error}"),
        )
    })
}
