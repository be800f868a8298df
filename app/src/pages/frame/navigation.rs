use leptos::prelude::*;

use super::super::{text::frame, who::SignedIn};
use crate::ui::Icon;

/// A part of the dashboard, as the navigation lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Images,
    Sharing,
}

impl Section {
    /// Each of them, in the order in which they are shown.
    const ALL: [Self; 2] = [Self::Images, Self::Sharing];

    fn name(self) -> &'static str {
        match self {
            Self::Images => frame().images,
            Self::Sharing => frame().sharing,
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Images => "disk",
            Self::Sharing => "share",
        }
    }

    fn address(self, who: &SignedIn) -> String {
        match self {
            Self::Images => who.here().images(),
            Self::Sharing => who.here().sharing(),
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
                    {(each == Section::Sharing && who.waiting > 0).then(|| view! { <span class="count">{who.waiting}</span> })}
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
