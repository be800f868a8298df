//! The dashboard: its pages and server functions, and the files that a browser needs for them.

mod cookies;
mod direction;
mod exchange;
mod flash;
mod forms;
mod nul;
mod session;

use app::{ROUTES, Route, paths, shell};
use axum::{
    extract::{RawPathParams, Request, State},
    response::{IntoResponse, Response},
};
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::render_app_async_with_context;
use model::ErrorKind;

use self::exchange::Exchange;
use crate::{AppState, endpoints::Endpoints, problem::Problem};

/// Paths at which machines ask, not people.
const OF_MACHINES: [&str; 5] = ["/image/", "/identity/", "/uploads/", "/api/", "/fn/"];

/// The pages and the server functions.
pub fn endpoints() -> Endpoints {
    // What Leptos renders runs on tokio. Said once in a process; again is no error that matters.
    let _ = any_spawner::Executor::init_tokio();
    let mut endpoints = Endpoints::below("");
    for route in ROUTES {
        let page = move |State(state): State<AppState>, params: RawPathParams, request: Request| {
            let path = params
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            async move { page(&state, Some(route), path, request).await }
        };
        endpoints = endpoints.endpoint(&http::Method::GET, route.path, page);
    }
    for (path, method) in server_fn_paths() {
        endpoints = endpoints.endpoint(&method, path, forms::server_function);
    }
    endpoints.endpoint(
        &http::Method::POST,
        paths::PLAIN_UPLOAD,
        forms::plain_upload,
    )
}

/// Any other path: a file, or the page that says that there is nothing.
pub async fn fallback(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    if OF_MACHINES.iter().any(|prefix| path.starts_with(prefix)) {
        return Problem::new(ErrorKind::NotFound, "There is nothing at this path.").into_response();
    }
    if let Some(file) = crate::site::file(path, request.headers()) {
        return file;
    }
    page(&state, None, Vec::new(), request).await
}

/// Renders a page, whole, before the first byte: only so is the status right.
async fn page(
    state: &AppState,
    route: Option<&'static Route>,
    path: Vec<(String, String)>,
    request: Request,
) -> Response {
    let request = match nul::not_in_query(request) {
        Ok(request) => request,
        Err(problem) => return problem.into_response(),
    };
    let assets = state.site.assets.clone();
    let watched = std::env::var_os("LEPTOS_WATCH").map(|_| state.leptos.clone());
    let document = move || shell(assets.clone(), watched.clone(), route, path.clone());
    let exchange = Exchange::of(state, &request).arrived().await;
    let page = render_app_async_with_context(exchange.provide(), document)(request).await;
    let page = exchange.page(page.into_response()).await;
    direction::straight(page).await
}
