use leptos::{prelude::*, server_fn::ServerFn};
use model::{CertificateId, ProjectId, UserId, now};
use registry::{RegisteredCertificate, Revocation};

use super::certificate_state::{AuthorityBadge, CertificateState, StateBadge};
use crate::{
    forms::{DeleteCertificate, RevokeCertificate, certificate_name, form_state},
    pages::{
        Page, PageRequest, PageResult,
        current_user::CurrentUser,
        frame::Section,
        ui::{Breadcrumbs, Copy, Field, ProblemBox, When},
    },
    request::{identity, knows_all_projects, principal, registry},
    shared::{Icon, Result},
    text::{admin, certificates as words, format::moment, locale},
};

/// A name, and the page of what has it, where there is one.
type Named = (String, Option<String>);

/// One certificate: whose it is, for what it is used, and the ways to end that.
pub async fn certificate(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let id: CertificateId = asked.part("id")?;
    let registry = registry();
    let certificates = registry.certificates(&who.caller);
    certificates.may_manage()?;
    let one = certificates.get(id).await?;
    let state = CertificateState::of(&one, &certificates.list().await?, now());
    let project = project(&who, one.project.as_ref()).await?;
    let added_by = user(&who, &one.created_by).await;
    let text = words();
    let name = certificate_name(&one);
    let above = vec![(text.title.to_owned(), who.here().certificates())];
    let subject = one.certificate.subject.clone();
    let lead = (subject != name).then(|| view! { <p class="lead">{subject}</p> });
    let (is_revoked, is_deletable) = (one.revoked.is_some(), one.is_deletable(now()));
    let body = view! {
        <Breadcrumbs above/>
        <div class="page-head">
            <div>
                <div class="page-head-title">
                    <h1 tabindex="-1">{name.clone()}</h1>
                    <StateBadge state/>
                    {one.certificate.is_authority.then(|| view! { <AuthorityBadge/> })}
                </div>
                {lead}
            </div>
        </div>
        <StateNotice state revocation=one.revoked.clone()/>
        <div class="panels">
            <FactsPanel one project added_by/>
            {(!is_revoked).then(|| view! { <RevokePanel who=who.clone() id/> })}
            {if is_deletable {
                view! { <DeletePanel who id name=name.clone()/> }.into_any()
            } else {
                view! {
                    <section class="panel">
                        <h2>{admin().delete}</h2>
                        <p class="aside">{text.revoked_stays}</p>
                    </section>
                }
                .into_any()
            }}
        </div>
    };
    Page::new(name, Section::Certificates, body)
}

/// The project that a certificate is for.
async fn project(who: &CurrentUser, project: Option<&ProjectId>) -> Result<Named> {
    let Some(id) = project else {
        return Ok((words().all_projects.to_owned(), None));
    };
    let has_page = who.caller.is_admin() && knows_all_projects(&who.caller);
    let address = has_page.then(|| who.here().one_project(id));
    Ok((who.called(id).await?, address))
}

/// Who added it: by their id where nobody tells their name.
async fn user(who: &CurrentUser, id: &UserId) -> Named {
    if who.caller.user == *id {
        return (who.caller.user_name.clone(), None);
    }
    let identity = identity();
    let Some(by) = principal().ok().filter(|_| identity.keeps_users()) else {
        return (id.to_string(), None);
    };
    match identity.directory(&by).user(id).await {
        Ok(user) => (user.name, Some(who.here().one_user(id))),
        Err(_) => (id.to_string(), None),
    }
}

/// Says why nothing can be verified with a certificate, where it does not say so by itself.
#[component]
fn StateNotice(state: CertificateState, revocation: Option<Revocation>) -> impl IntoView {
    let text = words();
    let sentence = match (state, revocation) {
        (_, Some(revocation)) => {
            let when = moment(locale(), revocation.at);
            Some((text.revoked_on)(&when, &revocation.because))
        }
        (CertificateState::NoIssuer, None) => Some(text.no_issuer_means.to_owned()),
        _ => None,
    };
    sentence.map(|sentence| {
        view! {
            <div class="notice" data-tone="warn" role="note">
                <Icon name="warning"/>
                <div>
                    <p>{sentence}</p>
                </div>
            </div>
        }
    })
}

#[component]
fn FactsPanel(one: RegisteredCertificate, project: Named, added_by: Named) -> impl IntoView {
    let text = words();
    let certificate = one.certificate;
    let (key, pem) = (certificate.key_word(), certificate.to_pem());
    // The one that images name.
    let id = one.barbican_id.unwrap_or(one.id).to_string();
    let id_hint = if one.barbican_id.is_some() {
        Some(text.of_barbican)
    } else {
        // Only if an image can be signed with this kind of key.
        certificate.key_type().map(|_| text.id_hint)
    };
    let issuer = if certificate.is_self_signed {
        text.self_signed.to_owned()
    } else {
        certificate.issuer
    };
    view! {
        <section class="panel">
            <h2>{text.about}</h2>
            <dl class="facts">
                <dt>{admin().id}</dt>
                <dd>
                    <code>{id.clone()}</code>
                    <Copy what=admin().id value=id/>
                    {id_hint.map(|hint| view! { <span class="aside">{hint}</span> })}
                </dd>
                <dt>{text.subject}</dt>
                <dd>{certificate.subject}</dd>
                <dt>{text.issuer}</dt>
                <dd>{issuer}</dd>
                <dt>{text.project}</dt>
                <dd>
                    <Link named=project/>
                </dd>
                <dt>{text.key}</dt>
                <dd>{key}</dd>
                <dt>{text.from}</dt>
                <dd>
                    <When at=certificate.not_before/>
                </dd>
                <dt>{text.until}</dt>
                <dd>
                    <When at=certificate.not_after/>
                </dd>
                <dt>{text.serial}</dt>
                <dd>
                    <code>{certificate.serial}</code>
                </dd>
                <dt>{text.fingerprint}</dt>
                <dd>
                    <code>{certificate.fingerprint.clone()}</code>
                    <Copy what=text.fingerprint value=certificate.fingerprint/>
                </dd>
                <dt>{text.added_at}</dt>
                <dd>
                    <When at=one.created_at/>
                </dd>
                <dt>{text.added_by}</dt>
                <dd>
                    <Link named=added_by/>
                </dd>
            </dl>
            <details class="fold">
                <summary>{text.show_pem}</summary>
                <Copy what=text.pem value=pem.clone()/>
                <pre tabindex="0">
                    <code>{pem}</code>
                </pre>
            </details>
        </section>
    }
}

#[component]
fn Link(named: Named) -> impl IntoView {
    match named {
        (name, Some(address)) => view! { <a href=address>{name}</a> }.into_any(),
        (name, None) => name.into_any(),
    }
}

#[component]
fn RevokePanel(who: CurrentUser, id: CertificateId) -> impl IntoView {
    let text = words();
    let back = form_state::<RevokeCertificate>();
    view! {
        <section class="panel">
            <h2>{text.revoke}</h2>
            {back.error_beside(&["reason"]).map(|error| view! { <ProblemBox error/> })}
            <p class="aside">{text.revoke_means}</p>
            <form class="form-actions" method="post" action=who.here().action(RevokeCertificate::PATH)>
                <input type="hidden" name="id" value=id.to_string()/>
                <Field
                    name="reason"
                    label=text.reason
                    value=back.typed("reason")
                    required=true
                    error=back.error_at("reason")
                />
                <button class="button" data-kind="danger">
                    <Icon name="close"/>
                    {text.revoke}
                </button>
            </form>
        </section>
    }
}

#[component]
fn DeletePanel(who: CurrentUser, id: CertificateId, name: String) -> impl IntoView {
    let text = admin();
    let back = form_state::<DeleteCertificate>();
    view! {
        <section class="panel">
            <h2>{text.delete}</h2>
            {back.error_beside(&["name"]).map(|error| view! { <ProblemBox error/> })}
            <p class="aside">{words().delete_means}</p>
            <form class="form-actions" method="post" action=who.here().action(DeleteCertificate::PATH)>
                <input type="hidden" name="id" value=id.to_string()/>
                <Field name="name" label=(text.type_name)(&name) required=true error=back.error_at("name")/>
                <button class="button" data-kind="danger">
                    <Icon name="bin"/>
                    {text.delete}
                </button>
            </form>
        </section>
    }
}
