use leptos::prelude::*;

use crate::{
    pages::{current_user::CurrentUser, ui::Copy},
    request::public_url,
    shared::{Icon, paths},
    text::account as words,
};

/// Where the APIs are, and files that tell clients so.
#[component]
pub fn Access(who: CurrentUser) -> impl IntoView {
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
