use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser::upload::{
        Uploads,
        state::{Event, State},
        use_uploads,
    },
    shared::Icon,
    text::{UploadText, upload},
};

/// What can be done about a file in this state, each named with the file it is done to.
///
/// Two buttons that change their meaning, so that the keyboard's focus stays where it was.
#[component]
pub fn Actions(number: u32, name: String, state: RwSignal<State>) -> impl IntoView {
    let uploads = use_uploads();
    let text = upload();
    let first = Memo::new(move |_| state.with(TrayAction::going));
    let last = Memo::new(move |_| state.with(TrayAction::ending));
    let name = StoredValue::new(name);
    let named = move |action: TrayAction| name.with_value(|name| action.label(text)(name));

    view! {
        <div class="tray-actions">
            {[first, last].map(|action| {
                let label = move || action.get().map(named);
                view! {
                    <button
                        type="button"
                        class="tray-action"
                        hidden=move || action.get().is_none()
                        aria-label=label
                        title=label
                        on:click=move |_| {
                            if let Some(action) = action.get_untracked() {
                                action.act(uploads, number);
                            }
                        }
                    >
                        {move || action.get().map(|action| view! { <Icon name=action.icon()/> })}
                    </button>
                }
            })}
        </div>
    }
}

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TrayAction {
    Pause,
    Resume,
    Retry,
    Hurry,
    Cancel,
    Dismiss,
}

impl TrayAction {
    /// What makes it stop or go on.
    fn going(state: &State) -> Option<Self> {
        match state {
            State::Waiting => Some(Self::Hurry),
            state if state.can_pause() => Some(Self::Pause),
            state if state.can_resume() => Some(Self::Resume),
            state if state.can_retry() => Some(Self::Retry),
            _ => None,
        }
    }

    /// What makes it go away.
    fn ending(state: &State) -> Option<Self> {
        match state {
            State::Elsewhere => None,
            state if state.is_over() => Some(Self::Dismiss),
            _ => Some(Self::Cancel),
        }
    }

    fn label(self, text: &UploadText) -> fn(&str) -> String {
        match self {
            Self::Pause => text.pause,
            Self::Resume => text.resume,
            Self::Retry => text.retry,
            Self::Hurry => text.hurry,
            Self::Cancel => text.cancel,
            Self::Dismiss => text.dismiss,
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "play",
            Self::Retry => "retry",
            Self::Hurry => "up",
            Self::Cancel | Self::Dismiss => "close",
        }
    }

    fn act(self, uploads: Uploads, number: u32) {
        match self {
            Self::Pause => uploads.tell(number, Event::Pause),
            Self::Resume => uploads.tell(number, Event::Resume),
            Self::Retry => uploads.tell(number, Event::Retry),
            Self::Hurry => uploads.hurry(number),
            Self::Cancel => uploads.tell(number, Event::Cancel),
            Self::Dismiss => {
                uploads.dismiss(number);
                refocus();
            }
        }
    }
}

/// Gives the focus a place when the row that had it is gone: the tray, or the page if the tray went too.
pub fn refocus() {
    spawn_local(async {
        leptos::task::tick().await;
        let place = [super::TITLE, "main"]
            .into_iter()
            .find_map(|id| document().get_element_by_id(id));
        if let Some(place) = place
            .and_then(|place| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(place).ok())
        {
            // A place that cannot take it leaves it with the page.
            let _ = place.focus();
        }
    });
}
