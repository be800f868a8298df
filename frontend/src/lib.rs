//! The browser's program: takes over its own place on the page that the server rendered.

use app::{App, MOUNT_ID};
use leptos::{mount::hydrate_from, prelude::document};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};

/// Makes the page of the server interactive. Called once, by the page's own script.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    let place = document().get_element_by_id(MOUNT_ID);
    if let Some(place) = place.and_then(|place| place.dyn_into().ok()) {
        hydrate_from(place, App).forget();
    }
}
