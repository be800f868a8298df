//! The dashboard: its pages and server functions, and the files that a browser needs for them.

mod direction;
mod flash;
mod nul;

use std::sync::Arc;

use app::{
    ROUTES, Route,
    forms::{self, FlashSlots},
    request::{self, PublicUrl, SecureCookies},
    shell,
};
use axum::{
    extract::{RawPathParams, Request, State},
    response::{IntoResponse, Response},
};
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::{handle_server_fns_with_context, render_app_async_with_context};
use model::ErrorKind;

use self::flash::Flash;
use crate::{
    AppState, endpoints::Endpoints, extract::Reauthentication, problem::Problem, uploads::bytes_of,
};

/// Paths at which machines ask, not people.
const OF_MACHINES: [&str; 5] = ["/image/", "/identity/", "/uploads/", "/api/", "/fn/"];

/// The pages and the server functions.
pub fn endpoints(state: &AppState) -> Endpoints {
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
        let state = state.clone();
        let function = move |request: Request| {
            let state = state.clone();
            async move {
                let request = match nul::not_in_form(request, &state.config).await {
                    Ok(request) => request,
                    Err(problem) => return problem.into_response(),
                };
                let flash = Flash::of(&state, &request);
                let provide = provide(&state, flash.slots());
                let answer = handle_server_fns_with_context(provide, request).await;
                flash.leave(answer.into_response()).await
            }
        };
        endpoints = endpoints.endpoint(&method, path, function);
    }
    endpoints.endpoint(&http::Method::POST, app::paths::PLAIN_UPLOAD, plain_upload)
}

/// A file that comes with a form.
async fn plain_upload(
    State(state): State<AppState>,
    Reauthentication(reauthenticator): Reauthentication,
    request: Request,
) -> Response {
    let flash = Flash::of(&state, &request);
    let provide = provide(&state, flash.slots());
    let (parts, body) = request.into_parts();
    let answer = forms::plain_upload(provide, parts, reauthenticator, bytes_of(body)).await;
    flash.leave(answer.into_response()).await
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
    let flash = Flash::of(state, &request).arrived().await;
    let provide = provide(state, flash.slots());
    let page = render_app_async_with_context(provide, document)(request).await;
    let page = flash.shown(page.into_response()).await;
    direction::straight(page).await
}

fn provide(state: &AppState, flash: FlashSlots) -> impl Fn() + Clone + Send + Sync + use<> {
    let (registry, identity) = (state.registry.clone(), state.identity.clone());
    let config = state.config.clone();
    let public_url = PublicUrl(Arc::new(move |headers| config.base_url(headers)));
    let cookies = SecureCookies(state.config.is_secure());
    move || {
        request::provide(
            registry.clone(),
            identity.clone(),
            public_url.clone(),
            cookies,
            flash.clone(),
        );
    }
}
