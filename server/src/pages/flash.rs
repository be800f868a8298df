//! What a form leaves for the page that comes next, between the database and the browser's cookie.

use ::identity::{FLASH_LIFE, Identity, WebSession};
use app::FlashSlots;
use axum::{extract::Request, response::Response};
use http::{HeaderValue, Method, header};
use model::{Caller, UserId};

use super::cookies::SecureCookies;
use crate::AppState;

/// The cookie with the token.
const COOKIE: &str = "flash";

/// The header of a page that brings itself up to date while nobody does anything.
const UNASKED: &str = "vitrine-unasked";

/// The flash of one request: what was kept for it, or what it leaves.
pub struct Flash {
    identity: Identity,
    cookies: SecureCookies,
    user: Option<UserId>,
    /// The token of what was kept for the page.
    token: Option<String>,
    /// What was kept, should nobody see it now.
    content: Option<String>,
    slots: FlashSlots,
}

impl Flash {
    /// Of a request. Nothing is taken out of the database yet: a form comes with nothing.
    pub fn of(state: &AppState, request: &Request) -> Self {
        let cookies = SecureCookies(state.config.is_secure());
        // A page that brings itself up to date in another tab must not take what this one waits for.
        let asked_for = request.method() == Method::GET && !request.headers().contains_key(UNASKED);
        let token = cookies.find(request.headers(), COOKIE);
        Self {
            identity: state.identity.clone(),
            cookies,
            user: user(request),
            token: token.filter(|_| asked_for),
            content: None,
            slots: FlashSlots::default(),
        }
    }

    /// The same with what was kept for this page.
    pub async fn arrived(mut self) -> Self {
        if let Some(token) = &self.token {
            match self.identity.take_flash(token, self.user.as_ref()).await {
                Ok(content) => self.content = content,
                Err(error) => tracing::warn!(%error, "a page does not say what was done"),
            }
        }
        self.slots = FlashSlots::arrived_with(self.content.as_deref());
        self
    }

    /// For the context of the page or of the server function.
    pub fn slots(&self) -> FlashSlots {
        self.slots.clone()
    }

    /// The page that showed it. One that leads on to another page has shown nothing: it is kept for that one.
    pub async fn shown(self, mut page: Response) -> Response {
        let Some(content) = &self.content else {
            return page;
        };
        if page.status().is_redirection() {
            self.keep(&mut page, self.user.as_ref(), content).await;
            return page;
        }
        self.cookies.remove(&mut page, COOKIE);
        no_store(&mut page);
        page
    }

    /// The answer to a form, with what it leaves.
    pub async fn leave(self, mut answer: Response) -> Response {
        // Neither what was typed nor what was made is anybody's to keep.
        no_store(&mut answer);
        let Some(left) = self.slots.leaving() else {
            return answer;
        };
        let user = self.user.as_ref().filter(|_| !left.for_anybody);
        if user.is_some() || left.for_anybody {
            self.keep(&mut answer, user, &left.content).await;
        }
        answer
    }

    async fn keep(&self, answer: &mut Response, user: Option<&UserId>, content: &str) {
        match self.identity.keep_flash(user, content).await {
            Ok(Some(token)) => {
                self.cookies.set(answer, COOKIE, &token, FLASH_LIFE);
            }
            Ok(None) => tracing::warn!("too many messages wait for their pages; one is left out"),
            // The form itself did what it did.
            Err(error) => tracing::warn!(%error, "the next page does not say what was done"),
        }
    }
}

/// Who asks, whatever they may do.
fn user(request: &Request) -> Option<UserId> {
    let parts = request.extensions();
    let caller = parts.get::<Caller>().map(|caller| caller.user.clone());
    caller.or_else(|| {
        parts
            .get::<WebSession>()
            .map(|session| session.user.clone())
    })
}

fn no_store(answer: &mut Response) {
    let value = HeaderValue::from_static("no-store");
    answer.headers_mut().insert(header::CACHE_CONTROL, value);
}
