use leptos::prelude::*;

use super::{
    actions::Actions,
    words::{key, words},
};
use crate::{
    paths,
    text::text,
    ui::Icon,
    upload::{guard::percent, queue::Item, state::State},
};

/// One file: its name, how far it is, how it stands, and what can be done about it.
#[component]
pub fn Row(item: Item) -> impl IntoView {
    let text = text();
    let Item {
        key: number,
        name,
        length,
        ..
    } = item.clone();
    let (state, progress) = (RwSignal::from(item.state), RwSignal::from(item.progress));

    let all_out = Memo::new(move |_| progress.get().sent >= length);
    let in_words = move || words(text, &state.get(), all_out.get());
    let done = Memo::new(move |_| percent(progress.get().sent, length));
    let under_way = Memo::new(move |_| !state.get().is_over());
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
    let icon = move || match state.get() {
        State::Finished { .. } => "check",
        State::Failed { .. } | State::NeedsSignIn => "warning",
        State::Paused => "pause",
        _ => "file",
    };
    let bar_name = (text.progress)(&name);
    let link = {
        let name = name.clone();
        move || {
            match state.get() {
            State::Finished { image } => {
                let label = (text.view)(&name);
                Some(view! { <a class="tray-link" href=paths::image(image)>{label}</a> }.into_any())
            }
            // In another tab, because this one has the file in its hands.
            State::NeedsSignIn => {
                Some(view! { <a class="tray-link" href=paths::sign_in() target="_blank">{text.sign_in}</a> }.into_any())
            }
            _ => None,
        }
        }
    };

    view! {
        <li class="tray-item" data-state=move || key(&state.get())>
            {move || view! { <Icon name=icon()/> }}
            <div class="tray-text">
                <p class="tray-name" title=name.clone()>{name.clone()}</p>
                <p class="tray-state">{in_words}</p>
                <Show when=move || under_way.get()>
                    <progress max="100" value=move || done.get().to_string() aria-label=bar_name.clone()></progress>
                    <p class="tray-figures">{figures}</p>
                </Show>
                {link}
            </div>
            <Actions number name state/>
        </li>
    }
}
