use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    Extension,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use model::{Caller, ErrorKind};

use super::versions;
use crate::{
    Config, Endpoint,
    problem::{AuthUnavailable, Problem},
};

/// The methods that each path takes, in the words of `Allow`.
#[derive(Clone, Debug)]
pub struct Methods(Arc<BTreeMap<String, BTreeSet<&'static str>>>);

impl Methods {
    /// Those of `endpoints`.
    pub fn of(endpoints: &[Endpoint]) -> Self {
        let mut methods = BTreeMap::<String, BTreeSet<_>>::new();
        for endpoint in endpoints {
            let path = methods.entry(endpoint.path.clone()).or_default();
            path.insert(endpoint.method);
        }
        Self(Arc::new(methods))
    }

    fn allow(&self, path: &str) -> Option<String> {
        let methods = self.0.get(path)?;
        Some(methods.iter().copied().collect::<Vec<_>>().join(", "))
    }

    fn take(&self, path: &str, method: &Method) -> bool {
        let methods = self.0.get(path);
        methods.is_none_or(|methods| methods.contains(method.as_str()))
    }
}

/// Any path that leads nowhere, and discovery asked by another method: below `/v2` it is `404`, anywhere else `300` with
/// the versions, as in Glance.
pub async fn fallback(
    caller: Option<Extension<Caller>>,
    unavailable: Option<Extension<AuthUnavailable>>,
    config: State<Arc<Config>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if !uri.path().starts_with("/image/v2/") {
        return versions::choices(config, headers).await.into_response();
    }
    if let (None, Some(Extension(AuthUnavailable(problem)))) = (&caller, unavailable) {
        return problem.into_response();
    }
    if caller.is_none() {
        return Problem::unauthenticated().into_response();
    }
    Problem::new(ErrorKind::NotFound, "There is nothing at this path.").into_response()
}

/// Answers for a method that a path below `/v2` does not take: `405` with those that it does.
///
/// `HEAD` is one of them, as in Glance, though axum would answer it wherever there is a `GET`.
pub async fn check_method(
    State(methods): State<Methods>,
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    let path = path.as_str();
    if !path.starts_with("/image/v2/") || methods.take(path, request.method()) {
        return next.run(request).await;
    }
    let allow = methods.allow(path).unwrap_or_default();
    let allow = HeaderValue::from_str(&allow).unwrap_or(HeaderValue::from_static(""));
    if request.method() == Method::OPTIONS {
        return (StatusCode::OK, [(header::ALLOW, allow)]).into_response();
    }
    if request.extensions().get::<Caller>().is_none() {
        return Problem::not_authenticated(request.extensions()).into_response();
    }
    let message = format!("The method {} is not allowed here.", request.method());
    Problem::new(ErrorKind::Invalid, message)
        .with_status(StatusCode::METHOD_NOT_ALLOWED)
        .with(header::ALLOW, allow)
        .into_response()
}
