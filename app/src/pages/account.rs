use identity::records;
use leptos::{prelude::*, server_fn::ServerFn};
use model::Role;

use super::{
    Asked, Made, Page,
    frame::Section,
    text::{account as words, format, locale, words as model_words},
    ui::{Copy, Field, ProblemBox},
    who::SignedIn,
};
use crate::{
    api::{ChangePassword, CreateCredential, DeleteCredential},
    paths,
    ssr::{asker, identity, public_url, returned},
    ui::Icon,
};

/// Who somebody is here, and the keys that speak for them.
pub async fn page(asked: Asked) -> Made {
    let who = asked.who()?.clone();
    let by = asker()?;
    let credentials = identity()
        .directory(&by)
        .credentials(&who.caller.user, None)
        .await?;
    let text = words();
    let has_password = who.can_leave;
    let body = view! {
        <div class="page-head">
            <div>
                <h1 tabindex="-1">{text.title}</h1>
                <p class="lead">{text.lead}</p>
            </div>
        </div>
        <div class="panels">
            <Profile who=who.clone()/>
            {has_password.then(|| view! { <PasswordPanel who=who.clone()/> })}
            <Credentials who=who.clone() credentials/>
            <Access who=who.clone()/>
        </div>
    };
    Page::new(text.title, Section::Account, body)
}

#[component]
fn Profile(who: SignedIn) -> impl IntoView {
    let text = words();
    let roles: Vec<&str> = who.caller.roles.iter().map(model_words().role).collect();
    let facts = [
        (text.name, who.caller.user_name.clone()),
        (text.id, who.caller.user.to_string()),
        (text.project, who.caller.project_name.clone()),
        (text.project_id, who.caller.project.to_string()),
        (text.roles, roles.join(", ")),
    ];
    let fact = |(name, value): (&'static str, String)| {
        view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        }
    };
    view! {
        <section class="panel">
            <h2>{text.profile}</h2>
            <dl class="facts">{facts.map(fact).collect_view()}</dl>
        </section>
    }
}

#[component]
fn PasswordPanel(who: SignedIn) -> impl IntoView {
    let text = words();
    let back = returned::<ChangePassword>();
    let name = who.caller.user_name.clone();
    view! {
        <section class="panel">
            <h2>{text.password}</h2>
            {back.error.map(|error| view! { <ProblemBox error/> })}
            <form class="form" method="post" action=who.here().action(ChangePassword::PATH)>
                <input class="visually-hidden" name="username" autocomplete="username" value=name tabindex="-1" readonly aria-hidden="true"/>
                <Field name="old" label=text.old kind="password" complete="current-password" required=true/>
                <Field
                    name="new"
                    label=text.new
                    kind="password"
                    complete="new-password"
                    hint=text.new_hint
                    required=true
                />
                <div class="form-end">
                    <button class="button">{text.change}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn Credentials(who: SignedIn, credentials: Vec<records::Credential>) -> impl IntoView {
    let text = words();
    let back = returned::<CreateCredential>();
    let none = credentials.is_empty();
    let action = who.here().action(DeleteCredential::PATH);
    let row = |one: records::Credential| {
        let ends = one.expires_at.map_or_else(
            || text.never.to_owned(),
            |at| format!("{} {}", text.ends, format::moment(locale(), at)),
        );
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
            {back.error.clone().map(|error| view! { <ProblemBox error/> })}
            <form class="deeds" method="post" action=who.here().action(CreateCredential::PATH)>
                <Field name="name" label=text.new_name value=back.typed("name") required=true/>
                <label class="field">
                    <span class="field-name">{text.role}</span>
                    <span class="select" data-boxed="">
                        <select name="role">{offered.map(option).collect_view()}</select>
                        <Icon name="down"/>
                    </span>
                </label>
                <Field name="days" label=text.days kind="number" value=back.typed("days") hint=text.days_hint/>
                <button class="button">{text.make}</button>
            </form>
        </section>
    }
}

/// Where the APIs are, and files that tell clients so.
#[component]
fn Access(who: SignedIn) -> impl IntoView {
    let text = words();
    let base = public_url();
    let (auth, image) = (format!("{base}/identity/v3"), format!("{base}/image"));
    let (id, secret) = (text.credential_here, text.secret_here);
    let clouds = format!(
        "clouds:\n  vitrine:\n    auth_type: v3applicationcredential\n    auth:\n      auth_url: {auth}\n      \
         application_credential_id: {id}\n      application_credential_secret: {secret}\n"
    );
    let openrc = format!(
        "export OS_AUTH_TYPE=v3applicationcredential\nexport OS_AUTH_URL={auth}\n\
         export OS_APPLICATION_CREDENTIAL_ID={id}\nexport OS_APPLICATION_CREDENTIAL_SECRET={secret}\n"
    );
    let places = [
        (text.identity_url, auth),
        (text.image_url, image),
        (text.project_id, who.caller.project.to_string()),
    ];
    let place = |(name, value): (&'static str, String)| {
        view! {
            <dt>{name}</dt>
            <dd>
                <code>{value.clone()}</code>
                <Copy what=name value/>
            </dd>
        }
    };
    let file = |(name, content): (&'static str, String)| {
        let data = format!("data:text/plain;charset=utf-8,{}", paths::encode(&content));
        view! {
            <div class="snippet">
                <p class="snippet-name">
                    {name} <Copy what=name value=content.clone()/>
                    <a class="tool" href=data download=name title=(text.download)(name) aria-label=(text.download)(name)>
                        <Icon name="download"/>
                    </a>
                </p>
                <pre tabindex="0">
                    <code>{content}</code>
                </pre>
            </div>
        }
    };
    view! {
        <section class="panel">
            <h2>{text.access}</h2>
            <p class="aside">{text.access_hint}</p>
            <dl class="facts">{places.map(place).collect_view()}</dl>
            {[("clouds.yaml", clouds), ("openrc", openrc)].map(file).collect_view()}
        </section>
    }
}
