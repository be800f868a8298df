use leptos::{prelude::*, server_fn::ServerFn};
use model::Project;

use super::{
    super::{current_user::CurrentUser, find::PROJECTS},
    Section,
    palette::PALETTE,
};
use crate::{
    forms::EnterProject,
    shared::Icon,
    text::{frame, words},
};

/// With more projects than these, they are searched.
const MANY: usize = 8;

/// The project people work in, and the way into their others.
#[component]
pub fn ProjectSwitch(who: CurrentUser, section: Option<Section>) -> impl IntoView {
    let text = frame();
    let to = section.map(Section::word).unwrap_or_default();
    match who.projects.len() {
        0 | 1 => view! {
            <p class="project">
                <Icon name="project"/>
                <span class="visually-hidden">{text.project}</span>
                {who.caller.project_name}
            </p>
        }
        .into_any(),
        2..=MANY => view! { <ProjectList who to/> }.into_any(),
        _ => view! { <ProjectSearch who to/> }.into_any(),
    }
}

/// A choice among a few. Without a script a button makes the switch.
#[component]
fn ProjectList(who: CurrentUser, to: &'static str) -> impl IntoView {
    let text = frame();
    let CurrentUser {
        caller, projects, ..
    } = who;
    let option = |project: Project| {
        let here = project.id == caller.project;
        view! {
            <option value=project.id.to_string() selected=here>
                {label(&project)}
            </option>
        }
    };
    view! {
        <form class="project" method="post" action=EnterProject::PATH>
            <Icon name="project"/>
            <label class="visually-hidden" for="project">{text.project}</label>
            <input type="hidden" name="to" value=to/>
            <span class="select">
                <select id="project" name="project" autocomplete="off" data-autosubmit="">
                    {projects.into_iter().map(option).collect_view()}
                </select>
                <Icon name="down"/>
            </span>
            <button class="bar-button" data-unscripted="">{text.switch}</button>
        </form>
    }
}

/// The way to a search among many.
#[component]
fn ProjectSearch(who: CurrentUser, to: &'static str) -> impl IntoView {
    let text = frame();
    let here = who
        .projects
        .iter()
        .find(|project| project.id == who.caller.project);
    let name = here.map_or_else(|| who.caller.project_name.clone(), label);
    let address = format!("{}?kind={PROJECTS}&from={to}", who.here().find());
    view! {
        <a class="project project-open" href=address title=text.switch data-opens=PALETTE data-kind=PROJECTS>
            <Icon name="project"/>
            <span class="visually-hidden">{text.project} " "</span>
            <span class="project-name">{name}</span>
            <Icon name="down"/>
        </a>
    }
}

/// The project's name, and what the user is in it.
fn label(project: &Project) -> String {
    let roles: Vec<&str> = project.roles.iter().map(words().role).collect();
    format!("{} ({})", project.name, roles.join(", "))
}
