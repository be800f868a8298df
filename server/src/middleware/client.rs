use std::net::{IpAddr, SocketAddr};

use axum::{
    body::{Body, HttpBody},
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use http_body_util::BodyExt;
use model::ErrorKind;

use super::forwarded::{
    FOR, FORWARDED, ForwardedInfo, HOST, PREFIX, PROTO, forwarded_info, is_host,
};
use crate::{
    AppState, Config, IdentityMode, config::is_loopback_name, limit::KeyPermit, problem::Problem,
};

/// From which address a request comes: the other end's, or what a trusted proxy says of its client.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// Why a request is answered by no route.
#[derive(Clone, Debug)]
struct Malformed(Problem);

/// Finds out from where a request comes, and what its client calls this server.
///
/// Behind this, `Host`, `X-Forwarded-Proto` and `X-Forwarded-Prefix` are what a trusted proxy says, each once and well formed,
/// or what the request itself says (`Host` alone). No other header of a proxy is left.
pub async fn find_client_address(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let trusted = &state.config.trusted_proxies;
    let forwarded_info = match peer {
        Some(peer) if trusted.contains(peer) => forwarded_info(request.headers(), trusted),
        _ => ForwardedInfo::default(),
    };
    let mut malformed = problem_of(&request, &forwarded_info)
        .or_else(|| problem_of_proxy(request.headers(), &state.config));
    let authority = request
        .uri()
        .authority()
        .map(|authority| authority.as_str().to_owned());
    let host = forwarded_info.host.or(authority);
    rewrite(
        request.headers_mut(),
        host,
        forwarded_info.scheme,
        forwarded_info.prefix,
    );
    if malformed.is_none() {
        malformed = problem_of_host(request.headers(), &state.config);
    }
    let mut permit = None;
    if let Some(client) = forwarded_info.client {
        permit = state.connections.request(client);
        if permit.is_none() {
            malformed = Some(too_many(state.connections.most_of_one()));
        }
    }
    if let Some(address) = forwarded_info.client.or(peer) {
        request.extensions_mut().insert(ClientAddress(address));
    }
    if let Some(problem) = malformed {
        request.extensions_mut().insert(Malformed(problem));
    }
    let response = next.run(request).await;
    match permit {
        Some(permit) => holding(permit, response),
        None => response,
    }
}

/// Refuses what `find_client_address` found to be malformed, in the words that its path asks for.
pub async fn refuse_malformed(request: Request, next: Next) -> Response {
    match request.extensions().get::<Malformed>() {
        Some(Malformed(problem)) => problem.clone().into_response(),
        None => next.run(request).await,
    }
}

fn rewrite(
    headers: &mut HeaderMap,
    host: Option<String>,
    scheme: Option<&'static str>,
    prefix: Option<String>,
) {
    for name in [FORWARDED, FOR, PROTO, HOST, PREFIX] {
        headers.remove(name);
    }
    if let Some(host) = host.and_then(|host| HeaderValue::from_str(&host).ok()) {
        headers.insert(header::HOST, host);
    }
    if let Some(scheme) = scheme {
        headers.insert(PROTO, HeaderValue::from_static(scheme));
    }
    if let Some(prefix) = prefix.and_then(|prefix| HeaderValue::from_str(&prefix).ok()) {
        headers.insert(PREFIX, prefix);
    }
}

/// What is wrong with a request as it came.
fn problem_of(request: &Request, forwarded_info: &ForwardedInfo) -> Option<Problem> {
    if request.method() == Method::CONNECT {
        let message = "The method CONNECT is not allowed: this server is no proxy.";
        let problem = Problem::new(ErrorKind::Invalid, message);
        return Some(problem.with_status(StatusCode::METHOD_NOT_ALLOWED).with(
            header::ALLOW,
            HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        ));
    }
    let hosts: Vec<_> = request.headers().get_all(header::HOST).iter().collect();
    let is_needed = request.version() >= Version::HTTP_11;
    let problem = match hosts.as_slice() {
        [] if is_needed => "host is missing; HTTP/1.1 needs it",
        [_, _, ..] => "host is there more than once",
        [host] if !host.to_str().is_ok_and(is_host) => {
            "host is no host name with or without a port"
        }
        _ if request.uri().path_and_query().is_none() => "the request names no path",
        _ if request
            .uri()
            .authority()
            .is_some_and(|authority| !is_host(authority.as_str())) =>
        {
            "the address of the request names no host with or without a port"
        }
        _ if forwarded_info.contradicts => {
            "forwarded contradicts x-forwarded-for, x-forwarded-proto or x-forwarded-host; the proxy has to remove what it does not set"
        }
        _ => return None,
    };
    Some(Problem::new(ErrorKind::Invalid, problem))
}

/// Where everybody is an admin, a page of another site must not reach us under a name of its own (DNS rebinding).
fn problem_of_host(headers: &HeaderMap, config: &Config) -> Option<Problem> {
    if config.identity != IdentityMode::None || is_loopback(headers) {
        return None;
    }
    let message = "With `identity = \"none\"` this server answers to localhost, 127.0.0.1 and [::1] alone. Use one of them in the address.";
    let problem = Problem::new(ErrorKind::Forbidden, message);
    Some(problem.with_status(StatusCode::MISDIRECTED_REQUEST))
}

/// Where everybody is an admin, nobody else's requests may be passed on to us: a proxy on this machine would make them ours.
fn problem_of_proxy(headers: &HeaderMap, config: &Config) -> Option<Problem> {
    let is_of_proxy = |name: &HeaderName| {
        let name = name.as_str();
        ["forwarded", "via", "x-real-ip"].contains(&name) || name.starts_with("x-forwarded-")
    };
    let name = headers.keys().find(|name| is_of_proxy(name))?;
    if config.identity != IdentityMode::None {
        return None;
    }
    let message = format!(
        "With `identity = \"none\"` this server is for programs of its own machine, without a proxy: the request has the header `{name}`."
    );
    let problem = Problem::new(ErrorKind::Forbidden, message);
    Some(problem.with_status(StatusCode::MISDIRECTED_REQUEST))
}

fn is_loopback(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let authority = host.and_then(|host| host.parse::<http::uri::Authority>().ok());
    authority.is_some_and(|authority| is_loopback_name(authority.host()))
}

fn too_many(most: usize) -> Problem {
    Problem::new(
        ErrorKind::Unavailable,
        format_args!(
            "Your address has {most} requests under way here, the most that it may have. Try again in some seconds."
        ),
    )
    .with_status(StatusCode::TOO_MANY_REQUESTS)
    .with(header::RETRY_AFTER, HeaderValue::from_static("5"))
}

/// The same answer, which counts as under way until its last byte is sent.
fn holding(permit: KeyPermit<IpAddr>, response: Response) -> Response {
    if response.body().is_end_stream() {
        return response;
    }
    response.map(|body| {
        Body::new(body.map_err(move |error| {
            let _held = &permit;
            error
        }))
    })
}
