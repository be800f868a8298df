use std::collections::BTreeMap;

use leptos::prelude::*;
use model::{ContainerFormat, DiskFormat, Image, ImageAction, ImageId, Status, Visibility};
use registry::SIGNATURE_NOTE;

use super::{
    change::{ChangePanel, SetActiveButton, is_conflict},
    checksums::Checksums,
    findings::{Findings, INSPECTION},
    members::{MembersPanel, NamedMember},
    pointer::{MAPPING, Pointer, PointerPanel},
    signature::{RevokedNotice, Signature, SignatureFact},
    snippets::Snippets,
    tasks::TasksPanel,
    unfinished::Unfinished,
};
use crate::{
    forms::{ChangeImage, form_state},
    pages::{
        Live, Page, PageRequest, PageResult, activity,
        frame::Section,
        ui::{Breadcrumbs, Copy, StatusBadge, When},
    },
    request::registry,
    shared::{Icon, paths},
    text::{format, images, words},
};

/// One image: what it is, how to be sure of it, and what can be done with it.
pub async fn detail(asked: PageRequest) -> PageResult {
    let who = asked.who()?;
    let here = who.here();
    let id: ImageId = asked.part("id")?;
    let image = registry().images(&who.caller).get(id).await?;

    let changes = who.may(ImageAction::Edit, &image);
    let turns =
        who.may(ImageAction::Deactivate, &image) || who.may(ImageAction::Reactivate, &image);
    let mut members = Vec::new();
    if changes && image.visibility == Visibility::Shared {
        for member in registry().images(&who.caller).members(id).await? {
            let name = who.called(&member.project).await?;
            members.push(NamedMember { member, name });
        }
    }

    let form_state = form_state::<ChangeImage>();
    let by = if is_conflict(&form_state) {
        activity::last_change(who, id).await?
    } else {
        None
    };
    let known = if changes {
        let registry = registry();
        let definitions = registry.definitions(&who.caller);
        let mut known = definitions.known(metadefs::IMAGE).await?;
        let images = registry.images(&who.caller);
        known.retain(|name, _| {
            image.properties.contains_key(name) || images.may_create_property(name)
        });
        known
    } else {
        BTreeMap::new()
    };
    let owner = who.called(&image.owner).await?;
    let pointer = Pointer::of(&image);
    let signature = Signature::of(who, &image).await;
    let unfinished = changes && image.status == Status::Queued && pointer.is_none();
    let activity = activity::panel(who, id).await?;
    let tasks = registry().tasks(&who.caller).of_image(id).await?;
    let text = images();
    let title = image.title();
    let can_download = who.may(ImageAction::Download, &image) && pointer.is_none();
    let can_delete = who.sees_deletion(&image);
    let above = vec![(text.title.to_owned(), here.images())];
    let (data, file_name) = (paths::image_data(id), image.download_name());
    let body = view! {
        <Breadcrumbs above/>
        <div class="page-head">
            <div class="page-head-title">
                <h1 tabindex="-1">{title.clone()}</h1>
                <StatusBadge status=image.status/>
            </div>
            <div class="page-actions">
                {can_download.then(|| {
                    view! {
                        <a
                            class="button"
                            data-kind="primary"
                            href=data
                            download=file_name
                        >
                            <Icon name="download"/>
                            {text.download}
                        </a>
                    }
                })}
                {turns.then(|| view! { <SetActiveButton who=who.clone() image=image.clone()/> })}
                {can_delete.then(|| {
                    view! {
                        <a class="button" data-kind="danger" href=here.image_deletion(id)>
                            <Icon name="bin"/>
                            {text.delete}
                        </a>
                    }
                })}
            </div>
        </div>
        <Findings image=image.clone()/>
        {signature.clone().map(|signature| view! { <RevokedNotice signature/> })}
        <div class="panels">
            {unfinished.then(|| view! { <Unfinished who=who.clone() id/> })}
            {pointer.clone().map(|pointer| view! { <PointerPanel pointer/> })}
            <Overview owner image=image.clone() signature/>
            {changes.then(|| view! { <ChangePanel who=who.clone() image=image.clone() form_state by known/> })}
            {changes.then(|| view! { <MembersPanel who=who.clone() image=image.clone() members/> })}
            {(image.status.has_data() && pointer.is_none()).then(|| view! { <Snippets image=image.clone()/> })}
            {activity}
            {(!tasks.is_empty()).then(|| view! { <TasksPanel tasks/> })}
            {pointer.is_none().then(|| view! { <Checksums image/> })}
        </div>
    };
    Page::new(title, Section::Images, body).map(|page| page.live(Live::Image(id)))
}

#[component]
fn Overview(owner: String, image: Image, signature: Option<Signature>) -> impl IntoView {
    let words = words();
    let text = images();
    let none = || text.none.to_owned();
    let bytes = move |size: Option<u64>| size.map_or_else(none, format::size);
    let tags = if image.tags.is_empty() {
        none()
    } else {
        image.tags.join(", ")
    };
    // A panel of its own tells what that means.
    let is_pointer = Pointer::of(&image).is_some();
    let mut properties = image.properties;
    properties.remove(INSPECTION);
    properties.remove(SIGNATURE_NOTE);
    if is_pointer {
        properties.remove(MAPPING);
    }
    let least = |amount: i32, unit: &str| {
        if amount == 0 {
            none()
        } else {
            format!("{amount} {unit}")
        }
    };
    view! {
        <section class="panel">
            <h2>{text.overview}</h2>
            <dl class="facts">
                <dt>{text.id}</dt>
                <dd>
                    <code>{image.id.to_string()}</code>
                    <Copy what=text.id value=image.id.to_string()/>
                </dd>
                <Fact name=text.size value=bytes(image.size)/>
                <Fact name=text.virtual_size value=bytes(image.virtual_size)/>
                <Fact name=text.format value=image.disk_format.map_or_else(none, |format| DiskFormat::as_str(format).to_owned())/>
                <Fact
                    name=text.container
                    value=image.container_format.map_or_else(none, |format| ContainerFormat::as_str(format).to_owned())
                />
                <dt>{text.visibility}</dt>
                <dd>
                    {(words.visibility)(image.visibility)}
                    <span class="aside">{(words.visibility_means)(image.visibility)}</span>
                </dd>
                <Fact name=text.owner value=owner/>
                <Fact
                    name=text.protected
                    value=if image.protected { text.protected_yes } else { text.protected_no }.to_owned()
                />
                <Fact name=text.min_disk value=least(image.min_disk, "GiB")/>
                <Fact name=text.min_ram value=least(image.min_ram, "MiB")/>
                <Fact name=text.tags value=tags/>
                {signature.map(|signature| view! { <SignatureFact signature/> })}
                <dt>{text.created}</dt>
                <dd>
                    <When at=image.created_at/>
                </dd>
                <dt>{text.updated}</dt>
                <dd>
                    <When at=image.updated_at/>
                </dd>
            </dl>
            {(!properties.is_empty()).then(|| {
                view! {
                    <h3>{text.properties}</h3>
                    <dl class="facts">
                        {properties
                            .into_iter()
                            .map(|(name, value)| view! { <Fact name value/> })
                            .collect_view()}
                    </dl>
                }
            })}
        </section>
    }
}

#[component]
fn Fact(#[prop(into)] name: String, value: String) -> impl IntoView {
    view! {
        <dt>{name}</dt>
        <dd>{value}</dd>
    }
}
