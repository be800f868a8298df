//! Warns before a session ends, and lets people stay.
//!
//! How long it goes on, the page says in `data-left`. Other tabs may have asked for something since, so the server is
//! asked again before anybody is warned.

use std::cell::RefCell;

use gloo_net::http::{Request, Response};
use gloo_timers::callback::Timeout;
use js_sys::Date;
use leptos::{ev, prelude::*, server_fn::ServerFn, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, HtmlElement};

use super::{
    dom::{closest, find, pressed},
    live,
    show::when_page_arrives,
};
use crate::{
    api::{Remaining, SessionLeft, StaySignedIn},
    shared::{
        Locale,
        session_end::{ENDED, ENDING, LAST},
    },
};

const PLACE: &str = "[data-session]";

/// By this name the tabs of this browser tell each other that somebody signed in or out.
const CHANNEL: &str = "vitrine-session";

/// What this tab tells the others, and hears from them.
struct Others {
    channel: BroadcastChannel,
    _hear: Closure<dyn FnMut()>,
}

thread_local! {
    static NEXT_LOOK: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    static OTHERS: RefCell<Option<Others>> = const { RefCell::new(None) };
    /// Who was signed in on the page before.
    static USER: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Watches from now on.
pub fn install() {
    when_page_arrives(|| {
        plan();
        tell_others();
    });
    USER.set(user());
    OTHERS.set(others());
    window_event_listener(ev::click, |event| {
        if closest(pressed(&event).as_ref(), "[data-stay]").is_some() {
            spawn_local(async { hear(Request::post(StaySignedIn::PATH).send().await).await });
        }
    });
    // Whoever comes back may have signed in in another tab.
    window_event_listener(ev::focus, |_| {
        if find("[data-session]:not([hidden])").is_some() {
            ask();
        }
    });
    plan();
}

fn others() -> Option<Others> {
    let channel = BroadcastChannel::new(CHANNEL).ok()?;
    let hear = Closure::new(|| {
        if said("data-left").is_some() {
            ask();
        }
    });
    channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    Some(Others {
        channel,
        _hear: hear,
    })
}

/// Tells the other tabs if this page is somebody else's than the one before.
fn tell_others() {
    let user = user();
    if USER.replace(user.clone()) != user {
        OTHERS.with_borrow(|others| {
            if let Some(others) = others {
                // Tabs that do not hear of it find out by asking.
                let _ = others.channel.post_message(&JsValue::NULL);
            }
        });
    }
}

/// Who is signed in on this page.
fn user() -> Option<String> {
    find("[data-user]")?.get_attribute("data-user")
}

/// Looks again when the page says that the end is near.
fn plan() {
    if let Some(left) = said("data-left") {
        look_in(left);
    }
}

/// Asks once no more is left than people are warned of.
fn look_in(left: u64) {
    ask_after(left.saturating_sub(warning()));
}

fn ask_after(seconds: u64) {
    // The longest that browsers wait is 24 days.
    let pause = i32::try_from(seconds * 1000).unwrap_or(i32::MAX);
    NEXT_LOOK.set(Some(Timeout::new(pause.cast_unsigned(), ask)));
}

/// Asks how long the session goes on, and says what is the case.
pub fn ask() {
    spawn_local(async {
        let asking = Request::get(SessionLeft::PATH).header("vitrine-unasked", "");
        hear(asking.send().await).await;
    });
}

async fn hear(answer: Result<Response, gloo_net::Error>) {
    let Ok(answer) = answer else {
        // Without a network nothing is known; it is asked again.
        return ask_after(60);
    };
    if answer.status() == 401 {
        if find(PLACE).is_some() {
            live::rest();
        }
        return show(Some(ENDED), 0);
    }
    let Ok(Remaining { idle, life }) = answer.json::<Remaining>().await else {
        return ask_after(60);
    };
    // Another tab may have signed in again.
    live::resume();
    let left = idle.min(life);
    if left > warning() {
        show(None, left);
        return look_in(left);
    }
    show(Some(if life <= idle { LAST } else { ENDING }), left);
    ask_after(left + 1);
}

/// Shows what is the case, or nothing.
fn show(case: Option<&str>, left: u64) {
    let Some(place) = find(PLACE) else { return };
    let Ok(cases) = place.query_selector_all("[data-case]") else {
        return;
    };
    for each in (0..cases.length()).filter_map(|at| cases.get(at)) {
        if let Some(each) = each.dyn_ref::<HtmlElement>() {
            each.set_hidden(each.get_attribute("data-case").as_deref() != case);
        }
    }
    if let Some(time) = find("[data-session-end]") {
        let told = case.is_some_and(|case| case != ENDED);
        time.set_text_content(told.then(|| clock(left)).as_deref());
    }
    place.set_hidden(case.is_none());
}

/// The time of day in so many seconds, as this page's readers write it.
#[allow(clippy::cast_precision_loss, reason = "of seconds, none")]
fn clock(seconds: u64) -> String {
    let end = Date::new(&JsValue::from_f64(Date::now() + seconds as f64 * 1000.0));
    end.to_locale_time_string(Locale::here().tag()).into()
}

fn warning() -> u64 {
    said("data-warning").unwrap_or_default()
}

fn said(name: &str) -> Option<u64> {
    find(PLACE)?.get_attribute(name)?.parse().ok()
}
