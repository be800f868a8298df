use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::ErrorKind;
use serde_json::json;

use crate::{Config, problem::Problem};

/// How the doors behind a layer speak of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// As Glance: JSON, HTML or text, as `Accept` asks.
    Glance,
    /// As Keystone: always JSON, below `error`.
    Keystone,
    /// As Glance's JSON, always.
    Plain,
    /// As a page where a browser asks for one, else as JSON.
    Page,
}

/// Writes the body of an answer that is a problem.
pub async fn speak(
    State((dialect, config)): State<(Dialect, Arc<Config>)>,
    request: Request,
    next: Next,
) -> Response {
    let accept = request.headers().get(header::ACCEPT).cloned();
    let place = config.identity_url(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let status = if dialect == Dialect::Glance {
        as_glance(&problem)
    } else {
        response.status()
    };
    let mut spoken = match dialect {
        Dialect::Keystone => keystone(status, &problem.message),
        Dialect::Plain => json_body(status, &problem.message),
        Dialect::Page if !is_page(accept.as_ref()) => json_body(status, &problem.message),
        Dialect::Glance | Dialect::Page => glance(status, &problem.message, accept.as_ref()),
    };
    let mut headers = std::mem::take(response.headers_mut());
    // Those of the empty body.
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::CONTENT_TYPE);
    spoken.headers_mut().extend(headers);
    if problem.kind == ErrorKind::Unauthenticated {
        challenge(spoken.headers_mut(), &place);
    }
    *spoken.status_mut() = status;
    spoken
}

/// Glance says 413 where the store is full; its clients wait for that.
fn as_glance(problem: &Problem) -> StatusCode {
    if problem.kind == ErrorKind::Full {
        StatusCode::PAYLOAD_TOO_LARGE
    } else {
        problem.status()
    }
}

fn is_page(accept: Option<&HeaderValue>) -> bool {
    accept
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn challenge(headers: &mut HeaderMap, place: &str) {
    if let Ok(value) = HeaderValue::from_str(&format!("Keystone uri=\"{place}\"")) {
        headers.insert(header::WWW_AUTHENTICATE, value);
    }
}

fn keystone(status: StatusCode, message: &str) -> Response {
    let error = json!({ "code": status.as_u16(), "message": message, "title": title(status) });
    Json(json!({ "error": error })).into_response()
}

fn json_body(status: StatusCode, message: &str) -> Response {
    let code = format!("{} {}", status.as_u16(), title(status));
    Json(json!({ "message": message, "code": code, "title": title(status) })).into_response()
}

fn glance(status: StatusCode, message: &str, accept: Option<&HeaderValue>) -> Response {
    let accept = accept
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let heading = format!("{} {}", status.as_u16(), title(status));
    if accept.contains("application/json") {
        json_body(status, message)
    } else if accept.contains("text/html") || accept.contains("*/*") {
        let message = escape(message);
        Html(format!(
            "<html>\n <head>\n  <title>{heading}</title>\n </head>\n <body>\n  <h1>{heading}</h1>\n  {message}\n </body>\n</html>\n"
        ))
        .into_response()
    } else {
        format!("{heading}\n\n{message}\n").into_response()
    }
}

fn title(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}

/// Text from a user, inert in HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_user_wrote_stays_text() {
        assert_eq!(
            escape("<img onerror=\"x\">&"),
            "&lt;img onerror=&quot;x&quot;&gt;&amp;"
        );
    }
}
