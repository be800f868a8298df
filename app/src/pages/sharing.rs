use leptos::{prelude::*, server_fn::ServerFn};
use model::{MemberStatus, OffsetDateTime, now};
use registry::Invitation;

use super::{
    Live, Page, PageRequest, PageResult, current_user::CurrentUser, frame::Section, ui::When,
};
use crate::{
    forms::AnswerImage,
    request::registry,
    shared::Icon,
    text::{format, images, sharing as words},
};

/// The inbox of images that other projects share with this one.
pub async fn page(asked: PageRequest) -> PageResult {
    let who = asked.who()?;
    let text = words();
    let mut lists = Vec::new();
    for (status, title) in [
        (MemberStatus::Pending, text.waiting),
        (MemberStatus::Accepted, text.accepted),
        (MemberStatus::Rejected, text.rejected),
    ] {
        let invitations = registry().images(&who.caller).invitations(status).await?;
        let mut named = Vec::new();
        for invitation in invitations {
            let from = who.called(&invitation.image.owner).await?;
            named.push((invitation, from));
        }
        lists.push((status, title, named));
    }
    let writes = who.caller.can_write();
    let lists = lists
        .into_iter()
        .filter(|(status, _, named)| *status == MemberStatus::Pending || !named.is_empty())
        .map(|(status, title, named)| {
            let who = who.clone();
            view! {
                <section class="inbox">
                    <h2>{title}</h2>
                    <List who status named/>
                </section>
            }
        })
        .collect_view();
    let body = view! {
        <div class="page-head">
            <div>
                <h1 tabindex="-1">{text.title}</h1>
                <p class="lead">{text.lead}</p>
            </div>
        </div>
        <p class="aside">{if writes { text.accept_means } else { text.reader }}</p>
        {lists}
    };
    Page::new(text.title, Section::Sharing, body).map(|page| page.live(Live::Project))
}

#[component]
fn List(who: CurrentUser, status: MemberStatus, named: Vec<(Invitation, String)>) -> impl IntoView {
    let text = words();
    if named.is_empty() {
        return view! {
            <div class="blank">
                <Icon name="share"/>
                <p>{text.none_waiting}</p>
                <p>{text.none_waiting_hint}</p>
            </div>
        }
        .into_any();
    }
    let now = now();
    let rows = named
        .into_iter()
        .map(|(invitation, from)| view! { <Row who=who.clone() status invitation from now/> })
        .collect_view();
    view! { <ul class="members panel">{rows}</ul> }.into_any()
}

#[component]
fn Row(
    who: CurrentUser,
    status: MemberStatus,
    invitation: Invitation,
    from: String,
    now: OffsetDateTime,
) -> impl IntoView {
    let text = words();
    let Invitation { image, since, .. } = invitation;
    let (id, title) = (image.id, image.title());
    let writes = who.caller.can_write();
    let action = who.here().action(AnswerImage::PATH);
    let accepts = (status != MemberStatus::Accepted).then(|| {
        view! {
            <button
                class="button"
                data-kind="primary"
                data-size="small"
                name="status"
                value="accepted"
                aria-label=(text.accept_named)(&title)
            >
                {text.accept}
            </button>
        }
    });
    let declines = (status != MemberStatus::Rejected).then(|| {
        view! {
            <button
                class="button"
                data-size="small"
                name="status"
                value="rejected"
                aria-label=(text.decline_named)(&title)
            >
                {text.decline}
            </button>
        }
    });
    let size = image
        .size
        .map_or_else(|| images().none.to_owned(), format::size);
    view! {
        <li data-key=id.to_string()>
            <div>
                <p class="members-name">
                    <a href=who.here().image(id)>{title.clone()}</a>
                </p>
                <p class="aside">
                    {text.from} " " {from} " · " {size} " · " <When at=since now/>
                </p>
            </div>
            {writes.then(|| {
                view! {
                    <form class="form-actions" method="post" action=action>
                        <input type="hidden" name="id" value=id.to_string()/>
                        {accepts}
                        {declines}
                    </form>
                }
            })}
        </li>
    }
}
