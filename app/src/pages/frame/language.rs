use leptos::{prelude::*, server_fn::ServerFn};

use crate::{forms::SetPreferences, shared::Locale, text::locale};

/// One button for each language but this page's, named as its speakers name it.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let spoken = locale();
    let others = Locale::ALL.into_iter().filter(|locale| *locale != spoken);
    view! {
        <form method="post" action=SetPreferences::PATH class="language">
            {others
                .map(|locale| {
                    view! {
                        <button class="bar-button" name="locale" value=locale.tag() lang=locale.tag()>
                            {locale.name()}
                        </button>
                    }
                })
                .collect_view()}
        </form>
    }
}
