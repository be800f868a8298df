use leptos::prelude::*;

use super::super::current_user::CurrentUser;
use crate::{
    request::registry,
    shared::Icon,
    text::{find, frame},
};

/// A part of the dashboard, as the navigation lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Images,
    Sharing,
    Activity,
    Account,
    Projects,
    Users,
    Roles,
    Definitions,
    Certificates,
    AllActivity,
    /// The search over everything, which the navigation does not list.
    Find,
}

impl Section {
    /// Those for everybody, in the order in which they are shown.
    const EVERYBODYS: [Self; 4] = [Self::Images, Self::Sharing, Self::Activity, Self::Account];
    /// Those for admins.
    const ADMINS: [Self; 6] = [
        Self::Projects,
        Self::Users,
        Self::Roles,
        Self::Definitions,
        Self::Certificates,
        Self::AllActivity,
    ];

    /// Those that `who` is shown.
    pub fn of(who: &CurrentUser) -> impl Iterator<Item = Self> + use<> {
        Self::EVERYBODYS
            .into_iter()
            .chain(Self::administration(who))
    }

    /// Those for admins that `who` is shown: certificates are for whoever may manage them, the others for admins.
    fn administration(who: &CurrentUser) -> impl Iterator<Item = Self> + use<> {
        let admin = who.caller.is_admin();
        let manages = registry().certificates(&who.caller).may_manage().is_ok();
        Self::ADMINS
            .into_iter()
            .filter(move |section| match section {
                Self::Certificates => manages,
                _ => admin,
            })
    }

    /// The section's word in an address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Images | Self::Find => "images",
            Self::Sharing => "sharing",
            Self::Activity => "activity",
            Self::AllActivity => "all-activity",
            Self::Account => "account",
            Self::Projects => "projects",
            Self::Users => "users",
            Self::Roles => "roles",
            Self::Definitions => "definitions",
            Self::Certificates => "certificates",
        }
    }

    /// The key that leads there after `g`.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::Images => Some("i"),
            Self::Sharing => Some("s"),
            Self::Activity => Some("h"),
            Self::AllActivity => Some("e"),
            Self::Account => Some("a"),
            Self::Projects => Some("p"),
            Self::Users => Some("u"),
            Self::Roles => Some("r"),
            Self::Definitions => Some("d"),
            Self::Certificates => Some("c"),
            Self::Find => None,
        }
    }

    pub fn name(self) -> &'static str {
        let text = frame();
        match self {
            Self::Images => text.images,
            Self::Sharing => text.sharing,
            Self::Activity => text.activity,
            Self::AllActivity => text.all_activity,
            Self::Account => text.own_account,
            Self::Projects => text.projects,
            Self::Users => text.users,
            Self::Roles => text.roles,
            Self::Definitions => text.definitions,
            Self::Certificates => text.certificates,
            Self::Find => find().title,
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Images => "disk",
            Self::Sharing => "share",
            Self::Activity | Self::AllActivity => "clock",
            Self::Account | Self::Roles => "key",
            Self::Projects => "project",
            Self::Definitions => "file",
            Self::Certificates => "lock",
            Self::Users => "person",
            Self::Find => "search",
        }
    }

    pub fn address(self, who: &CurrentUser) -> String {
        let here = who.here();
        match self {
            Self::Images => here.images(),
            Self::Sharing => here.sharing(),
            Self::Activity => here.activity(),
            Self::AllActivity => here.all_activity(),
            Self::Account => here.account(),
            Self::Projects => here.all_projects(),
            Self::Users => here.all_users(),
            Self::Roles => here.roles(),
            Self::Definitions => here.definitions(),
            Self::Certificates => here.certificates(),
            Self::Find => here.find(),
        }
    }
}

/// The ways to the parts of the dashboard.
#[component]
pub fn Navigation(who: CurrentUser, section: Section) -> impl IntoView {
    let text = frame();
    let link = |each: Section| view! { <NavigationLink who=who.clone() each section/> };
    let admin: Vec<Section> = Section::administration(&who).collect();
    let admin = (!admin.is_empty()).then(|| {
        view! {
            <li class="nav-head">{text.administration}</li>
            {admin.into_iter().map(link).collect_view()}
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
fn NavigationLink(who: CurrentUser, each: Section, section: Section) -> impl IntoView {
    let waiting = (each == Section::Sharing && who.waiting > 0).then_some(who.waiting);
    view! {
        <li>
            <a
                class="nav-link"
                href=each.address(&who)
                aria-current=(each == section).then_some("true")
                data-shortcut=each.key().map(|key| format!("g {key}"))
            >
                <Icon name=each.icon()/>
                {each.name()}
                {waiting.map(|waiting| view! { <span class="count">{waiting}</span> })}
            </a>
        </li>
    }
}
