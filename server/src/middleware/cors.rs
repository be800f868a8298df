use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::origin::is_ours;
use crate::Config;

/// The endpoints that pages of other sites may be allowed to ask: those where a token says who somebody is.
const ENDPOINTS: [&str; 3] = ["/image", "/identity", "/uploads"];

/// What such a page may send.
const METHODS: HeaderValue =
    HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
const SENT: HeaderValue = HeaderValue::from_static(
    "accept, authorization, content-md5, content-type, content-range, range, if-match, if-none-match, tus-resumable, \
     upload-checksum, upload-concat, upload-defer-length, upload-length, upload-metadata, upload-offset, x-auth-token, \
     x-service-token, x-subject-token, x-image-meta-store, x-openstack-image-size, x-openstack-request-id, x-requested-with",
);

/// What it may read of an answer, beside what every page may.
const READ: HeaderValue = HeaderValue::from_static(
    "accept-ranges, content-disposition, content-md5, content-range, etag, location, openstack-image-import-methods, \
     openstack-image-store-ids, retry-after, tus-checksum-algorithm, tus-extension, tus-max-size, tus-resumable, tus-version, \
     upload-expires, upload-length, upload-metadata, upload-offset, vitrine-image-id, vitrine-reason, www-authenticate, \
     x-openstack-request-id, x-subject-token",
);

/// A request from a page that the operator named, without any cookie: it may change things, with a token.
#[derive(Clone, Copy, Debug)]
pub struct CorsAllowed;

/// Lets pages of other sites ask the API endpoints, where the operator named the site. Never with a cookie: what a
/// browser sends along is taken off, and it is not allowed to send any.
pub async fn cors(State(config): State<Arc<Config>>, mut request: Request, next: Next) -> Response {
    let origins = &config.cors_origins;
    if origins.is_empty()
        || !is_for_machines(request.uri().path())
        || is_ours(request.headers(), &config)
    {
        return next.run(request).await;
    }
    let Some(origin) = origins.allows(request.headers()).cloned() else {
        let mut response = next.run(request).await;
        vary(response.headers_mut());
        return response;
    };
    let asks_first = request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if asks_first {
        let allowed = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, SENT),
            (
                header::ACCESS_CONTROL_MAX_AGE,
                HeaderValue::from_static("600"),
            ),
        ];
        (StatusCode::NO_CONTENT, allowed).into_response()
    } else {
        request.headers_mut().remove(header::COOKIE);
        request.extensions_mut().insert(CorsAllowed);
        let mut response = next.run(request).await;
        response
            .headers_mut()
            .insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, READ);
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    vary(headers);
    response
}

fn is_for_machines(path: &str) -> bool {
    ENDPOINTS.iter().any(|endpoint| {
        path.strip_prefix(endpoint)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Another site would get another answer.
fn vary(headers: &mut HeaderMap) {
    headers.append(header::VARY, HeaderValue::from_static("origin"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_what_serves_them_are_not_for_other_sites() {
        for path in ["/image/v2/images", "/identity", "/uploads/x"] {
            assert!(is_for_machines(path), "{path}");
        }
        for path in [
            "/",
            "/images",
            "/fn/sign_in",
            "/imagery",
            "/login",
            "/api/v1",
        ] {
            assert!(!is_for_machines(path), "{path}");
        }
    }
}
