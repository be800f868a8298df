use identity::records;
use leptos::{prelude::*, server_fn::ServerFn};
use model::{Role, now};

use crate::{
    forms::{CreateCredential, DeleteCredential, form_state},
    pages::{
        current_user::CurrentUser,
        ui::{Field, ProblemBox},
    },
    shared::Icon,
    text::{account as words, format, locale, words as model_words},
};

/// The application credentials of the user in this project.
#[component]
pub fn Credentials(who: CurrentUser, credentials: Vec<records::Credential>) -> impl IntoView {
    let text = words();
    let back = form_state::<CreateCredential>();
    let none = credentials.is_empty();
    let now = now();
    let action = who.here().action(DeleteCredential::PATH);
    let row = |one: records::Credential| {
        let ends = match one.expires_at {
            None => text.never.to_owned(),
            Some(at) if at <= now => text.expired.to_owned(),
            Some(at) => format!("{} {}", text.ends, format::moment(locale(), at)),
        };
        let id = one.id.to_string();
        view! {
            <li data-key=id.clone()>
                <div>
                    <p class="members-name">{one.name.clone()}</p>
                    <p class="aside">
                        <code>{id.clone()}</code> " · " {one.roles} " · " {ends}
                    </p>
                </div>
                <form method="post" action=action.clone()>
                    <input type="hidden" name="id" value=id.clone()/>
                    <button class="button" data-size="small" aria-label=(text.revoke_named)(&one.name)>
                        {text.revoke}
                    </button>
                </form>
            </li>
        }
    };
    let rows = credentials.into_iter().map(row).collect_view();
    // Never above one's own: what a role implies is below it.
    let own = who.caller.roles.with_implied();
    let offered = Role::ALL.iter().copied().filter(|role| own.has(*role));
    let option = |role: Role| {
        view! { <option value=role.as_str()>{(model_words().role)(role)}</option> }
    };
    view! {
        <section class="panel">
            <h2>{text.credentials}</h2>
            <p class="aside">{text.credentials_hint}</p>
            {if none {
                view! { <p class="aside">{text.none}</p> }.into_any()
            } else {
                view! { <ul class="members">{rows}</ul> }.into_any()
            }}
            {back.error_beside(&["name", "days"]).map(|error| view! { <ProblemBox error/> })}
            <form class="form-actions" method="post" action=who.here().action(CreateCredential::PATH)>
                <Field name="name" label=text.new_name value=back.typed("name") required=true error=back.error_at("name")/>
                <label class="field">
                    <span class="field-name">{text.role}</span>
                    <span class="select" data-boxed="">
                        <select name="role">{offered.map(option).collect_view()}</select>
                        <Icon name="down"/>
                    </span>
                </label>
                <Field
                    name="days"
                    label=text.days
                    kind="number"
                    value=back.typed("days")
                    hint=text.days_hint
                    error=back.error_at("days")
                />
                <button class="button">{text.make}</button>
            </form>
        </section>
    }
}
