use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    forms::{ChangePassword, form_state},
    pages::{
        current_user::CurrentUser,
        ui::{Field, ProblemBox},
    },
    text::account as words,
};

/// A new password, against the old one.
#[component]
pub fn PasswordPanel(who: CurrentUser) -> impl IntoView {
    let text = words();
    let back = form_state::<ChangePassword>();
    let name = who.caller.user_name.clone();
    view! {
        <section class="panel">
            <h2>{text.password}</h2>
            {back.error_beside(&["old", "new"]).map(|error| view! { <ProblemBox error/> })}
            <form class="form" method="post" action=who.here().action(ChangePassword::PATH)>
                <input class="visually-hidden" name="username" autocomplete="username" value=name tabindex="-1" readonly aria-hidden="true"/>
                <Field
                    name="old"
                    label=text.old
                    kind="password"
                    complete="current-password"
                    required=true
                    error=back.error_at("old")
                />
                <Field
                    name="new"
                    label=text.new
                    kind="password"
                    complete="new-password"
                    hint=text.new_hint
                    required=true
                    error=back.error_at("new")
                />
                <div class="form-end">
                    <button class="button">{text.change}</button>
                </div>
            </form>
        </section>
    }
}
