use leptos::server_fn::error::ServerFnUrlError;

use crate::{Error, paths};

/// The page a form was on, as a path of this site without the error of an earlier attempt.
pub fn path_of(referer: &str) -> String {
    let (_, rest) = referer.split_once("://").unwrap_or_default();
    let path = rest.find('/').map_or("/", |slash| &rest[slash..]);
    let path = path.split('#').next().unwrap_or("/");
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let ours = |pair: &&str| {
        !pair.is_empty() && !pair.starts_with("__path=") && !pair.starts_with("__err=")
    };
    let query: Vec<&str> = query.split('&').filter(ours).collect();
    let page = if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    };
    paths::same_site(&page).map_or_else(|| "/".to_owned(), str::to_owned)
}

/// `page`, where the form of the server function at `door` then shows `error`.
pub fn with_error(page: &str, door: &str, error: &Error) -> String {
    // Leptos reads its own spelling of errors; a base is needed only to have it written.
    let spelled = ServerFnUrlError::new(door, error.clone()).to_url("http://localhost/");
    match spelled.ok().as_ref().and_then(|url| url.query()) {
        Some(query) => format!(
            "{page}{}{query}",
            if page.contains('?') { '&' } else { '?' }
        ),
        None => page.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use model::ErrorKind;

    use super::*;

    #[test]
    fn the_way_back_is_a_path_without_old_errors() {
        let referer =
            "http://127.0.0.1:3000/login?next=%2Fimages&__path=%2Ffn%2Fsign_in&__err=e30=#x";
        assert_eq!(path_of(referer), "/login?next=%2Fimages");
        assert_eq!(path_of("https://vitrine.example"), "/");
        assert_eq!(path_of("https://vitrine.example//evil/x"), "/");
        assert_eq!(path_of("nonsense"), "/");
    }

    #[test]
    fn an_error_is_one_more_part_of_the_query() {
        let error = Error::new(ErrorKind::Invalid, "no");
        let address = with_error("/login?next=%2F", "/fn/sign_in", &error);
        let (page, spelled) = address
            .split_once("&__path=%2Ffn%2Fsign_in&__err=")
            .expect("the error");
        assert_eq!(page, "/login?next=%2F");
        let error = ServerFnUrlError::<Error>::decode_err(spelled);
        assert_eq!(error.message, "no");
    }
}
