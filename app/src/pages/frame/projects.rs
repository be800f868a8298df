use leptos::{either::Either, prelude::*, server_fn::ServerFn};
use model::Project;

use super::super::{
    text::{frame, words},
    who::SignedIn,
};
use crate::{api::EnterProject, ui::Icon};

/// The project people work in, and the way into their others. Without a script a button makes the switch.
#[component]
pub fn ProjectSwitch(who: SignedIn) -> impl IntoView {
    let text = frame();
    let SignedIn {
        caller, projects, ..
    } = who;
    if projects.len() < 2 {
        return Either::Left(view! {
            <p class="project">
                <Icon name="project"/>
                <span class="visually-hidden">{text.project}</span>
                {caller.project_name}
            </p>
        });
    }
    let option = |project: Project| {
        let here = project.id == caller.project;
        view! {
            <option value=project.id.to_string() selected=here>
                {label(&project)}
            </option>
        }
    };
    Either::Right(view! {
        <form class="project" method="post" action=EnterProject::PATH>
            <Icon name="project"/>
            <label class="visually-hidden" for="project">{text.project}</label>
            <span class="select">
                <select id="project" name="project" autocomplete="off" data-autosubmit="">
                    {projects.into_iter().map(option).collect_view()}
                </select>
                <Icon name="down"/>
            </span>
            <button class="bar-button" data-unscripted="">{text.switch}</button>
        </form>
    })
}

/// The project's name, and what the user is in it.
fn label(project: &Project) -> String {
    let roles: Vec<&str> = project.roles.iter().map(words().role).collect();
    format!("{} ({})", project.name, roles.join(", "))
}
