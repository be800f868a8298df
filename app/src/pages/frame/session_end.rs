use std::time::Duration;

use identity::TimeLeft;
use leptos::prelude::*;

use crate::{
    request,
    shared::{
        Icon, paths,
        session_end::{ENDED, ENDING, LAST},
    },
    text::frame,
};

/// People are warned this long before they are signed out, or for half of what they have.
const WARNING: Duration = Duration::from_secs(300);

/// Says that the session ends soon, once a script finds that it does, and lets people stay.
#[component]
pub fn SessionEnd(left: TimeLeft) -> impl IntoView {
    let text = frame();
    let warning = WARNING.min(request::identity().sign_in_limits().idle / 2);
    let (left, warning) = (left.least().as_secs(), warning.as_secs());
    let again = paths::sign_in_then(&request::here());
    view! {
        <aside
            class="session-end"
            aria-label=text.session
            hidden
            data-session=""
            data-left=left.to_string()
            data-warning=warning.to_string()
        >
            <Icon name="clock"/>
            <p role="status">
                <span hidden data-case=ENDING>{text.session_ends}</span>
                <span hidden data-case=LAST>{text.session_ends_anyway}</span>
                <span hidden data-case=ENDED>{text.session_ended}</span>
                " "
                <time data-session-end=""></time>
            </p>
            <button type="button" class="button" data-size="small" hidden data-case=ENDING data-stay="">
                {text.stay}
            </button>
            <a class="button" data-size="small" href=again target="_blank" hidden data-case=ENDED>
                {text.sign_in_again}
            </a>
        </aside>
    }
}
