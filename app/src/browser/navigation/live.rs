//! A page that says so brings itself up to date: it hears of what changes by server-sent events, asks for itself again,
//! and shows what is otherwise.
//!
//! | attribute of `main` | says |
//! |---|---|
//! | `data-live` | where to hear of changes, from the page's own making on |
//! | `data-live-only` | the one thing whose changes matter |
//!
//! A page that nobody looks at hears nothing: browsers open few connections to one server, and tabs share them. Where
//! no events come it asks now and then.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use js_sys::{Date, Math, Reflect};
use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{EventSource, MessageEvent};

use super::{
    connection,
    dom::find,
    follow::{can_refresh, refresh},
    session,
    show::when_page_arrives,
};

/// So many milliseconds lie at least between two looks.
const PAUSE: f64 = 2000.0;
/// Over so many milliseconds the looks are spread of all who hear of the same change: else every page of everybody would be
/// made at one instant.
const SPREAD: f64 = 2000.0;
/// After so many it is looked where no events come.
const WITHOUT_EVENTS: u32 = 20_000;

/// The connection on which this page listens.
struct Listener {
    source: EventSource,
    /// Where it listens, but for the moment from which on.
    place: String,
    /// What hears; it goes with the source.
    _hear: Closure<dyn FnMut(MessageEvent)>,
    _fail: Closure<dyn FnMut()>,
    _open: Closure<dyn FnMut()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.source.close();
    }
}

thread_local! {
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
    static NEXT_LOOK: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    static LAST_LOOK: Cell<f64> = const { Cell::new(0.0) };
}

/// Keeps pages up to date from now on.
pub fn install() {
    when_page_arrives(listen);
    window_event_listener(ev::visibilitychange, |_| listen());
    listen();
}

/// Listens where the page that is shown says; or no more.
fn listen() {
    let wanted = said("data-live").filter(|_| !document().hidden());
    let Some(address) = wanted else {
        LISTENER.take();
        NEXT_LOOK.take();
        return;
    };
    let place = without_moment(&address);
    let listens = LISTENER.with_borrow(|listener| {
        listener.as_ref().is_some_and(|listener| {
            listener.place == place && listener.source.ready_state() != EventSource::CLOSED
        })
    });
    if !listens {
        LISTENER.set(begin(&address, place));
    }
}

fn begin(address: &str, place: String) -> Option<Listener> {
    let source = EventSource::new(address).ok()?;
    let hear = Closure::new(|event: MessageEvent| match event.type_().as_str() {
        // The session was ended, in another tab or by an admin; or it is still there, and listening goes on.
        "end" => {
            stop();
            session::ask();
        }
        "change" if !matters(&event) => {}
        "change" if !concerns_everybody(&event) => look_soon(),
        _ => look_within(SPREAD),
    });
    let fail = Closure::new(|| {
        // The browser reconnects by itself, and is told what it missed. A refusal is final.
        let closed = LISTENER.with_borrow(|listener| {
            let source = listener.as_ref().map(|listener| &listener.source);
            source.is_some_and(|source| source.ready_state() == EventSource::CLOSED)
        });
        if closed {
            session::ask();
            look_in(WITHOUT_EVENTS);
        } else {
            connection::feed_is(true);
        }
    });
    let open = Closure::new(|| connection::feed_is(false));
    for kind in ["change", "missed", "end"] {
        let heard = source.add_event_listener_with_callback(kind, hear.as_ref().unchecked_ref());
        heard.ok()?;
    }
    source.set_onerror(Some(fail.as_ref().unchecked_ref()));
    source.set_onopen(Some(open.as_ref().unchecked_ref()));
    Some(Listener {
        source,
        place,
        _hear: hear,
        _fail: fail,
        _open: open,
    })
}

/// Stops listening, and keeps what hears: it is at work.
fn stop() {
    LISTENER.with_borrow(|listener| {
        if let Some(listener) = listener {
            listener.source.close();
        }
    });
}

/// Asks no more by itself: nobody is signed in. `resume` takes it back.
pub fn rest() {
    NEXT_LOOK.take();
}

/// Goes on listening after the server ended it, now that it is known that the session goes on.
pub fn resume() {
    let ended = LISTENER.with_borrow(|listener| {
        let source = listener.as_ref().map(|listener| &listener.source);
        source.is_some_and(|source| source.ready_state() == EventSource::CLOSED)
    });
    // Where listening was refused, as opposed to ended, it is asked now and then.
    if ended && NEXT_LOOK.with_borrow(Option::is_none) {
        listen();
    }
}

/// Whether what changed is on this page.
fn matters(event: &MessageEvent) -> bool {
    let Some(only) = said("data-live-only") else {
        return true;
    };
    told(event, "target")
        .is_none_or(|target| target.as_string().is_none_or(|target| target == only))
}

/// Whether everybody hears of the change, and not just the people of some projects.
fn concerns_everybody(event: &MessageEvent) -> bool {
    told(event, "everybody").is_some_and(|everybody| everybody.is_truthy())
}

/// What the event tells under that name.
fn told(event: &MessageEvent, name: &str) -> Option<JsValue> {
    let data = js_sys::JSON::parse(&event.data().as_string()?).ok()?;
    Reflect::get(&data, &JsValue::from_str(name)).ok()
}

/// Looks as soon as the last look lies long enough back.
pub fn look_soon() {
    look_within(0.0);
}

/// The same, and then at some moment within so many milliseconds.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it lies between zero and twice the pause"
)]
fn look_within(spread: f64) {
    let waited = Date::now() - LAST_LOOK.get();
    let pause = (PAUSE - waited).clamp(0.0, PAUSE);
    look_in((pause + Math::random() * spread) as u32);
}

/// Looks after so many milliseconds, unless it is looked earlier anyway.
fn look_in(pause: u32) {
    NEXT_LOOK.with_borrow_mut(|next| {
        if next.is_none() {
            *next = Some(Timeout::new(pause, look));
        }
    });
}

fn look() {
    NEXT_LOOK.take();
    if document().hidden() || said("data-live").is_none() {
        return;
    }
    if !can_refresh() {
        // The page holds input; it waits.
        return look_in(2000);
    }
    LAST_LOOK.set(Date::now());
    refresh();
    listen();
}

fn said(name: &str) -> Option<String> {
    find("main")?.get_attribute(name)
}

/// The address without the moment from which on it tells.
fn without_moment(address: &str) -> String {
    let parts = address.split('&');
    let kept: Vec<&str> = parts.filter(|part| !part.starts_with("after=")).collect();
    kept.join("&")
}
