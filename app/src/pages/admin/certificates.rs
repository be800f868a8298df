use std::collections::BTreeMap;

use identity::records;
use leptos::{prelude::*, server_fn::ServerFn};
use model::{ErrorKind, OffsetDateTime, ProjectId, now};
use registry::RegisteredCertificate;

use super::{
    certificate_state::{AuthorityBadge, CertificateState, StateBadge},
    signatures::SignaturesPanel,
};
use crate::{
    forms::{CreateCertificate, FormState, certificate_name, form_state},
    pages::{
        Page, PageRequest, PageResult,
        current_user::CurrentUser,
        frame::Section,
        ui::{Field, FieldProblem, ProblemBox, TextArea, When},
    },
    request::{identity, knows_all_projects, principal, registry},
    shared::{Icon, Result},
    text::{admin, certificates as words},
};

/// Lines of the field in which a certificate is pasted.
const LINES: usize = 12;

/// The certificates that signatures of images are verified with, by name.
pub async fn certificates(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let registry = registry();
    let certificates = registry.certificates(&who.caller);
    certificates.may_manage()?;
    let all = certificates.list().await?;
    let projects = known_projects(&who).await?;
    let names = names(&who, &all, projects.as_deref().unwrap_or_default()).await?;
    let text = words();
    let table = if all.is_empty() {
        view! {
            <div class="blank">
                <Icon name="lock"/>
                <p>{text.none}</p>
                <p>{text.none_hint}</p>
            </div>
        }
        .into_any()
    } else {
        view! { <CertificateTable who=who.clone() all names/> }.into_any()
    };
    // Where projects have no page of their own here, the requirement of the present one is set on this page.
    let required = if knows_all_projects(&who.caller) {
        None
    } else {
        Some(
            certificates
                .is_signature_required(&who.caller.project)
                .await?,
        )
    };
    let required = required.map(|required| {
        let id = who.caller.project.clone();
        view! { <SignaturesPanel who=who.clone() id required/> }
    });
    let body = view! {
        <div class="page-head">
            <div>
                <h1 tabindex="-1">{text.title}</h1>
                <p class="lead">{text.lead}</p>
            </div>
        </div>
        {table}
        <NewCertificatePanel who projects/>
        {required}
    };
    Page::new(text.title, Section::Certificates, body)
}

/// All projects; `None` where they are not known here, or not to `who`.
async fn known_projects(who: &CurrentUser) -> Result<Option<Vec<records::Project>>> {
    if !knows_all_projects(&who.caller) {
        return Ok(None);
    }
    let by = principal()?;
    let identity = identity();
    let filter = identity::Filter::default();
    match identity.directory(&by).projects(&filter).await {
        // Whoever the policies let manage certificates need not be an admin.
        Err(error) if error.kind() == ErrorKind::Forbidden => Ok(None),
        found => Ok(Some(found?)),
    }
}

/// What the projects are called that certificates are for.
async fn names(
    who: &CurrentUser,
    all: &[RegisteredCertificate],
    known: &[records::Project],
) -> Result<BTreeMap<ProjectId, String>> {
    let known = known.iter();
    let known = known.map(|project| (project.id.clone(), project.name.clone()));
    let mut names: BTreeMap<_, _> = known.collect();
    for id in all.iter().filter_map(|one| one.project.as_ref()) {
        if !names.contains_key(id) {
            names.insert(id.clone(), who.called(id).await?);
        }
    }
    Ok(names)
}

#[component]
fn CertificateTable(
    who: CurrentUser,
    all: Vec<RegisteredCertificate>,
    names: BTreeMap<ProjectId, String>,
) -> impl IntoView {
    let text = words();
    let now = now();
    let count = (admin().count)(all.len() as u64);
    let heads = [text.name, text.project, text.key, text.until, text.state];
    let rows = all.iter().map(|one| {
        let state = CertificateState::of(one, &all, now);
        let project = one.project.as_ref().and_then(|id| names.get(id));
        let project = project.map_or(text.all_projects, String::as_str).to_owned();
        view! { <Row who=who.clone() one=one.clone() project state/> }
    });
    view! {
        <table class="images plain" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    {heads
                        .map(|head| view! { <th scope="col" role="columnheader">{head}</th> })
                        .collect_view()}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows.collect_view()}</tbody>
        </table>
        <p class="aside table-note">{count}</p>
    }
}

#[component]
fn Row(
    who: CurrentUser,
    one: RegisteredCertificate,
    /// The name of the project that it is for.
    project: String,
    state: CertificateState,
) -> impl IntoView {
    let text = words();
    let name = certificate_name(&one);
    let certificate = one.certificate;
    let key = certificate.key_word();
    let (subject, until): (String, OffsetDateTime) = (certificate.subject, certificate.not_after);
    // Without a name of its own it is called by its subject.
    let subject = (subject != name).then(|| view! { <p class="aside">{subject}</p> });
    view! {
        <tr role="row" data-key=one.id.to_string()>
            <th scope="row" role="rowheader">
                <p>
                    <a href=who.here().certificate(one.id)>{name}</a>
                </p>
                {subject}
                {one.barbican_id.is_some().then(|| view! { <p class="aside">{text.from_barbican}</p> })}
            </th>
            <td role="cell" data-label=text.project>{project}</td>
            <td role="cell" data-label=text.key>{key}</td>
            <td role="cell" data-label=text.until>
                <When at=until/>
            </td>
            <td role="cell" data-label=text.state>
                <StateBadge state/>
                " "
                {certificate.is_authority.then(|| view! { <AuthorityBadge/> })}
            </td>
        </tr>
    }
}

#[component]
fn NewCertificatePanel(
    who: CurrentUser,
    /// All projects, where they are known.
    projects: Option<Vec<records::Project>>,
) -> impl IntoView {
    let text = words();
    let back: FormState = form_state::<CreateCertificate>();
    let open = back.error.is_some();
    let error = back.error_at("pem");
    let invalid = error.is_some();
    let value = back.typed("pem").unwrap_or_default();
    let project = match projects {
        Some(projects) => view! { <ProjectChoice projects back=back.clone()/> }.into_any(),
        None => view! {
            <Field
                name="project"
                label=text.project_id
                hint=text.project_id_hint
                value=back.typed("project")
                error=back.error_at("project")
            />
        }
        .into_any(),
    };
    view! {
        <details class="panel fold-panel" open=open>
            <summary>
                <h2>{text.add}</h2>
            </summary>
            {back.error_beside(&["name", "project", "pem"]).map(|error| view! { <ProblemBox error/> })}
            <form class="form" method="post" action=who.here().action(CreateCertificate::PATH)>
                <div class="form-row">
                    <Field
                        name="name"
                        label=text.name
                        hint=text.name_hint
                        value=back.typed("name")
                        error=back.error_at("name")
                    />
                    {project}
                </div>
                <div class="field">
                    <span class="field-name">{text.pem}</span>
                    <TextArea name="pem" value rows=LINES label=Some(text.pem.to_owned()) invalid/>
                    <span class="field-hint">{text.pem_hint}</span>
                    {error.map(|error| view! { <FieldProblem error/> })}
                </div>
                <div class="form-end">
                    <button class="button" data-kind="primary">{text.submit}</button>
                </div>
            </form>
        </details>
    }
}

#[component]
fn ProjectChoice(projects: Vec<records::Project>, back: FormState) -> impl IntoView {
    let text = words();
    let chosen = back.typed("project").unwrap_or_default();
    let error = back.error_at("project");
    let invalid = error.is_some().then_some("true");
    let option = |project: records::Project| {
        let id = project.id.to_string();
        let selected = id == chosen;
        view! { <option value=id selected=selected>{project.name}</option> }
    };
    view! {
        <label class="field">
            <span class="field-name">{text.project}</span>
            <span class="select" data-boxed="">
                <select name="project" autocomplete="off" aria-invalid=invalid>
                    <option value="">{text.all_projects}</option>
                    {projects.into_iter().map(option).collect_view()}
                </select>
                <Icon name="down"/>
            </span>
            <span class="field-hint">{text.project_hint}</span>
            {error.map(|error| view! { <FieldProblem error/> })}
        </label>
    }
}
