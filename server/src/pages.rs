//! The dashboard: Leptos' pages and server functions, and the files that a browser needs for them.

use std::sync::OnceLock;

use app::{App, shell, ssr};
use axum::{
    Router,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::Method;
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, generate_route_list, render_app_async_with_context,
};
use model::ErrorKind;

use crate::{AppState, Door, problem::Problem};

/// The pages' routes, made once in a process.
///
/// Leptos makes them by running the app with every resource switched off, and the switch is the whole process': a page
/// that is rendered meanwhile would wait for ever (leptos#4773).
static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();

/// The pages and the server functions, and the list of their doors.
pub fn router(state: &AppState) -> (Router<AppState>, Vec<Door>) {
    let routes = ROUTES.get_or_init(|| generate_route_list(App)).clone();
    let mut doors: Vec<Door> = routes
        .iter()
        .map(|route| Door {
            method: "GET",
            path: route.path().to_owned(),
        })
        .collect();
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        doors.push(Door {
            method: if method == Method::GET { "GET" } else { "POST" },
            path: path.to_owned(),
        });
    }
    let page = state.clone();
    let pages = Router::new()
        .leptos_routes_with_context(state, routes, provide(state), move || document(&page))
        .fallback(elsewhere);
    (pages, doors)
}

/// Any other path: a file, or the page that says that there is nothing.
async fn elsewhere(State(state): State<AppState>, request: Request) -> Response {
    let of_machines = ["/image/", "/identity/", "/uploads/", "/api/", "/fn/"];
    if of_machines
        .iter()
        .any(|prefix| request.uri().path().starts_with(prefix))
    {
        return Problem::new(ErrorKind::NotFound, "There is nothing at this path.").into_response();
    }
    if let Some(file) = crate::site::file(request.uri().path(), request.headers()) {
        return file;
    }
    let page = state.clone();
    render_app_async_with_context(provide(&state), move || document(&page))(request)
        .await
        .into_response()
}

fn provide(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let (registry, identity) = (state.registry.clone(), state.identity.clone());
    move || ssr::provide(registry.clone(), identity.clone())
}

fn document(state: &AppState) -> impl leptos::IntoView + use<> {
    let watched = std::env::var_os("LEPTOS_WATCH").map(|_| state.leptos.clone());
    shell(state.site.assets.clone(), watched)
}
