use leptos::prelude::*;

use super::super::text::frame;
use crate::ui::Icon;

/// Something that was done, said once and left standing until it is dismissed or the page is left.
#[component]
pub fn Notice(children: Children) -> impl IntoView {
    let dismiss = frame().dismiss;
    view! {
        <div class="notice dismissible" role="status">
            <Icon name="check"/>
            <p>{children()}</p>
            <button type="button" class="tool" data-dismiss="" title=dismiss aria-label=dismiss>
                <Icon name="close"/>
            </button>
        </div>
    }
}
