use identity::{AssignmentFilter, LimitFilter, Target, records};
use leptos::{prelude::*, server_fn::ServerFn};
use model::{ProjectId, ProjectUsage, Resource};

use super::{Enabled, RoleField, role_words, signatures::SignaturesPanel};
use crate::{
    forms::{AssignRole, DeleteProject, RevokeRole, SetProjectEnabled, SetQuota, form_state},
    pages::{
        Page, PageRequest, PageResult,
        current_user::CurrentUser,
        frame::Section,
        ui::{Breadcrumbs, Field, Gauge, ProblemBox},
    },
    request::{identity, principal, registry},
    shared::Icon,
    text::{admin, usage as usage_words},
};

/// One project: what it uses and may use, who is in it, and the ways to stop it.
pub async fn project(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let id: ProjectId = asked.part("id")?;
    let by = principal()?;
    let identity = identity();
    let directory = identity.directory(&by);
    let project = directory.project(&id).await?;
    let usage = registry().usage(&who.caller).of(&id).await?;
    let filter = AssignmentFilter {
        target: Some(Target::Project(id.clone())),
        ..AssignmentFilter::default()
    };
    let assignments = directory.assignments(&filter).await?;
    let filter = LimitFilter {
        service: Some("image".to_owned()),
        project: Some(id.to_string()),
        ..LimitFilter::default()
    };
    let limits = directory.limits(&filter).await?;

    let registry = registry();
    let certificates = registry.certificates(&who.caller);
    let must_sign = match certificates.may_manage() {
        Ok(()) => Some(certificates.is_signature_required(&id).await?),
        Err(_) => None,
    };

    let text = admin();
    let name = project.name.clone();
    let above = vec![(text.projects.to_owned(), who.here().all_projects())];
    let activity = format!("{}?owner={id}", who.here().all_activity());
    let body = view! {
        <Breadcrumbs above/>
        <div class="page-head">
            <div class="page-head-title">
                <h1 tabindex="-1">{name.clone()}</h1>
                <Enabled enabled=project.enabled/>
            </div>
            <div class="page-actions">
                <a class="button" href=activity>
                    <Icon name="clock"/>
                    {text.activity}
                </a>
            </div>
        </div>
        <div class="panels">
            <QuotaPanel who=who.clone() id=id.clone() usage limits/>
            <UsersPanel who=who.clone() id=id.clone() assignments/>
            {must_sign.map(|required| view! { <SignaturesPanel who=who.clone() id=id.clone() required/> })}
            <EndPanel who project/>
        </div>
    };
    Page::new(name, Section::Projects, body)
}

#[component]
fn QuotaPanel(
    who: CurrentUser,
    id: ProjectId,
    usage: ProjectUsage,
    limits: Vec<records::Limit>,
) -> impl IntoView {
    let (text, words) = (admin(), usage_words());
    let back = form_state::<SetQuota>();
    let present = |field: &str, resource: Resource| {
        let own = limits
            .iter()
            .find(|limit| limit.resource_name == resource.as_str() && limit.resource_limit >= 0);
        back.typed(field)
            .or_else(|| own.map(|limit| limit.resource_limit.to_string()))
    };
    let fields = [
        ("size", text.size_limit, Resource::Size),
        ("staged", text.staged_limit, Resource::Staged),
        ("images", text.images_limit, Resource::Images),
        ("uploading", text.uploading_limit, Resource::Uploading),
    ]
    .map(|(name, label, resource)| {
        let error = back.error_at(name);
        view! { <Field name label kind="number" value=present(name, resource) error/> }
    });
    view! {
        <section class="panel">
            <h2>{text.quota}</h2>
            <div class="meters">
                <Gauge name=words.size meter=usage.size bytes=true/>
                <Gauge name=words.staged meter=usage.staged bytes=true/>
                <Gauge name=words.images meter=usage.images bytes=false/>
                <Gauge name=words.uploading meter=usage.uploading bytes=false/>
            </div>
            {back.error_beside(&["size", "staged", "images", "uploading"])
                .map(|error| view! { <ProblemBox error/> })}
            <form class="form" method="post" action=who.here().action(SetQuota::PATH)>
                <input type="hidden" name="id" value=id.to_string()/>
                <div class="form-row">{fields.collect_view()}</div>
                <p class="field-hint">{text.quota_hint}</p>
                <div class="form-end">
                    <button class="button" data-kind="primary">{text.save}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn UsersPanel(
    who: CurrentUser,
    id: ProjectId,
    assignments: Vec<records::Assignment>,
) -> impl IntoView {
    let text = admin();
    let back = form_state::<AssignRole>();
    let none = assignments.is_empty();
    let action = who.here().action(RevokeRole::PATH);
    let row = |one: records::Assignment| {
        let role = role_words(&one.role_name);
        let label = (text.take_named)(&role, &one.user_name);
        view! {
            <li data-key=format!("{}-{}", one.user_id, one.role_name)>
                <div>
                    <p class="members-name">
                        <a href=who.here().one_user(&one.user_id)>{one.user_name}</a>
                    </p>
                    <p class="aside">{role}</p>
                </div>
                <form method="post" action=action.clone()>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="user" value=one.user_id.to_string()/>
                    <input type="hidden" name="role" value=one.role_name.clone()/>
                    <button class="button" data-size="small" aria-label=label>{text.take}</button>
                </form>
            </li>
        }
    };
    let rows = assignments.into_iter().map(row).collect_view();
    let role = back.typed("role").unwrap_or_else(|| "member".to_owned());
    view! {
        <section class="panel">
            <h2>{text.users_of_project}</h2>
            {if none {
                view! { <p class="aside">{text.nobody}</p> }.into_any()
            } else {
                view! { <ul class="members">{rows}</ul> }.into_any()
            }}
            {back.error_beside(&["user"]).map(|error| view! { <ProblemBox error/> })}
            <form class="form-actions" method="post" action=who.here().action(AssignRole::PATH)>
                <input type="hidden" name="id" value=id.to_string()/>
                <Field name="user" label=text.add_person value=back.typed("user") required=true error=back.error_at("user")/>
                <RoleField chosen=role/>
                <button class="button">{text.give}</button>
            </form>
        </section>
    }
}

/// The ways to stop a project, each with what follows from it.
#[component]
fn EndPanel(who: CurrentUser, project: records::Project) -> impl IntoView {
    let text = admin();
    let back = form_state::<DeleteProject>();
    let (turned, name) = if project.enabled {
        ("false", text.disable)
    } else {
        ("true", text.enable)
    };
    let id = project.id.to_string();
    view! {
        <section class="panel">
            <h2>{text.state}</h2>
            <form class="form-actions" method="post" action=who.here().action(SetProjectEnabled::PATH)>
                <input type="hidden" name="id" value=id.clone()/>
                {project.enabled.then(|| view! { <p class="aside">{text.disable_project_means}</p> })}
                <button class="button" name="enabled" value=turned>{name}</button>
            </form>
            {back.error_beside(&["name"]).map(|error| view! { <ProblemBox error/> })}
            <form class="form-actions" method="post" action=who.here().action(DeleteProject::PATH)>
                <input type="hidden" name="id" value=id/>
                <p class="aside">{text.delete_project_means}</p>
                <Field name="name" label=(text.type_name)(&project.name) required=true error=back.error_at("name")/>
                <button class="button" data-kind="danger">
                    <Icon name="bin"/>
                    {text.delete}
                </button>
            </form>
        </section>
    }
}
