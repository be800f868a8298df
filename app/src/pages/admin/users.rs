use identity::records;
use leptos::{prelude::*, server_fn::ServerFn};

use super::{Enabled, RoleField};
use crate::{
    forms::{CreateUser, form_state},
    pages::{
        Page, PageRequest, PageResult,
        current_user::CurrentUser,
        frame::Section,
        ui::{Field, ProblemBox},
    },
    request::{identity, principal},
    shared::Icon,
    text::admin,
};

/// Every user.
pub async fn users(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let by = principal()?;
    let identity = identity();
    let directory = identity.directory(&by);
    let filter = identity::Filter::default();
    let all = directory.users(&filter).await?;
    let projects = directory.projects(&filter).await?;
    let text = admin();
    let count = (text.count)(all.len() as u64);
    let row = |user: records::User| {
        view! {
            <tr role="row" data-key=user.id.to_string()>
                <th scope="row" role="rowheader">
                    <a href=who.here().one_user(&user.id)>{user.name}</a>
                </th>
                <td role="cell" data-label=text.state>
                    <Enabled enabled=user.enabled/>
                </td>
                <td role="cell" data-label=text.id>
                    <code>{user.id.to_string()}</code>
                </td>
            </tr>
        }
    };
    let rows = all.into_iter().map(row).collect_view();
    let body = view! {
        <div class="page-head">
            <div>
                <h1 tabindex="-1">{text.users}</h1>
                <p class="lead">{text.users_lead}</p>
            </div>
        </div>
        <table class="images plain" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    {[text.name, text.state, text.id]
                        .map(|head| view! { <th scope="col" role="columnheader">{head}</th> })
                        .collect_view()}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
        <p class="aside table-note">{count}</p>
        <NewUser who=who.clone() projects/>
    };
    Page::new(text.users, Section::Users, body)
}

#[component]
fn NewUser(who: CurrentUser, projects: Vec<records::Project>) -> impl IntoView {
    let text = admin();
    let back = form_state::<CreateUser>();
    let open = back.error.is_some();
    let chosen = back.typed("project").unwrap_or_default();
    let option = |project: records::Project| {
        let id = project.id.to_string();
        let selected = id == chosen;
        view! { <option value=id selected=selected>{project.name}</option> }
    };
    let options = projects.into_iter().map(option).collect_view();
    let role = back.typed("role").unwrap_or_else(|| "member".to_owned());
    view! {
        <details class="panel fold-panel" open=open>
            <summary>
                <h2>{text.new_user}</h2>
            </summary>
            {back.error_beside(&["name", "password"]).map(|error| view! { <ProblemBox error/> })}
            <form class="form" method="post" action=who.here().action(CreateUser::PATH)>
                <Field name="name" label=text.name value=back.typed("name") required=true error=back.error_at("name")/>
                <Field
                    name="password"
                    label=text.password
                    kind="password"
                    hint=text.password_hint
                    complete="new-password"
                    error=back.error_at("password")
                />
                <div class="form-row">
                    <label class="field">
                        <span class="field-name">{text.first_project}</span>
                        <span class="select" data-boxed="">
                            <select name="project">
                                <option value="">{text.no_first_project}</option>
                                {options}
                            </select>
                            <Icon name="down"/>
                        </span>
                    </label>
                    <RoleField chosen=role/>
                </div>
                <div class="form-end">
                    <button class="button" data-kind="primary">{text.create}</button>
                </div>
            </form>
        </details>
    }
}
