use leptos::{prelude::*, server_fn::ServerFn};
use model::{Project, ProjectId};

use crate::{
    forms::{SetDefaultProject, form_state},
    pages::{current_user::CurrentUser, ui::ProblemBox},
    shared::Icon,
    text::{account as words, words as model_words},
};

/// The user, and their roles in each project.
#[component]
pub fn Profile(
    who: CurrentUser,
    /// Whether we keep what they choose.
    ours: bool,
    /// The project that they begin in, if they chose one.
    usual: Option<ProjectId>,
) -> impl IntoView {
    let text = words();
    let caller = who.caller.clone();
    let facts = [
        (text.name, caller.user_name),
        (text.id, caller.user.to_string()),
        (text.project_id, caller.project.to_string()),
    ];
    let fact = |(name, value): (&'static str, String)| {
        view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        }
    };
    let row = |project: &Project| {
        let roles: Vec<&str> = project.roles.iter().map(model_words().role).collect();
        let here = project.id == caller.project;
        let begins = usual.as_ref() == Some(&project.id);
        view! {
            <li data-key=project.id.to_string()>
                <p class="members-name">{project.name.clone()}</p>
                <p class="aside">
                    {roles.join(", ")}
                    {here.then(|| format!(" · {}", text.here))}
                    {begins.then(|| format!(" · {}", text.begins))}
                </p>
            </li>
        }
    };
    let none = who.projects.is_empty();
    let rows = who.projects.iter().map(row).collect_view();
    view! {
        <section class="panel">
            <h2>{text.profile}</h2>
            <dl class="facts">{facts.map(fact).collect_view()}</dl>
            {(!none).then(|| {
                view! {
                    <h3>{text.projects}</h3>
                    <ul class="members">{rows}</ul>
                }
            })}
            {ours.then(|| view! { <DefaultProjectForm who usual/> })}
        </section>
    }
}

/// Where to begin after signing in.
#[component]
fn DefaultProjectForm(who: CurrentUser, usual: Option<ProjectId>) -> impl IntoView {
    let text = words();
    let back = form_state::<SetDefaultProject>();
    let option = |project: &Project| {
        let chosen = usual.as_ref() == Some(&project.id);
        view! { <option value=project.id.to_string() selected=chosen>{project.name.clone()}</option> }
    };
    let options = who.projects.iter().map(option).collect_view();
    view! {
        {back.error.map(|error| view! { <ProblemBox error/> })}
        <form class="form-actions" method="post" action=who.here().action(SetDefaultProject::PATH)>
            <label class="field">
                <span class="field-name">{text.begin_in}</span>
                <span class="select" data-boxed="">
                    <select name="usual" autocomplete="off">
                        <option value="">{text.begin_anywhere}</option>
                        {options}
                    </select>
                    <Icon name="down"/>
                </span>
            </label>
            <button class="button">{text.save}</button>
        </form>
    }
}
