use leptos::{either::Either, ev::Event, html, prelude::*, server_fn::ServerFn};
use model::Project;

use crate::{
    api::{EnterProject, SignedIn},
    text::text,
    ui::Icon,
};

/// The project people work in, and the way into their others. Without a script a button makes the switch.
#[component]
pub fn ProjectSwitch(signed_in: SignedIn) -> impl IntoView {
    let text = text().frame;
    let SignedIn {
        caller, projects, ..
    } = signed_in;
    if projects.len() < 2 {
        return Either::Left(view! {
            <p class="project">
                <Icon name="project"/>
                <span class="visually-hidden">{text.project}</span>
                {caller.project_name}
            </p>
        });
    }

    let form = NodeRef::<html::Form>::new();
    let scripted = RwSignal::new(false);
    Effect::new(move |_| scripted.set(true));
    let switch = move |_: Event| {
        if let Some(form) = form.get_untracked() {
            // The browser then loads the list of the other project.
            let _ = form.submit();
        }
    };
    let option = move |project: Project| {
        let here = project.id == caller.project;
        view! {
            <option value=project.id.to_string() selected=here>
                {label(&project)}
            </option>
        }
    };
    Either::Right(view! {
        <form class="project" method="post" action=EnterProject::url() node_ref=form>
            <Icon name="project"/>
            <label class="visually-hidden" for="project">{text.project}</label>
            <span class="select">
                <select id="project" name="project" autocomplete="off" on:change=switch>
                    {projects.into_iter().map(option).collect_view()}
                </select>
                <Icon name="down"/>
            </span>
            <button class="bar-button" hidden=move || scripted.get()>{text.switch}</button>
        </form>
    })
}

/// The project's name, and what the user is in it.
fn label(project: &Project) -> String {
    let role = text().words.role;
    let roles: Vec<&str> = project.roles.iter().map(role).collect();
    format!("{} ({})", project.name, roles.join(", "))
}
