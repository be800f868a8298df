use form_urlencoded::Serializer;
use leptos::prelude::*;
use model::{AuditAction, Invalid};
use registry::{ActionFilter, ActivityQuery, ActivityScope};

use super::PAGE;
use crate::{
    pages::{current_user::CurrentUser, ui::Choice},
    request::query,
    shared::Icon,
    text::activity as words,
};

/// The filters, by their names in the address.
const NAMES: [&str; 5] = ["action", "actor", "target", "since", "until"];

/// What a page of the list was asked for.
#[derive(Clone, Debug)]
pub struct ListRequest {
    pub query: ActivityQuery,
    said: Vec<(&'static str, String)>,
    /// The one thing whose audit events are listed, as the address names it.
    of: Option<(&'static str, String)>,
}

/// What the address asks for, of `extent`.
pub fn asked(extent: ActivityScope) -> Result<ListRequest, Invalid> {
    let of = match &extent {
        ActivityScope::Image(id) => Some(("image", id.to_string())),
        ActivityScope::Project(id) => query("owner").map(|_| ("owner", id.to_string())),
        ActivityScope::All => None,
    };
    let mut asked = ListRequest {
        query: ActivityQuery {
            limit: PAGE,
            ..ActivityQuery::of(extent)
        },
        said: Vec::new(),
        of,
    };
    for name in NAMES {
        if let Some(value) = query(name) {
            asked.query.set_parameter(name, &value)?;
            asked.said.push((name, value));
        }
    }
    if let Some(marker) = query("marker") {
        asked.query.set_parameter("marker", &marker)?;
    }
    Ok(asked)
}

impl ListRequest {
    pub fn is_filtered(&self) -> bool {
        !self.said.is_empty() || self.of.is_some()
    }

    /// What is said of a filter.
    fn of(&self, name: &str) -> String {
        let said = self.said.iter().find(|(known, _)| *known == name);
        said.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The page of the list at `path` that begins behind `marker`.
    pub fn address(&self, path: &str, marker: Option<&str>) -> String {
        let mut fields = self.fields();
        if let Some(marker) = marker {
            fields.append_pair("marker", marker);
        }
        match fields.finish() {
            fields if fields.is_empty() => path.to_owned(),
            fields => format!("{path}?{fields}"),
        }
    }

    /// Where everything that matches is downloaded.
    pub fn export(&self, who: &CurrentUser, ending: &str) -> String {
        let mut fields = self.fields();
        fields.append_pair("project", who.caller.project.as_str());
        if self.query.extent == ActivityScope::All {
            fields.append_pair("scope", "all");
        }
        format!("/api/v1/activity.{ending}?{}", fields.finish())
    }

    fn fields(&self) -> Serializer<'static, String> {
        let mut fields = Serializer::new(String::new());
        fields.extend_pairs(self.of.iter().map(|(name, id)| (*name, id)));
        fields.extend_pairs(&self.said);
        fields
    }
}

/// What narrows the list. With a script it is narrowed at once; without, by the button.
#[component]
pub fn Filters(asked: ListRequest, address: String) -> impl IntoView {
    let text = words();
    let clear = asked.is_filtered().then(|| {
        let address = address.clone();
        view! { <a class="button" href=address>{text.clear}</a> }
    });
    let of = asked
        .of
        .clone()
        .map(|(name, id)| view! { <input type="hidden" name=name value=id/> });
    let chosen = asked.query.action.map_or("", ActionFilter::as_str);
    let search = |name: &'static str, label: &'static str| {
        view! {
            <label class="search">
                <Icon name="search"/>
                <span class="visually-hidden">{label}</span>
                <input type="search" name=name placeholder=label value=asked.of(name) autocomplete="off" maxlength="255"/>
            </label>
        }
    };
    let day = |name: &'static str, label: &'static str| {
        view! {
            <label class="day">
                <span>{label}</span>
                <input type="date" name=name value=asked.of(name)/>
            </label>
        }
    };
    view! {
        <form class="filters" method="get" action=address data-autosubmit="" role="search">
            {of}
            <Choice name="action" label=text.any_action options=options() chosen/>
            {search("actor", text.actor)}
            {search("target", text.target)}
            <span class="days">{day("since", text.since)} {day("until", text.until)}</span>
            <button class="button" data-unscripted="">{text.filter}</button>
            {clear}
        </form>
    }
}

/// Each kind of thing, and what is done to it.
fn options() -> Vec<(&'static str, String)> {
    let text = words();
    let mut options = Vec::new();
    for kind in ActionFilter::kinds() {
        options.push((kind, (text.kind)(kind).to_owned()));
        let actions = AuditAction::ALL.iter().filter(|action| {
            let word = action.as_str().split_once('.');
            word.is_some_and(|(first, _)| first == kind)
        });
        options.extend(
            actions.map(|action| (action.as_str(), (text.what_happened)(*action).to_owned())),
        );
    }
    options
}
