mod actions;
mod all;
mod row;
mod words;

use leptos::prelude::*;

use self::{all::ForAll, row::Row, words::words};
use super::{choose::ChooseFiles, dropzone::Dropzone, guard::overall_percent, use_uploads};
use crate::{shared::Icon, text::upload};

/// The id of the tray's heading.
const TITLE: &str = "tray-title";
/// The id of what can be folded away.
const BODY: &str = "tray-body";

/// The files on their way, in a corner of every page. Nothing is to be seen until there is one.
#[component]
pub fn Tray() -> impl IntoView {
    let uploads = use_uploads();
    let text = upload();
    let folded = RwSignal::new(false);
    let shown = Memo::new(move |_| !uploads.items().is_empty() || !uploads.folders().is_empty());
    let said = move || {
        uploads
            .said()
            .map(|(name, state)| (text.said)(&name, &words(text, &state, false)))
            .unwrap_or_default()
    };
    let count = move || {
        let items = uploads.items();
        let over = |item: &&super::item::Item| item.shown.state.get().is_over();
        let done = items.iter().filter(over).count();
        let percent = overall_percent(uploads).map(|percent| format!("{percent}% · "));
        let count = (text.done)(done, items.len());
        format!("{}{count}", percent.unwrap_or_default())
    };

    // What is read out must be there before it changes, so it stands outside.
    view! {
        <p class="visually-hidden" role="status">{said}</p>
        <ChooseFiles/>
        <Dropzone/>
        <Show when=move || shown.get()>
            <section class="tray" aria-labelledby=TITLE>
                <div class="tray-head">
                    <h2 id=TITLE tabindex="-1">{text.tray}</h2>
                    <p class="tray-count">{count}</p>
                    <button
                        type="button"
                        class="tray-action"
                        aria-controls=BODY
                        aria-expanded=move || (!folded.get()).to_string()
                        aria-label=text.fold
                        title=text.fold
                        on:click=move |_| folded.update(|folded| *folded = !*folded)
                    >
                        {move || view! { <Icon name=if folded.get() { "up" } else { "down" }/> }}
                    </button>
                </div>
                <div class="tray-body" id=BODY hidden=move || folded.get()>
                    <Folders/>
                    <ForAll/>
                    <ul class="tray-items">
                        <For each=move || uploads.items() key=|item| item.key let(item)>
                            <Row item/>
                        </For>
                    </ul>
                </div>
            </section>
        </Show>
    }
}

/// Says which folders were not taken.
#[component]
fn Folders() -> impl IntoView {
    let uploads = use_uploads();
    let text = upload();
    move || {
        let names = uploads.folders();
        (!names.is_empty()).then(|| {
            view! {
                <div class="tray-notice" role="alert">
                    <Icon name="warning"/>
                    <div>{names.iter().map(|name| view! { <p>{(text.folder)(name)}</p> }).collect_view()}</div>
                    <button
                        type="button"
                        class="tray-action"
                        aria-label=text.dismiss_notice
                        title=text.dismiss_notice
                        on:click=move |_| uploads.refuse_folders(Vec::new())
                    >
                        <Icon name="close"/>
                    </button>
                </div>
            }
        })
    }
}
