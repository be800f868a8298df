use leptos::{ev, prelude::*};
use web_sys::DragEvent;

use super::{
    dropped::{DroppedFiles, carries_files},
    use_uploads,
};
use crate::text::upload;

/// Takes files that are dropped anywhere on a page that takes files, and says so while they hover.
///
/// Elsewhere a dropped file would replace the page, and end every upload with it; that is kept from happening.
#[component]
pub fn Dropzone() -> impl IntoView {
    let uploads = use_uploads();
    let dropping = RwSignal::new(false);

    let hover = move |event: DragEvent| {
        if !carries_files(&event) {
            return;
        }
        event.prevent_default();
        let taken = takes_files();
        if let Some(transfer) = event.data_transfer() {
            transfer.set_drop_effect(if taken { "copy" } else { "none" });
        }
        dropping.set(taken);
    };
    let take = move |event: DragEvent| {
        dropping.set(false);
        if !carries_files(&event) {
            return;
        }
        event.prevent_default();
        if takes_files() {
            let dropped = DroppedFiles::of(&event);
            uploads.refuse_folders(dropped.folders);
            uploads.add(dropped.files);
        }
    };
    Effect::new(move || {
        let leave = move |event: DragEvent| {
            // Into nothing: out of the window. From one thing in it to another, there is a next one.
            if event.related_target().is_none() {
                dropping.set(false);
            }
        };
        let listening = [
            window_event_listener(ev::dragenter, hover),
            window_event_listener(ev::dragover, hover),
            window_event_listener(ev::drop, take),
            window_event_listener(ev::dragleave, leave),
        ];
        on_cleanup(move || {
            listening
                .into_iter()
                .for_each(leptos::leptos_dom::helpers::WindowListenerHandle::remove);
        });
    });

    view! { <p class="dropzone" aria-hidden="true" hidden=move || !dropping.get()>{upload().drop_here}</p> }
}

/// Whether whoever looks at this page may upload from it: the page says so.
fn takes_files() -> bool {
    matches!(document().query_selector("[data-takes-files]"), Ok(Some(_)))
}
