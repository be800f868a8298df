use leptos::prelude::*;

use super::super::{text::frame, who::SignedIn};
use crate::ui::Icon;

/// A part of the dashboard, as the navigation lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Images,
    Sharing,
    Account,
    Projects,
    Users,
    Roles,
}

impl Section {
    /// Those for everybody, in the order in which they are shown.
    const EVERYBODYS: [Self; 3] = [Self::Images, Self::Sharing, Self::Account];
    /// Those for admins.
    const ADMINS: [Self; 3] = [Self::Projects, Self::Users, Self::Roles];

    fn name(self) -> &'static str {
        let text = frame();
        match self {
            Self::Images => text.images,
            Self::Sharing => text.sharing,
            Self::Account => text.own_account,
            Self::Projects => text.projects,
            Self::Users => text.users,
            Self::Roles => text.roles,
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Images => "disk",
            Self::Sharing => "share",
            Self::Account => "key",
            Self::Projects => "project",
            Self::Users => "person",
            Self::Roles => "key",
        }
    }

    fn address(self, who: &SignedIn) -> String {
        let here = who.here();
        match self {
            Self::Images => here.images(),
            Self::Sharing => here.sharing(),
            Self::Account => here.account(),
            Self::Projects => here.all_projects(),
            Self::Users => here.all_users(),
            Self::Roles => here.roles(),
        }
    }
}

/// The ways to the parts of the dashboard.
#[component]
pub fn Navigation(who: SignedIn, section: Section) -> impl IntoView {
    let text = frame();
    let link = |each: Section| view! { <Way who=who.clone() each section/> };
    let admin = who.caller.is_admin().then(|| {
        view! {
            <li class="nav-head">{text.administration}</li>
            {Section::ADMINS.map(link).collect_view()}
        }
    });
    view! {
        <nav class="nav" aria-label=text.sections>
            <ul>
                {Section::EVERYBODYS.map(link).collect_view()}
                {admin}
            </ul>
        </nav>
    }
}

#[component]
fn Way(who: SignedIn, each: Section, section: Section) -> impl IntoView {
    let waiting = (each == Section::Sharing && who.waiting > 0).then_some(who.waiting);
    view! {
        <li>
            <a
                class="nav-link"
                href=each.address(&who)
                aria-current=(each == section).then_some("true")
            >
                <Icon name=each.icon()/>
                {each.name()}
                {waiting.map(|waiting| view! { <span class="count">{waiting}</span> })}
            </a>
        </li>
    }
}
