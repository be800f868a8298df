use axum::{Router, middleware::from_fn, middleware::from_fn_with_state};
use http::Method;
use tower::{Layer, util::MapRequestLayer};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    AppState, Door, IdentityMode, activity,
    doors::Doors,
    events, health, identity, image,
    middleware::{
        Dialect, ask_at_functions, find_caller, find_client, harden, meet_visitor, name_request,
        one_version, other_sites, refuse_malformed, same_origin, speak, speak_by_path,
        wait_for_identity,
    },
    pages,
    sessions::{Sessions, keep_cookie},
    uploads,
};

/// Every door on the one port, with what a request passes before it.
///
/// request id → client → headers → malformed → other sites → session → origin → caller → the door's dialect → handler.
#[derive(Debug)]
pub struct House {
    pub router: Router,
    pub doors: Vec<Door>,
}

impl House {
    pub fn new(state: AppState) -> Self {
        let pages = pages::doors(&state);
        let mut doors = pages.list;
        let mut router = pages
            .router
            .fallback(pages::elsewhere)
            .layer(from_fn(ask_at_functions))
            .layer(from_fn(meet_visitor))
            .layer(from_fn(wait_for_identity))
            .layer(from_fn_with_state(
                (Dialect::Page, state.config.clone()),
                speak,
            ));
        let identity = match state.config.identity {
            IdentityMode::Keystone => identity::signpost(),
            IdentityMode::Local | IdentityMode::None => identity::doors(),
        };
        let families = [
            (image::doors(), Dialect::Glance),
            (identity, Dialect::Keystone),
            (uploads::doors(), Dialect::Plain),
            (activity::doors(), Dialect::Plain),
            (events::doors(), Dialect::Plain),
            (health_doors(), Dialect::Plain),
        ];
        for (family, dialect) in families {
            doors.extend(family.list);
            router = router.merge(
                family
                    .router
                    .layer(from_fn_with_state((dialect, state.config.clone()), speak)),
            );
        }
        let sessions = Sessions::layer(state.identity.clone(), &state.config);
        let router = router
            .layer(from_fn_with_state(state.clone(), find_caller))
            .layer(from_fn_with_state(state.config.clone(), same_origin))
            .layer(sessions)
            .layer(from_fn_with_state(state.config.clone(), keep_cookie))
            .layer(from_fn(refuse_malformed))
            // What is refused before any door.
            .layer(from_fn_with_state(state.config.clone(), speak_by_path))
            .layer(from_fn_with_state(state.config.clone(), other_sites))
            .layer(from_fn_with_state(state.config.clone(), harden))
            .layer(from_fn_with_state(state.clone(), find_client))
            .layer(CatchPanicLayer::new())
            .layer(from_fn(name_request))
            .with_state(state);
        // Around the whole: a route is chosen by the path that it leaves.
        let router =
            Router::new().fallback_service(MapRequestLayer::new(one_version).layer(router));
        Self { router, doors }
    }
}

fn health_doors() -> Doors {
    Doors::below("")
        .door(&Method::GET, "/healthz", health::live)
        .door(&Method::GET, "/readyz", health::ready)
}
