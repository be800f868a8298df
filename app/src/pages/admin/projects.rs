use std::collections::HashMap;

use identity::records;
use leptos::{prelude::*, server_fn::ServerFn};
use model::ProjectUsage;

use super::Enabled;
use crate::{
    forms::{CreateProject, FormState, form_state},
    pages::{
        Page, PageRequest, PageResult,
        current_user::CurrentUser,
        frame::Section,
        ui::{Field, ProblemBox},
    },
    request::{identity, principal, registry},
    shared::Icon,
    text::{admin, format::size},
};

/// Every project, with what it keeps.
pub async fn projects(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let by = principal()?;
    let identity = identity();
    let all = identity
        .directory(&by)
        .projects(&identity::Filter::default())
        .await?;
    let usage: HashMap<_, _> = registry()
        .usage(&who.caller)
        .all()
        .await?
        .into_iter()
        .map(|usage| (usage.project.clone(), usage))
        .collect();
    let text = admin();
    let count = (text.count)(all.len() as u64);
    let rows = all
        .into_iter()
        .map(|project| {
            let usage = usage.get(&project.id).cloned();
            view! { <Row who=who.clone() project usage/> }
        })
        .collect_view();
    let body = view! {
        <div class="page-head">
            <div>
                <h1 tabindex="-1">{text.projects}</h1>
                <p class="lead">{text.projects_lead}</p>
            </div>
        </div>
        {identity
            .limits_problem()
            .map(|problem| {
                view! {
                    <div class="problem" role="status">
                        <Icon name="warning"/>
                        <div>
                            <p class="problem-title">{text.limits_hidden}</p>
                            <p>{problem} "."</p>
                        </div>
                    </div>
                }
            })}
        <table class="images plain" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    {[text.name, text.state, text.images, text.data, text.description]
                        .map(|head| view! { <th scope="col" role="columnheader">{head}</th> })
                        .collect_view()}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
        <p class="aside table-note">{count}</p>
        <NewProject who/>
    };
    Page::new(text.projects, Section::Projects, body)
}

#[component]
fn Row(who: CurrentUser, project: records::Project, usage: Option<ProjectUsage>) -> impl IntoView {
    let text = admin();
    let (images, data) = usage.map_or((0, 0), |usage| (usage.images.used, usage.size.used));
    let cells = [
        (text.images, images.to_string()),
        (text.data, size(data)),
        (text.description, project.description),
    ];
    view! {
        <tr role="row" data-key=project.id.to_string()>
            <th scope="row" role="rowheader">
                <a href=who.here().one_project(&project.id)>{project.name}</a>
            </th>
            <td role="cell" data-label=text.state>
                <Enabled enabled=project.enabled/>
            </td>
            {cells
                .map(|(label, value)| view! { <td role="cell" data-label=label>{value}</td> })
                .collect_view()}
        </tr>
    }
}

#[component]
fn NewProject(who: CurrentUser) -> impl IntoView {
    let text = admin();
    let back: FormState = form_state::<CreateProject>();
    let open = back.error.is_some();
    view! {
        <details class="panel fold-panel" open=open>
            <summary>
                <h2>{text.new_project}</h2>
            </summary>
            {back.error_beside(&["name", "description"]).map(|error| view! { <ProblemBox error/> })}
            <form class="form" method="post" action=who.here().action(CreateProject::PATH)>
                <Field name="name" label=text.name value=back.typed("name") required=true error=back.error_at("name")/>
                <Field name="description" label=text.description value=back.typed("description") error=back.error_at("description")/>
                <div class="form-end">
                    <button class="button" data-kind="primary">{text.create}</button>
                </div>
            </form>
        </details>
    }
}
