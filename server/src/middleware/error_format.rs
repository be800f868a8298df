use std::sync::Arc;

use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use model::ErrorKind;
use serde_json::json;

use crate::{Config, problem::Problem};

/// How the endpoints behind a layer write errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorFormat {
    /// As Glance: HTML or text where `Accept` names it and not JSON. JSON anywhere else: that is what programs can read, and
    /// openstackclient, whose `Accept` is empty for uploads, shows its user nothing else.
    Glance,
    /// As Keystone: always JSON, below `error`.
    Keystone,
    /// As Glance's JSON, always.
    Plain,
    /// As a page where a browser asks for one, else as JSON.
    Page,
}

impl ErrorFormat {
    /// That of the routes below which `path` is.
    fn of(path: &str) -> Self {
        let below = |prefix: &str| path == prefix || path.starts_with(&format!("{prefix}/"));
        match path {
            _ if below("/image") => Self::Glance,
            _ if below("/identity") => Self::Keystone,
            _ if below("/uploads") || below("/api") => Self::Plain,
            _ => Self::Page,
        }
    }
}

/// Writes the body of an answer that is a problem, for what is refused before any route is looked for.
pub async fn render_errors_by_path(
    State(config): State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Response {
    let format = ErrorFormat::of(request.uri().path());
    render_errors(State((format, config)), request, next).await
}

/// Writes the body of an answer that is a problem.
pub async fn render_errors(
    State((format, config)): State<(ErrorFormat, Arc<Config>)>,
    request: Request,
    next: Next,
) -> Response {
    let accept = request.headers().get(header::ACCEPT).cloned();
    let place = config.identity_url(request.headers());
    let method = request.method().clone();
    let mut response = next.run(request).await;
    if format != ErrorFormat::Page {
        response = worded(&method, response).await;
    }
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let status = if format == ErrorFormat::Glance {
        as_glance(&problem)
    } else {
        response.status()
    };
    let mut spoken = match format {
        ErrorFormat::Keystone => keystone(status, &problem.message),
        ErrorFormat::Plain => json_body(status, &problem.message),
        ErrorFormat::Page if !is_page(accept.as_ref()) => json_body(status, &problem.message),
        ErrorFormat::Glance | ErrorFormat::Page => {
            glance(status, &problem.message, accept.as_ref())
        }
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

/// The most bytes of a refusal that is not in our words.
const FOREIGN_MOST: usize = 16 << 10;

/// Makes a problem of a refusal by axum itself, which is an empty answer (a method that a path does not take) or plain text.
async fn worded(method: &Method, response: Response) -> Response {
    let (status, headers) = (response.status(), response.headers());
    let is_refusal = status.is_client_error() || status.is_server_error();
    let media = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_plain = media.is_none_or(|media| media.starts_with(b"text/plain"));
    let is_ours = response.extensions().get::<Problem>().is_some();
    if !is_refusal || !is_plain || is_ours {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let text = to_bytes(body, FOREIGN_MOST).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let message = match (text.trim(), status) {
        ("", StatusCode::METHOD_NOT_ALLOWED) => format!("The method {method} is not allowed here."),
        ("", status) => format!("{}.", title(status)),
        (text, _) => text.to_owned(),
    };
    parts
        .extensions
        .insert(Problem::new(ErrorKind::Invalid, message).with_status(status));
    Response::from_parts(parts, Body::empty())
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
    } else if accept.contains("text/html") {
        let message = escape(message);
        Html(format!(
            "<html>\n <head>\n  <title>{heading}</title>\n </head>\n <body>\n  <h1>{heading}</h1>\n  {message}\n </body>\n</html>\n"
        ))
        .into_response()
    } else if accept.contains("text/plain") {
        format!("{heading}\n\n{message}\n").into_response()
    } else if accept.contains("*/*") {
        // glanceclient asks so, and fails on Glance's own JSON: it takes each field for an object with a message.
        keystone(status, message)
    } else {
        json_body(status, message)
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
