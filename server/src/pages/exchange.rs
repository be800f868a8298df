//! One request of the dashboard: what pages and forms are told about it, and the answer made of what they leave.

use std::time::Duration;

use app::{Error, Preferences, Reply, ReplyParts, RequestContext, paths};
use axum::{body::Body, extract::Request, response::Response};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, LOCATION, REFERER},
};
use leptos::server_fn::{
    error::{FromServerFnError, SERVER_FN_ERROR_HEADER},
    redirect::REDIRECT_HEADER,
};
use model::ErrorKind;
use tower_sessions::Session;

use super::{cookies::SecureCookies, flash::Flash, session};
use crate::{AppState, extract::reauthenticator, middleware::RequestId};

/// Tells why a form was refused, in one word: its answer is a redirect all the same.
const REFUSED: HeaderName = HeaderName::from_static("vitrine-refused");

/// A year: preferences are chosen seldom.
const PREFERENCE_LIFE: Duration = Duration::from_secs(365 * 24 * 3600);

/// The request on its way to a page or a form, and back.
pub struct Exchange {
    context: RequestContext,
    reply: Reply,
    flash: Flash,
    cookies: SecureCookies,
    session: Option<Session>,
    /// The path without its query.
    path: String,
}

impl Exchange {
    /// Of `request`, which passed the middleware.
    pub fn of(state: &AppState, request: &Request) -> Self {
        let (headers, found, uri) = (request.headers(), request.extensions(), request.uri());
        let cookies = SecureCookies(state.config.is_secure());
        let preferences = Preferences::read(
            |name| cookies.find(headers, name),
            text(headers, &ACCEPT_LANGUAGE),
        );
        let is_form = text(headers, &ACCEPT).is_some_and(|accept| accept.contains("text/html"));
        let referer = text(headers, &REFERER).filter(|_| is_form);
        let address = uri.path_and_query().map(ToString::to_string);
        let context = RequestContext {
            id: found
                .get()
                .map_or_else(String::new, |RequestId(id)| id.clone()),
            registry: state.registry.clone(),
            identity: state.identity.clone(),
            caller: found.get().cloned(),
            reauthenticator: reauthenticator(found, &state.identity),
            principal: found.get().cloned(),
            session: found.get().cloned(),
            visitor: found.get().cloned().unwrap_or_default(),
            preferences,
            address: address.unwrap_or_else(|| uri.path().to_owned()),
            public_url: state.config.base_url(headers),
            is_form,
            came_from: referer.map(path_of),
        };
        Self {
            context,
            reply: Reply::default(),
            flash: Flash::of(state, request),
            cookies,
            session: found.get().cloned(),
            path: uri.path().to_owned(),
        }
    }

    /// The same with what was kept for this page.
    pub async fn arrived(self) -> Self {
        Self {
            flash: self.flash.arrived().await,
            ..self
        }
    }

    /// Puts into the context of a page or a form what they look for there.
    pub fn provide(&self) -> impl Fn() + Clone + Send + Sync + use<> {
        let (context, reply) = (self.context.clone(), self.reply.clone());
        let flash = self.flash.slots();
        move || {
            context.clone().provide();
            reply.clone().provide();
            flash.clone().provide();
        }
    }

    /// The answer with a page that was made.
    pub async fn page(self, mut page: Response) -> Response {
        let parts = self.reply.take();
        if let Some(problem) = parts.problem {
            *page.status_mut() = status(problem);
        }
        if let Some(location) = &parts.location {
            *page.status_mut() = StatusCode::FOUND;
            insert(&mut page, &LOCATION, location);
        }
        self.add(&mut page, &parts);
        self.flash.shown(page).await
    }

    /// The answer to a form: the page that comes next, or its own page with what is wrong; and to a script.
    pub async fn form(self, outcome: Result<Response, Error>) -> Response {
        let mut parts = self.reply.take();
        let answer = match (outcome, parts.session.take()) {
            (Err(error), _) => self.refused(&error, &parts),
            (Ok(answer), None) => self.accepted(answer, &parts),
            (Ok(answer), Some(change)) => {
                match session::change(self.session.as_ref(), change).await {
                    Ok(()) => self.accepted(answer, &parts),
                    Err((kind, sentence)) => {
                        let error = Error {
                            request_id: Some(self.context.id.clone()),
                            ..Error::new(kind, sentence)
                        };
                        self.refused(&error, &ReplyParts::default())
                    }
                }
            }
        };
        self.flash.leave(answer).await
    }

    fn accepted(&self, mut answer: Response, parts: &ReplyParts) -> Response {
        if let Some(location) = &parts.location {
            insert(&mut answer, &LOCATION, location);
            if self.context.is_form {
                *answer.status_mut() = StatusCode::FOUND;
            } else {
                // A script reads the answer, and goes on by itself.
                insert(&mut answer, &HeaderName::from_static(REDIRECT_HEADER), "");
            }
        }
        self.add(&mut answer, parts);
        answer
    }

    /// Sends a form back to the page it was on, which then shows `error`; a script reads it. Not in the address: that is
    /// a place where anybody could write words of theirs.
    fn refused(&self, error: &Error, parts: &ReplyParts) -> Response {
        let mut answer = Response::new(Body::from(error.ser()));
        insert(&mut answer, &CONTENT_TYPE, "application/json");
        let function = HeaderName::from_static(SERVER_FN_ERROR_HEADER);
        insert(&mut answer, &function, &self.path);
        let status = status(error.kind);
        if let Some(page) = &self.context.came_from {
            self.flash.slots().refuse(&self.path, error);
            *answer.status_mut() = StatusCode::FOUND;
            insert(&mut answer, &LOCATION, page);
            let word = status.canonical_reason().unwrap_or("refused");
            insert(&mut answer, &REFUSED, word);
        } else {
            *answer.status_mut() = status;
        }
        self.add(&mut answer, parts);
        answer
    }

    fn add(&self, answer: &mut Response, parts: &ReplyParts) {
        for (name, value) in &parts.headers {
            insert(answer, &HeaderName::from_static(name), value);
        }
        for (name, value) in &parts.preferences {
            self.cookies.set(answer, name, value, PREFERENCE_LIFE);
        }
    }
}

/// The page a form was on, as a path of this site.
fn path_of(referer: &str) -> String {
    let (_, rest) = referer.split_once("://").unwrap_or_default();
    let path = rest.find('/').map_or("/", |slash| &rest[slash..]);
    let path = path.split('#').next().unwrap_or("/");
    paths::same_site(path).map_or_else(|| "/".to_owned(), str::to_owned)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn insert(answer: &mut Response, name: &HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

fn status(kind: ErrorKind) -> StatusCode {
    StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn the_way_back_is_a_path_of_this_site() {
        let referer = "http://127.0.0.1:3000/login?next=%2Fimages#x";
        assert_eq!(path_of(referer), "/login?next=%2Fimages");
        assert_eq!(path_of("https://vitrine.example"), "/");
        assert_eq!(path_of("https://vitrine.example//evil/x"), "/");
        assert_eq!(path_of("invalid"), "/");
    }
}
