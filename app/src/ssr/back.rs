use leptos::server_fn::{Decodes, Encodes};
use serde::{Deserialize, Serialize};

use super::answer;
use crate::{Error, paths, returned::Returned, wire::Wire};

/// The cookie that carries a refusal from a form to its page. It lives for that one step.
pub const COOKIE: &str = "returned";
/// Bytes of a text that a cookie has room for.
const ROOM: usize = 500;

/// What a form brings back, and which one it was.
#[derive(Debug, Serialize, Deserialize)]
struct Parcel {
    door: String,
    returned: Returned,
}

/// The page a form was on, as a path of this site.
pub fn path_of(referer: &str) -> String {
    let (_, rest) = referer.split_once("://").unwrap_or_default();
    let path = rest.find('/').map_or("/", |slash| &rest[slash..]);
    let path = path.split('#').next().unwrap_or("/");
    paths::same_site(path).map_or_else(|| "/".to_owned(), str::to_owned)
}

/// The cookie's value with which the page shows that `door` answered `error`, and what was typed.
pub fn pack(door: &str, error: &Error, typed: Vec<(String, String)>) -> Option<String> {
    let mut error = error.clone();
    let whole = error.message.floor_char_boundary(ROOM);
    error.message.truncate(whole);
    let typed = typed
        .into_iter()
        .filter(|(_, value)| value.len() <= ROOM)
        .collect();
    let returned = Returned {
        error: Some(error),
        typed,
    };
    let door = door.to_owned();
    let bytes = <Wire as Encodes<Parcel>>::encode(&Parcel { door, returned }).ok()?;
    Some(hex::encode(bytes))
}

/// What the form of `door` brought back with this request, if anything. The cookie has then done its work.
pub fn returned(door: &str) -> Option<Returned> {
    let returned = unpack(&answer::cookie(COOKIE)?, door)?;
    answer::drop_cookie(COOKIE);
    Some(returned)
}

fn unpack(value: &str, door: &str) -> Option<Returned> {
    let bytes = hex::decode(value).ok()?;
    let parcel = <Wire as Decodes<Parcel>>::decode(bytes.into()).ok()?;
    (parcel.door == door).then_some(parcel.returned)
}

#[cfg(test)]
mod tests {
    use model::ErrorKind;

    use super::*;

    #[test]
    fn the_way_back_is_a_path_of_this_site() {
        let referer = "http://127.0.0.1:3000/login?next=%2Fimages#x";
        assert_eq!(path_of(referer), "/login?next=%2Fimages");
        assert_eq!(path_of("https://vitrine.example"), "/");
        assert_eq!(path_of("https://vitrine.example//evil/x"), "/");
        assert_eq!(path_of("nonsense"), "/");
    }

    #[test]
    fn only_the_form_that_was_refused_hears_of_it() {
        let error = Error::new(ErrorKind::Invalid, "no");
        let typed = vec![("name".to_owned(), "alice".to_owned())];
        let value = pack("/fn/sign_in", &error, typed).expect("a cookie");
        let returned = unpack(&value, "/fn/sign_in").expect("the parcel");
        assert_eq!(returned.typed("name").as_deref(), Some("alice"));
        assert_eq!(returned.error, Some(error));
        assert_eq!(unpack(&value, "/fn/delete_image"), None);
        assert_eq!(unpack("zz", "/fn/sign_in"), None);
    }

    #[test]
    fn a_cookie_keeps_within_what_browsers_take() {
        let error = Error::new(ErrorKind::Invalid, "错".repeat(4000));
        let typed = ["name", "domain"].map(|name| (name.to_owned(), "x".repeat(4000)));
        let value = pack("/fn/sign_in", &error, typed.to_vec()).expect("a cookie");
        assert!(value.len() < 4000, "{}", value.len());
    }
}
