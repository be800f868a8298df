//! What was done: of a project, of everybody, of an image.

mod changes;
mod entries;
mod filters;
mod names;

use leptos::prelude::*;
use model::{AuditAction, ImageId};
use registry::{ActivityQuery, ActivityScope};

use self::{entries::Entries, filters::Filters, names::Names};
use super::{Live, Page, PageRequest, PageResult, current_user::CurrentUser, frame::Section};
use crate::{
    request::{query, registry},
    shared::{Icon, Result},
    text::{activity as words, format::moment, locale},
};

/// How many entries a page has.
const PAGE: u32 = 50;
/// How many an image's own page has.
const FEW: u32 = 10;

/// What was done in a project; with `image` in the address, to one image.
pub async fn project(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let image = query("image").map(|id| id.parse::<ImageId>()).transpose()?;
    let extent = image.map_or_else(
        || ActivityScope::Project(who.caller.project.clone()),
        ActivityScope::Image,
    );
    let text = words();
    let address = who.here().activity();
    let page = list(who, extent, address, (text.title, text.lead)).await?;
    Page::new(text.title, Section::Activity, page).map(|page| page.live(Live::Project))
}

/// What was done by everybody, for admins; with `owner` in the address, in one project.
pub async fn all_projects(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let text = words();
    let address = who.here().all_activity();
    let owner = query("owner").map(|id| id.parse()).transpose()?;
    let extent = owner.map_or(ActivityScope::All, ActivityScope::Project);
    let page = list(who, extent, address, (text.all, text.all_lead)).await?;
    Page::new(text.all, Section::AllActivity, page).map(|page| page.live(Live::All))
}

async fn list(
    who: CurrentUser,
    extent: ActivityScope,
    address: String,
    (title, lead): (&'static str, &'static str),
) -> Result<impl IntoView + use<>> {
    let asked = filters::asked(extent)?;
    let page = registry().activity(&who.caller).list(&asked.query).await?;
    let names = Names::find(&who, &page.items).await?;
    let text = words();
    let next = page.next.map(|next| asked.address(&address, Some(&next)));
    let first = asked.query.marker.map(|_| asked.address(&address, None));
    let exports = [("csv", text.csv), ("ndjson", text.ndjson)].map(|(ending, name)| {
        let address = asked.export(&who, ending);
        view! {
            <a class="button" data-size="small" href=address download="">
                <Icon name="download"/>
                {name}
            </a>
        }
    });
    let is_empty = page.items.is_empty();
    let shown = if is_empty {
        view! { <NoActivity filtered=asked.is_filtered()/> }.into_any()
    } else {
        let count = (text.shown)(page.items.len() as u64);
        view! {
            <Entries who=who.clone() names events=page.items panel=true/>
            <p class="aside table-note">{count}</p>
        }
        .into_any()
    };
    Ok(view! {
        <div class="page-head">
            <div>
                <h1 tabindex="-1">{title}</h1>
                <p class="lead">{lead}</p>
            </div>
        </div>
        <Filters asked address/>
        {shown}
        {(first.is_some() || next.is_some()).then(|| view! {
            <nav class="pages" aria-label=text.pages>
                {first.map(|first| view! { <a class="button" href=first>{text.newest}</a> })}
                {next.map(|next| view! { <a class="button" rel="next" href=next>{text.older}</a> })}
            </nav>
        })}
        {(!is_empty).then(|| view! {
            <div class="exports" role="group" aria-label=text.export>
                <span class="aside">{text.export}</span>
                {exports.into_iter().collect_view()}
            </div>
        })}
    })
}

#[component]
fn NoActivity(filtered: bool) -> impl IntoView {
    let text = words();
    view! {
        <div class="blank">
            <Icon name="clock"/>
            {if filtered {
                view! { <p>{text.no_match}</p> }.into_any()
            } else {
                view! { <p>{text.nothing}</p> <p>{text.nothing_hint}</p> }.into_any()
            }}
        </div>
    }
}

/// Who changed an image last, and when, as far as `who` may know.
pub async fn last_change(who: &CurrentUser, image: ImageId) -> Result<Option<(String, String)>> {
    let query = ActivityQuery {
        action: Some(AuditAction::ImageUpdate.into()),
        limit: 1,
        ..ActivityQuery::of(ActivityScope::Image(image))
    };
    let page = registry().activity(&who.caller).list(&query).await?;
    let last = page
        .items
        .into_iter()
        .find(|event| !event.actor_name.is_empty());
    Ok(last.map(|event| (event.actor_name, moment(locale(), event.at))))
}

/// The latest that was done to an image, as a part of its page.
pub async fn panel(who: &CurrentUser, image: ImageId) -> Result<impl IntoView + use<>> {
    let query = ActivityQuery {
        limit: FEW,
        ..ActivityQuery::of(ActivityScope::Image(image))
    };
    let page = registry().activity(&who.caller).list(&query).await?;
    let names = Names::find(who, &page.items).await?;
    let text = words();
    let more = page.next.map(|_| {
        let address = format!("{}?image={image}", who.here().activity());
        view! {
            <p>
                <a href=address>{text.more}</a>
            </p>
        }
    });
    let (who, events) = (who.clone(), page.items);
    Ok((!events.is_empty()).then(|| {
        view! {
            <section class="panel">
                <h2>{text.title}</h2>
                <p class="aside">{text.of_image}</p>
                <Entries who names events panel=false/>
                {more}
            </section>
        }
    }))
}
