//! What only the server can do, reached from code that both halves compile. In the browser each of these does nothing.

use leptos::prelude::*;
use model::ErrorKind;

use crate::{Error, locale::Locale, preferences::Preferences, returned::Returned};

/// The server's side of this module, in the context of every request.
#[derive(Clone, Copy)]
pub struct Host {
    pub status: fn(ErrorKind),
    pub refuse: fn(Error) -> Error,
    pub preferences: fn() -> Preferences,
    pub page_headers: fn(Locale, Option<u32>),
    pub returned: fn(&str) -> Option<Returned>,
}

/// Gives the page the status that belongs to `kind`.
pub fn status(kind: ErrorKind) {
    if let Some(host) = use_context::<Host>() {
        (host.status)(kind);
    }
}

/// Makes `error` the answer of the server function that is running, if one is.
pub fn refuse(error: Error) -> Error {
    match use_context::<Host>() {
        Some(host) => (host.refuse)(error),
        None => error,
    }
}

/// What the request's cookies and headers ask for.
pub fn preferences() -> Option<Preferences> {
    use_context::<Host>().map(|host| (host.preferences)())
}

/// What the form of the server function at `door` came back with, if this request is its way back.
pub fn returned(door: &str) -> Returned {
    use_context::<Host>()
        .and_then(|host| (host.returned)(door))
        .unwrap_or_default()
}

/// Sets the headers every page carries. `live_reload` is the port that a development page may talk to.
pub fn page_headers(locale: Locale, live_reload: Option<u32>) {
    if let Some(host) = use_context::<Host>() {
        (host.page_headers)(locale, live_reload);
    }
}
