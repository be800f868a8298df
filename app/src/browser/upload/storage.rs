//! Unfinished uploads are kept in the browser, so that they go on after a reload or a crash.

mod claim;
mod database;
mod fingerprint;
mod record;

pub use claim::Claim;
pub use fingerprint::{Fingerprint, fingerprint};
pub use record::Record;

use leptos::prelude::window_event_listener_untyped;
use wasm_bindgen::JsValue;
use web_sys::BroadcastChannel;

use super::selected_file::Handle;

/// The channel on which tabs tell each other that there is one more.
const CHANNEL: &str = "vitrine-uploads";

/// Keeps `record`. A browser that keeps nothing uploads all the same.
pub async fn put(record: &Record) {
    if database::put(&record.location, &record.to_js())
        .await
        .is_ok()
        && let Ok(channel) = BroadcastChannel::new(CHANNEL)
    {
        // Whoever is not reached finds it on its next page.
        let _ = channel.post_message(&JsValue::NULL);
        channel.close();
    }
}

/// Forgets the upload at `location`.
pub async fn forget(location: &str) {
    // What stays is found out to be over when the server is asked about it.
    let _ = database::delete(location).await;
}

/// All that is kept, whosever it is.
pub async fn all() -> Vec<Record> {
    let all = database::all().await.unwrap_or_default();
    all.iter()
        .filter_map(|value| Record::from_js(&value))
        .collect()
}

/// Whether the upload at `location` is still kept.
pub async fn keeps(location: &str) -> bool {
    all().await.iter().any(|record| record.location == location)
}

/// Calls `hear` when another tab has begun an upload.
pub fn when_others_begin(hear: impl Fn() + 'static) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
        return;
    };
    let heard = wasm_bindgen::closure::Closure::<dyn Fn()>::new(hear);
    channel.set_onmessage(Some(wasm_bindgen::JsCast::unchecked_ref(heard.as_ref())));
    // For as long as the page is there.
    heard.forget();
    // A closed channel lets the page rest in the browser's memory.
    window_event_listener_untyped("pagehide", move |_| channel.close());
}

/// The way back to the file of `record`.
pub fn handle(record: &Record) -> Option<Handle> {
    record.handle.clone().map(Handle::of)
}
