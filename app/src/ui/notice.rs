use leptos::prelude::*;

use super::Icon;

/// Something that was done, said once and left standing.
#[component]
pub fn Notice(children: Children) -> impl IntoView {
    view! {
        <div class="notice" role="status">
            <Icon name="check"/>
            <p>{children()}</p>
        </div>
    }
}
