use leptos::prelude::*;

use super::Section;
use crate::{
    pages::current_user::CurrentUser, request::visitor, shared::Icon, text::find as words,
};

/// The palette's id.
pub const PALETTE: &str = "palette";

/// The way to the search over everything: a dialog where there is a script, else a page.
#[component]
pub fn FindLink(who: CurrentUser) -> impl IntoView {
    let text = words();
    // Browsers of a Mac show another key.
    let key = if visitor().browser.contains("Mac OS X") {
        "⌘ K"
    } else {
        "Ctrl K"
    };
    view! {
        <a
            class="find"
            href=who.here().find()
            title=text.title
            data-opens=PALETTE
            data-shortcut="mod+k"
            aria-keyshortcuts="Control+K Meta+K"
        >
            <Icon name="search"/>
            <span class="find-words">{text.open}</span>
            <kbd aria-hidden="true">{key}</kbd>
        </a>
    }
}

/// The dialog: a field, and below it what it finds. What that is, the server says.
#[component]
pub fn Palette(who: CurrentUser, section: Option<Section>) -> impl IntoView {
    let text = words();
    let from = section.map(Section::word);
    view! {
        <dialog id=PALETTE class="palette" aria-label=text.title data-source=who.here().find() data-from=from>
            <div class="palette-field">
                <Icon name="search"/>
                <input
                    type="text"
                    role="combobox"
                    aria-label=text.search
                    aria-expanded="false"
                    aria-autocomplete="list"
                    aria-controls="palette-list"
                    placeholder=text.search
                    maxlength="255"
                    data-projects=text.search_projects
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    autofocus
                />
                <button type="button" class="tool" data-closes="" title=text.close aria-label=text.close>
                    <Icon name="close"/>
                </button>
            </div>
            <div id="palette-list" role="listbox" aria-label=text.results data-kept=""></div>
            <p class="visually-hidden" role="status" data-kept=""></p>
            <p class="palette-how aside" aria-hidden="true">{text.how}</p>
        </dialog>
    }
}
