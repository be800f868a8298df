//! The browser's bundle: takes over the page that the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Makes the page of the server interactive. Called once, by the page's own script.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
