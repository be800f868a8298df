use axum::{Router, middleware::from_fn, middleware::from_fn_with_state};
use http::Method;
use tower::{Layer, util::MapRequestLayer};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    AppState, Endpoint, IdentityMode, activity, certificates,
    endpoints::Endpoints,
    events, health, identity, image,
    middleware::{
        ErrorFormat, ask_at_functions, assign_request_id, authenticate, cors, find_client_address,
        limit_large_answers, normalize_version, record_visitor, refuse_malformed, render_errors,
        render_errors_by_path, same_origin, security_headers, wait_for_identity,
    },
    pages,
    sessions::{Sessions, keep_cookie},
    uploads,
};

/// Every endpoint on the one port, with what a request passes before it.
///
/// request id → client → headers → malformed → other sites → session → origin → caller → the endpoint's error format → handler.
#[derive(Debug)]
pub struct App {
    pub router: Router,
    pub endpoints: Vec<Endpoint>,
}

impl App {
    pub fn new(state: AppState) -> Self {
        let pages = pages::endpoints();
        let mut endpoints = pages.list;
        let mut router = pages
            .router
            .fallback(pages::fallback)
            .layer(from_fn(ask_at_functions))
            .layer(from_fn(record_visitor))
            .layer(from_fn(wait_for_identity))
            .layer(from_fn_with_state(
                (ErrorFormat::Page, state.config.clone()),
                render_errors,
            ));
        let identity = match state.config.identity {
            IdentityMode::Keystone => identity::identity_redirect(),
            IdentityMode::Local | IdentityMode::None => identity::endpoints(),
        };
        let families = [
            (image::endpoints(), ErrorFormat::Glance),
            (identity, ErrorFormat::Keystone),
            (uploads::endpoints(), ErrorFormat::Plain),
            (activity::endpoints(), ErrorFormat::Plain),
            (certificates::endpoints(), ErrorFormat::Plain),
            (events::endpoints(), ErrorFormat::Plain),
            (health_endpoints(), ErrorFormat::Plain),
        ];
        for (family, format) in families {
            endpoints.extend(family.list);
            let family = family
                .router
                .layer(from_fn_with_state(state.clone(), limit_large_answers))
                .layer(from_fn_with_state(
                    (format, state.config.clone()),
                    render_errors,
                ));
            router = router.merge(family);
        }
        let sessions = Sessions::layer(state.identity.clone(), &state.config);
        let router = router
            .layer(from_fn_with_state(state.clone(), authenticate))
            .layer(from_fn_with_state(state.config.clone(), same_origin))
            .layer(sessions)
            .layer(from_fn_with_state(state.config.clone(), keep_cookie))
            .layer(from_fn(refuse_malformed))
            // What is refused before any endpoint.
            .layer(from_fn_with_state(
                state.config.clone(),
                render_errors_by_path,
            ))
            .layer(from_fn_with_state(state.config.clone(), cors))
            .layer(from_fn_with_state(state.config.clone(), security_headers))
            .layer(from_fn_with_state(state.clone(), find_client_address))
            .layer(CatchPanicLayer::new())
            .layer(from_fn(assign_request_id))
            .with_state(state);
        // Around the whole: a route is chosen by the path that it leaves.
        let router =
            Router::new().fallback_service(MapRequestLayer::new(normalize_version).layer(router));
        Self { router, endpoints }
    }
}

fn health_endpoints() -> Endpoints {
    Endpoints::below("")
        .endpoint(&Method::GET, "/healthz", health::live)
        .endpoint(&Method::GET, "/readyz", health::ready)
}
