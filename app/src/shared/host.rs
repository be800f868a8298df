//! What only the server can do, reached from code that both halves compile. In the browser each of these does nothing.

use leptos::prelude::*;

use crate::shared::{Error, Locale};

/// The server's side of this module, in the context of every request.
#[derive(Clone, Copy)]
pub struct Host {
    pub refuse: fn(Error) -> Error,
    pub locale: fn() -> Locale,
}

/// Makes `error` the answer of the server function that is running, if one is.
pub fn refuse(error: Error) -> Error {
    match use_context::<Host>() {
        Some(host) => (host.refuse)(error),
        None => error,
    }
}

/// The language that the request's cookies and headers ask for.
pub fn locale() -> Option<Locale> {
    use_context::<Host>().map(|host| (host.locale)())
}
