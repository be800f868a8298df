//! The handlers behind forms: each runs a function of `app::forms` within its exchange.

use app::Error;
use axum::{
    body::to_bytes,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{
    StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};
use leptos::{
    prelude::Owner,
    reactive::computed::ScopedFuture,
    server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER, ServerFnErrorErr},
};
use leptos_axum::handle_server_fns_with_context;

use super::{exchange::Exchange, nul};
use crate::{AppState, extract::Reauthentication, uploads::bytes_of};

/// Calls the server function at the request's path.
pub async fn server_function(State(state): State<AppState>, request: Request) -> Response {
    let request = match nul::not_in_form(request, &state).await {
        Ok(request) => request,
        Err(problem) => return problem.into_response(),
    };
    let exchange = Exchange::of(&state, &request);
    let answer = handle_server_fns_with_context(exchange.provide(), request).await;
    let outcome = outcome(answer.into_response()).await;
    exchange.form(outcome).await
}

/// What a server function came to: Leptos writes its error into the body, and says so in a header.
async fn outcome(answer: Response) -> Result<Response, Error> {
    if !answer.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return Ok(answer);
    }
    // It is in memory already: one error.
    match to_bytes(answer.into_body(), usize::MAX).await {
        Ok(error) => Err(Error::de(error)),
        Err(error) => Err(Error::from_server_fn_error(ServerFnErrorErr::Response(
            error.to_string(),
        ))),
    }
}

/// Takes a file that comes with a form.
pub async fn plain_upload(
    State(state): State<AppState>,
    Reauthentication(reauthenticator): Reauthentication,
    request: Request,
) -> Response {
    let exchange = Exchange::of(&state, &request);
    let provide = exchange.provide();
    let (parts, body) = request.into_parts();
    let taking = Owner::new().with(|| {
        ScopedFuture::new(async move {
            provide();
            let media = parts.headers.get(CONTENT_TYPE);
            let media = media.and_then(|value| value.to_str().ok());
            app::plain_upload(media, reauthenticator, bytes_of(body)).await
        })
    });
    let outcome = taking.await.map(|()| Response::default());
    let mut answer = exchange.form(outcome).await;
    if answer.headers().contains_key(LOCATION) {
        *answer.status_mut() = StatusCode::SEE_OTHER;
    }
    answer
}
