use leptos::{prelude::*, server_fn::ServerFn};

use super::super::text::locale;
use crate::{api::SetPreferences, locale::Locale};

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
