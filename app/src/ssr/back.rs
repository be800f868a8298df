use leptos::server_fn::ServerFn;
use serde::{Deserialize, Serialize};

use super::{Undo, answer};
use crate::{Error, paths};

/// The cookie that carries a refusal from a form to its page. It lives for that one step.
pub const COOKIE: &str = "returned";
/// The cookie that carries a sentence to the page that comes next.
const SAID: &str = "said";
/// Bytes of a text that a cookie has room for.
const ROOM: usize = 500;
/// Letters of a cookie that every browser keeps, with its name and what else is said of it.
const COOKIE_ROOM: usize = 3800;

/// What a form comes back with that was refused: why, and what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    pub error: Option<Error>,
    /// The fields that may be shown again, by name; never a password.
    pub typed: Vec<(String, String)>,
}

impl Returned {
    /// What was typed into `field`.
    pub fn typed(&self, field: &str) -> Option<String> {
        let (_, value) = self.typed.iter().find(|(name, _)| name == field)?;
        Some(value.clone())
    }
}

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
    error.message = shortened(error.message);
    let typed = typed
        .into_iter()
        .filter(|(_, value)| value.len() <= ROOM)
        .collect();
    let returned = Returned {
        error: Some(error),
        typed,
    };
    let door = door.to_owned();
    let parcel = serde_json::to_vec(&Parcel { door, returned }).ok()?;
    Some(hex::encode(parcel))
}

/// What the form of the server function `F` brought back with this request. It is told once: a reload shows an empty
/// form.
pub fn returned<F: ServerFn>() -> Returned {
    returned_by(F::PATH)
}

/// What the form sent to `door` brought back with this request.
pub fn returned_by(door: &str) -> Returned {
    let parcel = answer::cookie(COOKIE).and_then(|value| unpack(&value, door));
    if parcel.is_some() {
        answer::drop_cookie(COOKIE);
    }
    parcel.unwrap_or_default()
}

/// What the page that comes next says of what was done, in the reader's language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Whether not all went well.
    pub partly: bool,
    pub lines: Vec<String>,
    /// What is shown this once, to be copied.
    #[serde(default)]
    pub secret: Option<String>,
    /// What takes it back.
    #[serde(default)]
    pub undo: Option<Undo>,
}

/// Has the page that comes next say `sentence`: what was done.
///
/// Not in the address: that is a place where anybody could write words of theirs.
pub fn say(sentence: String) {
    say_all(Outcome {
        lines: vec![sentence],
        ..Outcome::default()
    });
}

/// Has the page that comes next say `sentence` and show a secret, this once.
///
/// It travels in a cookie that no script reads and that the page drops; nothing of it is kept.
pub fn say_secret(sentence: String, secret: &str) {
    say_all(Outcome {
        lines: vec![sentence],
        secret: Some(secret.to_owned()),
        ..Outcome::default()
    });
}

/// Has the page that comes next say `sentence`, and offer to take it back.
pub fn say_undo(sentence: String, undo: Undo) {
    say_all(Outcome {
        lines: vec![sentence],
        undo: Some(undo),
        ..Outcome::default()
    });
}

/// Has the page that comes next say several things; what a cookie has no room for is left out.
pub fn say_all(mut outcome: Outcome) {
    let mut room = 3 * ROOM;
    outcome.lines = outcome.lines.into_iter().map(shortened).collect();
    outcome.lines.retain(|line| {
        let fits = line.len() <= room;
        room = room.saturating_sub(line.len());
        fits
    });
    let mut parcel = parcel_of(&outcome);
    if parcel.len() > COOKIE_ROOM {
        outcome.undo = None;
        parcel = parcel_of(&outcome);
    }
    answer::set_cookie(SAID, &parcel, answer::STEP_SECONDS);
}

fn parcel_of(outcome: &Outcome) -> String {
    // Texts and numbers: nothing that JSON cannot say.
    hex::encode(serde_json::to_vec(outcome).unwrap_or_default())
}

/// What there is to say on this page. It is said once.
pub fn said() -> Option<Outcome> {
    let parcel = answer::cookie(SAID)?;
    answer::drop_cookie(SAID);
    serde_json::from_slice(&hex::decode(parcel).ok()?).ok()
}

fn shortened(mut text: String) -> String {
    let whole = text.floor_char_boundary(ROOM);
    text.truncate(whole);
    text
}

fn unpack(value: &str, door: &str) -> Option<Returned> {
    let bytes = hex::decode(value).ok()?;
    let parcel: Parcel = serde_json::from_slice(&bytes).ok()?;
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
