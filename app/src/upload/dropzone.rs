use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Node};

use super::{
    dropped::{Dropped, carries_files},
    use_uploads,
};
use crate::text::text;

/// A part of the page that takes dropped files. While they hover over it, it bears `data-dropping`.
#[component]
pub fn Dropzone(children: Children) -> impl IntoView {
    let uploads = use_uploads();
    let text = text().upload;
    let dropping = RwSignal::new(false);

    // Without this the browser would refuse the drop.
    let hover = move |event: DragEvent| {
        if carries_files(&event) {
            event.prevent_default();
            if let Some(transfer) = event.data_transfer() {
                transfer.set_drop_effect("copy");
            }
            dropping.set(true);
        }
    };
    let leave = move |event: DragEvent| {
        if !stays_inside(&event) {
            dropping.set(false);
        }
    };
    let take = move |event: DragEvent| {
        dropping.set(false);
        if !carries_files(&event) {
            return;
        }
        event.prevent_default();
        let dropped = Dropped::of(&event);
        uploads.refuse_folders(dropped.folders);
        uploads.add(dropped.files);
    };

    view! {
        <div
            class="dropzone"
            data-dropping=move || dropping.get().then_some("true")
            on:dragenter=hover
            on:dragover=hover
            on:dragleave=leave
            on:drop=take
        >
            {children()}
            <p class="dropzone-hint" aria-hidden="true">{text.drop_here}</p>
        </div>
    }
}

/// Whether the pointer only went from one thing in the zone to another.
fn stays_inside(event: &DragEvent) -> bool {
    let zone = event
        .current_target()
        .and_then(|zone| zone.dyn_into::<Node>().ok());
    let to = event
        .related_target()
        .and_then(|to| to.dyn_into::<Node>().ok());
    zone.is_some_and(|zone| to.is_some_and(|to| zone.contains(Some(&to))))
}
