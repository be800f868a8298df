//! Every cookie of ours but the session's own, which the session layer sets: preferences, and the token of what the next
//! page shows. All of them are written here and nowhere else.

use std::time::Duration;

use axum::response::Response;
use http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};

/// Whether browsers reach us by https only: then cookies are bound to it and to this host.
#[derive(Clone, Copy, Debug)]
pub struct SecureCookies(pub bool);

impl SecureCookies {
    /// Has the browser keep a cookie for `life`.
    pub fn set(self, answer: &mut Response, name: &str, value: &str, life: Duration) {
        if let Ok(cookie) = HeaderValue::from_str(&self.written(name, value, life)) {
            answer.headers_mut().append(SET_COOKIE, cookie);
        }
    }

    /// Has the browser forget a cookie.
    pub fn remove(self, answer: &mut Response, name: &str) {
        self.set(answer, name, "", Duration::ZERO);
    }

    /// What a request's cookies say of `name`.
    pub fn find(self, headers: &HeaderMap, name: &str) -> Option<String> {
        let name = self.name(name);
        // HTTP/2 may send each cookie in a header of its own.
        let pairs = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        pairs
            .filter(|(key, value)| *key == name && !value.is_empty())
            .map(|(_, value)| value.to_owned())
            .next()
    }

    /// The value of a `Set-Cookie` header. No script reads the cookie and other sites do not send it along; under https
    /// neither plain http nor a sibling subdomain can read or set it.
    fn written(self, name: &str, value: &str, life: Duration) -> String {
        let secure = if self.0 { "; Secure" } else { "" };
        format!(
            "{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}",
            self.name(name),
            life.as_secs()
        )
    }

    /// Browsers take the prefix only from https, for the whole host and for no subdomain.
    fn name(self, name: &str) -> String {
        let prefix = if self.0 { "__Host-" } else { "" };
        format!("{prefix}{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn under_https_a_cookie_is_bound_to_the_host() {
        assert_eq!(
            SecureCookies(true).written("theme", "dark", Duration::from_secs(60)),
            "__Host-theme=dark; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure"
        );
        assert_eq!(
            SecureCookies(false).written("theme", "", Duration::ZERO),
            "theme=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }

    #[test]
    fn a_cookie_without_the_prefix_is_none_of_ours_under_https() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "a=1; theme=light".parse().expect("a value"));
        headers.append(COOKIE, "__Host-theme=dark".parse().expect("a value"));
        let find = |secure: bool| SecureCookies(secure).find(&headers, "theme");
        assert_eq!(find(true).as_deref(), Some("dark"));
        assert_eq!(find(false).as_deref(), Some("light"));
    }
}
