use leptos::prelude::*;
use model::ProjectId;

use super::Copy;
use crate::{
    forms::{Outcome, Undo},
    shared::{Icon, paths::ProjectPaths},
    text::frame,
};

/// What was done, said once and left standing until it is dismissed or the page is left; and the way to take it back.
#[component]
pub fn Notice(
    outcome: Outcome,
    /// The project in which it can be taken back.
    project: Option<ProjectId>,
) -> impl IntoView {
    let dismiss = frame().dismiss;
    let (tone, icon) = if outcome.partly {
        ("warn", "warning")
    } else {
        ("good", "check")
    };
    let undo = outcome.undo.zip(project);
    view! {
        <div class="notice dismissible" data-tone=tone role="status">
            <Icon name=icon/>
            <div>
                {outcome.lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
                {outcome.link.map(|(name, address)| view! { <p><a href=address>{name}</a></p> })}
                {outcome.secret.map(|value| view! { <p class="secret"><code>{value.clone()}</code> <Copy what="" value/></p> })}
            </div>
            {undo.map(|(undo, project)| view! { <UndoButton undo project/> })}
            <button type="button" class="tool" data-dismiss="" title=dismiss aria-label=dismiss>
                <Icon name="close"/>
            </button>
        </div>
    }
}

/// A form like any other, with what was there before.
#[component]
fn UndoButton(undo: Undo, project: ProjectId) -> impl IntoView {
    let action = ProjectPaths(&project).action(undo.endpoint());
    let field = |(name, value): (String, String)| {
        view! { <input type="hidden" name=name value=value/> }
    };
    view! {
        <form method="post" action=action>
            {undo.fields().into_iter().map(field).collect_view()}
            <button class="button" data-size="small">{frame().undo}</button>
        </form>
    }
}
