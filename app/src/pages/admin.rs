//! The pages for admins: projects, users, and what counts for all projects.

mod certificate;
mod certificate_state;
mod certificates;
mod definitions;
mod namespace;
mod project;
mod projects;
mod protections;
mod roles;
mod signatures;
mod user;
mod users;

pub use certificate::certificate;
pub use certificates::certificates;
pub use definitions::definitions;
pub use namespace::namespace;
pub use project::project;
pub use projects::projects;
pub use roles::roles;
pub use user::user;
pub use users::users;

use leptos::prelude::*;
use model::Role;

use super::ui::Badge;
use crate::{
    shared::Icon,
    text::{admin, words},
};

/// Whether a project or a user is let work.
#[component]
fn Enabled(enabled: bool) -> impl IntoView {
    let (tone, icon, word) = if enabled {
        ("good", "check", admin().enabled)
    } else {
        ("warn", "pause", admin().disabled)
    };
    view! { <Badge tone icon word/> }
}

/// The choice of one of the four roles.
#[component]
fn RoleField(chosen: String) -> impl IntoView {
    let option = |role: &Role| {
        view! {
            <option value=role.as_str() selected=role.as_str() == chosen>
                {(words().role)(*role)}
            </option>
        }
    };
    view! {
        <label class="field">
            <span class="field-name">{admin().role}</span>
            <span class="select" data-boxed="">
                <select name="role">{Role::ALL.iter().map(option).collect_view()}</select>
                <Icon name="down"/>
            </span>
        </label>
    }
}

/// The name of a role as people say it; one of the operator's own as it is.
fn role_words(name: &str) -> String {
    name.parse::<Role>()
        .map_or_else(|_| name.to_owned(), |role| (words().role)(role).to_owned())
}
