use leptos::prelude::*;

use super::super::{text::frame, who::SignedIn};
use crate::ui::Icon;

/// A part of the dashboard, as the navigation lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Images,
}

impl Section {
    /// Each of them, in the order in which they are shown.
    const ALL: [Self; 1] = [Self::Images];

    fn name(self) -> &'static str {
        match self {
            Self::Images => frame().images,
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Images => "disk",
        }
    }

    fn address(self, who: &SignedIn) -> String {
        match self {
            Self::Images => who.here().images(),
        }
    }
}

/// The ways to the parts of the dashboard.
#[component]
pub fn Navigation(who: SignedIn, section: Section) -> impl IntoView {
    let link = |each: Section| {
        view! {
            <li>
                <a
                    class="nav-link"
                    href=each.address(&who)
                    aria-current=(each == section).then_some("true")
                >
                    <Icon name=each.icon()/>
                    {each.name()}
                </a>
            </li>
        }
    };
    view! {
        <nav class="nav" aria-label=frame().sections>
            <ul>{Section::ALL.map(link).collect_view()}</ul>
        </nav>
    }
}
