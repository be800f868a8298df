//! Says that the server does not answer, and removes the message once it does. The request for a page that failed is
//! repeated.
//!
//! | `data-case` in `[data-connection]` | says |
//! |---|---|
//! | `offline`, `away` | the browser has no network; the server does not answer |
//! | `offline-going`, `away-going` | the same, and that another page was requested |

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use js_sys::Math;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    dom::find,
    follow::visit,
    show::{Visit, when_page_arrives},
};

const PLACE: &str = "[data-connection]";
/// For so many milliseconds the change feed may be interrupted before anything is said: a restarted server takes less.
const FEED_TIMEOUT: u32 = 5_000;

/// Milliseconds until the first repetition of a request that was not answered; then twice as long each time.
const FIRST_PAUSE: u32 = 1_000;
/// The longest of these waits.
const LONGEST_PAUSE: u32 = 15_000;
/// Each wait is longer by up to so many milliseconds, so that not everybody comes back at one instant.
const SPREAD: f64 = 1_000.0;

/// The page that was requested.
struct Way {
    url: String,
    arrival: Visit,
    /// How often in a row the server did not answer.
    failures: u32,
    /// When it is tried again.
    _again: Timeout,
}

thread_local! {
    static WAY: RefCell<Option<Way>> = const { RefCell::new(None) };
    /// How often the way that is just being tried failed before.
    static FAILURES: Cell<u32> = const { Cell::new(0) };
    static DOUBT: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Watches from now on.
pub fn install() {
    window_event_listener(ev::offline, |_| show());
    window_event_listener(ev::online, |_| {
        clear();
        go();
    });
    when_page_arrives(|| {
        FAILURES.set(0);
        clear();
        // The page that is shown was updated while another one is requested.
        go();
    });
    if !online() {
        show();
    }
}

/// The server did not answer for the page at `url`: says so, and goes there once it does.
pub fn wait_for(url: &str, arrival: Visit) {
    let failures = FAILURES.take().saturating_add(1);
    WAY.set(Some(Way {
        url: url.to_owned(),
        arrival,
        failures,
        _again: Timeout::new(pause(failures, Math::random()), go),
    }));
    show();
}

/// Another page was requested: the one that failed is not requested again.
pub fn forget() {
    FAILURES.set(0);
    WAY.take();
}

/// The change feed is interrupted, or not any more.
pub fn feed_is(interrupted: bool) {
    if !interrupted {
        if DOUBT.take().is_none() && WAY.with_borrow(Option::is_none) {
            clear();
        }
        return;
    }
    DOUBT.with_borrow_mut(|doubt| {
        if doubt.is_none() {
            *doubt = Some(Timeout::new(FEED_TIMEOUT, || {
                DOUBT.take();
                show();
            }));
        }
    });
}

/// `luck` is from 0 to 1.
#[allow(clippy::cast_sign_loss, reason = "it lies between zero and the spread")]
fn pause(failures: u32, luck: f64) -> u32 {
    let doubled = FIRST_PAUSE << failures.saturating_sub(1).min(4);
    doubled.min(LONGEST_PAUSE) + (luck * SPREAD) as u32
}

fn go() {
    if !online() {
        // The event of the network's return tries it again.
        return;
    }
    if let Some(way) = WAY.take() {
        visit(way.url, way.arrival);
        FAILURES.set(way.failures);
    }
}

fn show() {
    let going = WAY.with_borrow(Option::is_some);
    say(Some(match (online(), going) {
        (false, false) => "offline",
        (false, true) => "offline-going",
        (true, false) => "away",
        (true, true) => "away-going",
    }));
}

fn clear() {
    DOUBT.take();
    say(None);
}

fn say(case: Option<&str>) {
    let Some(place) = find(PLACE) else { return };
    let Ok(cases) = place.query_selector_all("[data-case]") else {
        return;
    };
    for each in (0..cases.length()).filter_map(|at| cases.get(at)) {
        if let Some(each) = each.dyn_ref::<HtmlElement>() {
            each.set_hidden(each.get_attribute("data-case").as_deref() != case);
        }
    }
    place.set_hidden(case.is_none());
}

fn online() -> bool {
    window().navigator().on_line()
}

#[cfg(test)]
mod tests {
    use super::pause;

    #[test]
    fn it_is_tried_less_and_less_often_up_to_a_quarter_of_a_minute() {
        let pauses = [1, 2, 3, 4, 5, u32::MAX].map(|failures| pause(failures, 0.0));
        assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
        assert_eq!(pause(1, 0.5), 1_500);
    }
}
