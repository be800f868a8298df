use js_sys::Date;
use leptos::prelude::*;

use super::{
    actions::Actions,
    words::{facts, hints, key, words},
};
use crate::{
    browser::upload::{
        exchange::whole,
        guard::percent,
        item::{Item, TrayState},
        preflight::Preflight,
        state::{Event, State},
        trace::{HEIGHT, STEPS, Trace},
        use_uploads,
    },
    shared::{Icon, paths},
    text::upload,
};

/// One file: its name, what it is, how far it is, its state, and what can be done about it.
#[component]
pub fn Row(item: Item) -> impl IntoView {
    let text = upload();
    let Item {
        key: number,
        name,
        length,
        shown,
        ..
    } = item;
    let TrayState {
        state,
        progress,
        preflight,
        at_hand,
    } = shown;
    let (state, progress) = (RwSignal::from(state), RwSignal::from(progress));
    let (preflight, at_hand) = (RwSignal::from(preflight), RwSignal::from(at_hand));

    let all_out = Memo::new(move |_| progress.get().sent >= length);
    let in_words = move || words(text, &state.get(), all_out.get());
    let done = Memo::new(move |_| percent(progress.get().sent, length));
    let open_uploads = Memo::new(move |_| {
        let state = state.get();
        !state.is_over() && !matches!(state, State::Elsewhere | State::NotADisk { .. })
    });
    let figures = move || {
        let progress = progress.get();
        let rate = progress.per_second.map(text.rate);
        let left = progress
            .seconds_left
            .filter(|_| !all_out.get())
            .map(text.left);
        let always = [
            format!("{}%", done.get()),
            (text.bytes)(progress.sent, length),
        ];
        always
            .into_iter()
            .chain(rate)
            .chain(left)
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let trace = RwSignal::new(Trace::default());
    Effect::new(move || {
        if let Some(speed) = progress.get().per_second {
            trace.update(|trace| trace.record(whole(Date::now()), speed));
        }
    });
    let icon = move || match state.get() {
        State::Finished { .. } => "check",
        State::Failed { .. }
        | State::NeedsSignIn
        | State::NeedsFile { .. }
        | State::NotADisk { .. } => "warning",
        State::Paused => "pause",
        State::Waiting => "clock",
        _ => "file",
    };
    let begun = Memo::new(move |_| progress.get().sent > 0);
    let bar_name = (text.progress)(&name);

    view! {
        <li class="tray-item" data-state=move || key(&state.get())>
            {move || view! { <Icon name=icon()/> }}
            <div class="tray-text">
                <p class="tray-name" title=name.clone()>{name.clone()}</p>
                {move || preflight.get().map(|known| view! { <KnownFacts known begun=begun.get()/> })}
                <p class="tray-state">{in_words}</p>
                <Show when=move || open_uploads.get()>
                    <progress max="100" value=move || done.get().to_string() aria-label=bar_name.clone()></progress>
                    <p class="tray-figures">{figures}</p>
                    <svg class="trace" viewBox=format!("0 0 {STEPS} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">
                        <polyline points=move || trace.with(Trace::points)></polyline>
                    </svg>
                </Show>
                <Way number name=name.clone() state at_hand/>
            </div>
            <Actions number name state/>
        </li>
    }
}

/// What was found out about the file, and what may prevent its upload.
#[component]
fn KnownFacts(
    known: Preflight,
    /// Hints are for who can still think better of it.
    begun: bool,
) -> impl IntoView {
    let text = upload();
    let hints = hints(text, &known, begun);
    view! {
        <p class="tray-facts">{facts(text, &known)}</p>
        {(!hints.is_empty())
            .then(|| {
                view! {
                    <ul class="tray-hints">
                        {hints.into_iter().map(|hint| view! { <li>{hint}</li> }).collect_view()}
                    </ul>
                }
            })}
    }
}

/// The one thing to do next, where a person has to.
#[component]
fn Way(
    number: u32,
    name: String,
    state: RwSignal<State>,
    at_hand: RwSignal<bool>,
) -> impl IntoView {
    let uploads = use_uploads();
    let text = upload();
    move || {
        match state.get() {
        State::Finished { image } => {
            let label = (text.view)(&name);
            view! { <a class="tray-link" href=paths::image(image)>{label}</a> }.into_any()
        }
        State::NeedsSignIn => {
            let here = window().location();
            let path = here.pathname().unwrap_or_default();
            // On the page itself the form is the way.
            (path != paths::sign_in())
                .then(|| {
                    let next = path + &here.search().unwrap_or_default();
                    view! { <a class="tray-link" href=paths::sign_in_then(&next)>{text.sign_in}</a> }
                })
                .into_any()
        }
        State::NotADisk { .. } => {
            let label = (text.upload_anyway)(&name);
            view! {
                <button
                    type="button"
                    class="button tray-way"
                    aria-label=label
                    on:click=move |_| uploads.tell(number, Event::UploadAnyway)
                >
                    {text.anyway}
                </button>
            }
            .into_any()
        }
        State::NeedsFile { .. } if at_hand.get() => view! {
            <button type="button" class="button tray-way" on:click=move |_| uploads.fetch_file(number)>
                <Icon name="play"/>
                {text.go_on}
            </button>
        }
        .into_any(),
        State::NeedsFile { .. } => view! {
            <button type="button" class="button tray-way" data-choose-files=number.to_string()>
                <Icon name="file"/>
                {text.choose_again}
            </button>
        }
        .into_any(),
        _ => ().into_any(),
    }
    }
}
