use leptos::prelude::*;

use super::actions::refocus;
use crate::{
    browser::upload::{
        item::Item,
        state::{Event, State},
        use_uploads,
    },
    text::upload,
};

/// What can be done about all files at once; only where there are several.
#[component]
pub fn ForAll() -> impl IntoView {
    let uploads = use_uploads();
    let text = upload();
    let any = move |claim: fn(&State) -> bool| {
        Memo::new(move |_| {
            let items = uploads.items();
            let fits = |item: &Item| claim(&item.shown.state.get());
            items.len() > 1 && items.iter().any(fits)
        })
    };
    let stops = any(State::can_pause);
    let goes_on = any(State::can_resume);
    let tries = any(State::may_recover);
    let ends = any(State::minds_leaving);
    let cleans = any(|state| matches!(state, State::Finished { .. } | State::Cancelled));
    // To end them all takes a second press.
    let sure = RwSignal::new(false);
    let cancel = move |_| {
        if sure.get_untracked() {
            for item in untrack(|| uploads.items()) {
                if item.is(State::minds_leaving) {
                    uploads.tell(item.key, Event::Cancel);
                }
            }
        }
        sure.update(|sure| *sure = !*sure);
    };
    let tell = move |event: Event| move |_| uploads.tell_all(&event);

    view! {
        <div class="tray-all">
            <Choice when=stops label=text.pause_all on_press=tell(Event::Pause)/>
            <Choice when=goes_on label=text.resume_all on_press=tell(Event::Resume)/>
            <Choice when=tries label=text.retry_all on_press=tell(Event::Retry)/>
            <button
                type="button"
                class="tray-choice"
                data-sure=move || sure.get().then_some("")
                hidden=move || !ends.get()
                on:click=cancel
                on:blur=move |_| sure.set(false)
            >
                {move || if sure.get() { text.really_cancel_all } else { text.cancel_all }}
            </button>
            <Choice
                when=cleans
                label=text.tidy
                on_press=move |_| {
                    uploads.tidy();
                    refocus();
                }
            />
        </div>
    }
}

#[component]
fn Choice(
    when: Memo<bool>,
    label: &'static str,
    on_press: impl Fn(web_sys::MouseEvent) + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="tray-choice" hidden=move || !when.get() on:click=on_press>
            {label}
        </button>
    }
}
