mod access;
mod credentials;
mod password;
mod preferences;
mod profile;
mod sessions;

use leptos::prelude::*;

use self::{
    access::Access, credentials::Credentials, password::PasswordPanel,
    preferences::PreferencesPanel, profile::Profile, sessions::Sessions,
};
use super::{Page, PageRequest, PageResult, frame::Section};
use crate::{
    request::{identity, principal, web_session},
    text::account as words,
};

/// The user, their sessions, and the credentials that act for them.
pub async fn page(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let by = principal()?;
    let identity = identity();
    let directory = identity.directory(&by);
    let credentials = directory.credentials(&who.caller.user, None).await?;
    let session = web_session();
    let sign_ins = match &session {
        Some(session) => identity.sign_ins(session).await?,
        None => Vec::new(),
    };
    // Of users whom a Keystone knows, it keeps passwords and default projects.
    let ours = session.is_some() && identity.keeps_users();
    let usual = if ours {
        directory.own_default_project().await?
    } else {
        None
    };
    let text = words();
    let sessions = session.map(|session| {
        view! { <Sessions who=who.clone() sign_ins this=session.sign_in/> }
    });
    let body = view! {
        <div class="page-head">
            <div>
                <h1 tabindex="-1">{text.title}</h1>
                <p class="lead">{text.lead}</p>
            </div>
        </div>
        <div class="panels">
            <Profile who=who.clone() ours usual/>
            {sessions}
            <PreferencesPanel/>
            {ours.then(|| view! { <PasswordPanel who=who.clone()/> })}
            <Credentials who=who.clone() credentials/>
            <Access who=who.clone()/>
        </div>
    };
    Page::new(text.title, Section::Account, body)
}
