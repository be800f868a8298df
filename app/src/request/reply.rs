//! What pages and forms leave for the answer, beside its body. The server makes status and headers of it.

use std::sync::{Arc, Mutex, PoisonError};

use identity::WebSession;
use leptos::{nonce::use_nonce, prelude::*};
use model::ErrorKind;

use super::context::with;
use crate::shared::Locale;

/// What is left for the answer to one request.
#[derive(Clone, Debug, Default)]
pub struct Reply(Arc<Mutex<ReplyParts>>);

/// The parts of a [`Reply`].
#[derive(Debug, Default)]
pub struct ReplyParts {
    /// Where the browser goes on to, as a path of this site.
    pub location: Option<String>,
    /// What is wrong with the page: its status follows from it.
    pub problem: Option<ErrorKind>,
    /// Headers by name; of two with one name the later counts.
    pub headers: Vec<(&'static str, String)>,
    /// Cookies that hold preferences, never secrets.
    pub preferences: Vec<(&'static str, String)>,
    pub session: Option<SessionChange>,
}

/// What becomes of the browser's session.
#[derive(Clone, Debug)]
pub enum SessionChange {
    /// It is this one from now on, under a new id: whoever knew the old one knows nothing.
    Begin(WebSession),
    /// It says this from now on, under the same id: requests that are under way go on.
    Keep(WebSession),
    /// It is forgotten, in the browser and in the database.
    End,
}

impl Reply {
    /// Puts it where pages and forms look for it.
    pub fn provide(self) {
        provide_context(self);
    }

    /// What was left.
    pub fn take(&self) -> ReplyParts {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Sends the browser on to `path`.
pub fn redirect(path: &str) {
    leave(|reply| reply.location = Some(path.to_owned()));
}

/// Sends a form back to the page it was on.
pub fn redirect_back() {
    if let Some(page) = with(|request| request.came_from.clone()) {
        redirect(&page);
    }
}

/// Gives the page the status that belongs to `kind`.
pub fn set_status(kind: ErrorKind) {
    leave(|reply| reply.problem = Some(kind));
}

/// Begins a session of this browser.
pub fn begin_session(session: WebSession) {
    leave(|reply| reply.session = Some(SessionChange::Begin(session)));
}

/// Changes what this browser's session says.
pub fn keep_session(session: WebSession) {
    leave(|reply| reply.session = Some(SessionChange::Keep(session)));
}

/// Ends this browser's session.
pub fn end_session() {
    leave(|reply| reply.session = Some(SessionChange::End));
}

/// Has the browser delete what it keeps of a user who signs out: pages, and notes of unfinished uploads. Its cookies
/// stay, for they hold the language and the theme, and the session's is of no use any more.
pub fn forget_visitor() {
    header("clear-site-data", "\"cache\", \"storage\"");
}

/// Sets the headers of a page: its language, and a policy under which only our own scripts run.
pub fn page_headers(locale: Locale, live_reload: Option<u32>) {
    header("content-language", locale.tag());
    header("vary", "cookie, accept-language");
    header("cache-control", "private, no-cache");
    let Some(nonce) = use_nonce() else { return };
    let connect = live_reload.map_or_else(String::new, |port| {
        format!("; connect-src 'self' ws://127.0.0.1:{port}")
    });
    header(
        "content-security-policy",
        format!(
            "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
             object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'{connect}"
        ),
    );
}

/// Tells in how many seconds the same may be tried again.
pub(super) fn retry_after(seconds: u64) {
    header("retry-after", seconds.to_string());
}

/// Has the browser keep a preference.
pub(super) fn keep_preference(name: &'static str, value: impl Into<String>) {
    leave(|reply| reply.preferences.push((name, value.into())));
}

fn header(name: &'static str, value: impl Into<String>) {
    leave(|reply| reply.headers.push((name, value.into())));
}

fn leave(change: impl FnOnce(&mut ReplyParts)) {
    if let Some(Reply(parts)) = use_context() {
        change(&mut parts.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
