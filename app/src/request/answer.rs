use std::time::Duration;

use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{
        ACCEPT, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY,
        LOCATION, REFERER, RETRY_AFTER, SET_COOKIE, VARY,
    },
    request::Parts,
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use model::ErrorKind;

use super::SecureCookies;
use crate::{
    forms::flash,
    shared::{Error, Locale, paths},
};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// Tells why a form was refused, in one word: its answer is a redirect all the same.
const REFUSED: HeaderName = HeaderName::from_static("vitrine-refused");

/// A year: preferences are chosen seldom.
const PREFERENCE_LIFE: Duration = Duration::from_secs(365 * 24 * 3600);

/// Sends the browser to `path`, whether a form or a script asked.
pub fn redirect(path: &str) {
    if is_endpoint() {
        return leptos_axum::redirect(path);
    }
    // Leptos redirects a page only for who asks for HTML; any other client would be shown an empty one.
    insert(LOCATION, path);
    if let Some(answer) = use_context::<ResponseOptions>() {
        answer.set_status(StatusCode::FOUND);
    }
}

/// Sends a form back to the page it was on.
pub fn redirect_back() {
    if let (true, Some(referer)) = (is_form(), header(&REFERER)) {
        leptos_axum::redirect(&path_of(&referer));
    }
}

/// Sets a cookie that the browser keeps for a year. It holds a preference, never a secret.
pub(super) fn keep_cookie(name: &str, value: &str) {
    append(SET_COOKIE, &cookies().set(name, value, PREFERENCE_LIFE));
}

/// Gives the answer the status that belongs to `kind`.
pub fn set_status(kind: ErrorKind) {
    if let Some(answer) = use_context::<ResponseOptions>() {
        answer.set_status(status(kind));
    }
}

/// Tells in how many seconds the same may be tried again.
pub(super) fn retry_after(seconds: u64) {
    insert(RETRY_AFTER, &seconds.to_string());
}

/// Makes `error` the answer where a server function is called over HTTP; a page decides its status itself.
pub fn refuse(error: Error) -> Error {
    if !is_endpoint() {
        return error;
    }
    if !send_back(&error) {
        set_status(error.kind);
    }
    error
}

/// What was typed and may be shown again, should the form be refused.
#[derive(Clone)]
struct TypedFields(Vec<(String, String)>);

/// Keeps `fields` for the page, should the form be refused.
pub fn typed(fields: &[(&str, &str)]) {
    let fields = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    keep_typed(fields.collect());
}

/// Keeps `fields` for the page, should the form be refused.
pub fn keep_typed(fields: Vec<(String, String)>) {
    provide_context(TypedFields(fields));
}

/// The language that the browser asks for.
pub(super) fn accepted_locale() -> Option<Locale> {
    Locale::accepted(&header(&ACCEPT_LANGUAGE)?)
}

/// Has the browser let go of what it keeps of somebody who leaves: pages, and notes of unfinished uploads. Its cookies
/// stay, for they hold the language and the theme, and the session's is of no use any more.
pub fn forget_visitor() {
    insert(CLEAR_SITE_DATA, "\"cache\", \"storage\"");
}

/// Sets the headers of a page: its language, and a policy under which only our own scripts run.
pub fn page_headers(locale: Locale, live_reload: Option<u32>) {
    insert(CONTENT_LANGUAGE, locale.tag());
    insert(VARY, "cookie, accept-language");
    insert(CACHE_CONTROL, "private, no-cache");
    let Some(nonce) = use_nonce() else { return };
    let connect = live_reload.map_or_else(String::new, |port| {
        format!("; connect-src 'self' ws://127.0.0.1:{port}")
    });
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'{connect}"
    );
    insert(CONTENT_SECURITY_POLICY, &policy);
}

/// Sends a form that was refused back to its page, which then shows `error`. Not in the address: that is a place
/// where anybody could write words of theirs.
fn send_back(error: &Error) -> bool {
    let (true, Some(referer)) = (is_form(), header(&REFERER)) else {
        return false;
    };
    let endpoint = with_context::<Parts, _>(|parts| parts.uri.path().to_owned());
    let typed = use_context::<TypedFields>().map_or_else(Vec::new, |TypedFields(fields)| fields);
    if let Some(endpoint) = endpoint {
        flash::leave_form(endpoint, error, typed);
    }
    insert(LOCATION, &path_of(&referer));
    insert(REFUSED, word(error.kind));
    true
}

fn is_endpoint() -> bool {
    with_context::<Parts, _>(|parts| parts.uri.path().starts_with(paths::SERVER_FUNCTIONS))
        .unwrap_or_default()
}

/// Whether a browser waits for a page, rather than a script for an answer.
pub fn is_form() -> bool {
    header(&ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}

fn header(name: &HeaderName) -> Option<String> {
    with_context::<Parts, _>(|parts| Some(parts.headers.get(name)?.to_str().ok()?.to_owned()))
        .flatten()
}

/// What the request's cookies say of `name`.
pub(super) fn cookie(name: &str) -> Option<String> {
    with_context::<Parts, _>(|parts| cookies().find(&parts.headers, name)).flatten()
}

fn cookies() -> SecureCookies {
    use_context().unwrap_or(SecureCookies(true))
}

/// The page a form was on, as a path of this site.
fn path_of(referer: &str) -> String {
    let (_, rest) = referer.split_once("://").unwrap_or_default();
    let path = rest.find('/').map_or("/", |slash| &rest[slash..]);
    let path = path.split('#').next().unwrap_or("/");
    paths::same_site(path).map_or_else(|| "/".to_owned(), str::to_owned)
}

fn insert(name: HeaderName, value: &str) {
    if let (Some(answer), Ok(value)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(value),
    ) {
        answer.insert_header(name, value);
    }
}

fn append(name: HeaderName, value: &str) {
    if let (Some(answer), Ok(value)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(value),
    ) {
        answer.append_header(name, value);
    }
}

fn word(kind: ErrorKind) -> &'static str {
    status(kind).canonical_reason().unwrap_or("refused")
}

fn status(kind: ErrorKind) -> StatusCode {
    StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_a_path_of_this_site() {
        let referer = "http://127.0.0.1:3000/login?next=%2Fimages#x";
        assert_eq!(path_of(referer), "/login?next=%2Fimages");
        assert_eq!(path_of("https://vitrine.example"), "/");
        assert_eq!(path_of("https://vitrine.example//evil/x"), "/");
        assert_eq!(path_of("nonsense"), "/");
    }
}
