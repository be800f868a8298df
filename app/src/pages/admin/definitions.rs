use leptos::{prelude::*, server_fn::ServerFn};
use metadefs::{ListedNamespace, NamespaceQuery, NamespaceSort};
use model::Direction;

use crate::{
    forms::{CreateNamespace, form_state},
    pages::{
        Page, PageRequest, PageResult,
        current_user::CurrentUser,
        frame::Section,
        ui::{FieldProblem, TextArea},
    },
    request::{query, registry},
    shared::Icon,
    text::{admin, definitions::shown, metadefs as words},
};

/// Namespaces of one page.
const PAGE: u32 = 100;
/// Lines of the field in which a definition is pasted.
const LINES: usize = 12;

/// The namespaces of metadata definitions, by name.
pub async fn definitions(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let registry = registry();
    let definitions = registry.definitions(&who.caller);
    definitions.may_edit()?;
    let wanted = NamespaceQuery {
        limit: Some(PAGE),
        marker: query("marker"),
        sort: NamespaceSort::Namespace,
        direction: Some(Direction::Ascending),
        ..NamespaceQuery::default()
    };
    let page = definitions.namespaces(&wanted).await?;
    let text = words();
    let next = page.next.map(|marker| {
        let marker: String = form_urlencoded::byte_serialize(marker.as_bytes()).collect();
        format!("{}?marker={marker}", who.here().definitions())
    });
    let is_empty = page.items.is_empty();
    // Of a page among others it would say little; below a table without rows it would say it twice.
    let is_all = next.is_none() && wanted.marker.is_none() && !is_empty;
    let count = is_all.then(|| (admin().count)(page.items.len() as u64));
    let count = count.map(|count| view! { <p class="aside table-note">{count}</p> });
    let rows = page.items.into_iter();
    let rows = rows.map(|listed| view! { <Row who=who.clone() listed/> });
    let heads = [text.name, text.used_for, text.visibility];
    let table = if is_empty {
        view! { <p class="aside table-note">{text.none}</p> }.into_any()
    } else {
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
        }
        .into_any()
    };
    let body = view! {
        <div class="page-head">
            <div>
                <h1 tabindex="-1">{text.title}</h1>
                <p class="lead">{text.lead}</p>
            </div>
        </div>
        {table}
        {count}
        {next
            .map(|next| {
                view! {
                    <p class="table-note">
                        <a class="button" href=next>
                            {text.next}
                            <Icon name="next"/>
                        </a>
                    </p>
                }
            })}
        <NewNamespacePanel who/>
    };
    Page::new(text.title, Section::Definitions, body)
}

#[component]
fn Row(who: CurrentUser, listed: ListedNamespace) -> impl IntoView {
    let text = words();
    let namespace = listed.namespace;
    let types = listed.associations.into_iter().map(|one| one.name);
    let types = types.collect::<Vec<_>>().join(", ");
    let name = namespace.display_name.as_deref().map(shown);
    let name = name.unwrap_or(&namespace.namespace).to_owned();
    let seen_by = if namespace.visibility == "public" {
        text.everybody
    } else {
        text.owner
    };
    let lock = namespace.protected.then(|| {
        view! { <span title=text.protected><Icon name="lock"/><span class="visually-hidden">{text.protected}</span></span> }
    });
    view! {
        <tr role="row" data-key=namespace.namespace.clone()>
            <th scope="row" role="rowheader">
                <p>
                    <a href=who.here().namespace(&namespace.namespace)>{name}</a>
                    " "
                    {lock}
                </p>
                <p class="aside">
                    <code>{namespace.namespace.clone()}</code>
                </p>
            </th>
            <td role="cell" data-label=text.used_for>{types}</td>
            <td role="cell" data-label=text.visibility>{seen_by}</td>
        </tr>
    }
}

#[component]
fn NewNamespacePanel(who: CurrentUser) -> impl IntoView {
    let text = words();
    let back = form_state::<CreateNamespace>();
    let error = back.error.clone();
    let (open, invalid) = (error.is_some(), error.is_some());
    let value = back.typed("json").unwrap_or_default();
    view! {
        <details class="panel fold-panel" open=open>
            <summary>
                <h2>{text.add}</h2>
            </summary>
            <form class="form" method="post" action=who.here().action(CreateNamespace::PATH)>
                <div class="field">
                    <span class="field-name">{text.json}</span>
                    <TextArea name="json" value rows=LINES label=Some(text.json.to_owned()) invalid/>
                    <span class="field-hint">{text.add_hint}</span>
                    {error.map(|error| view! { <FieldProblem error/> })}
                </div>
                <div class="form-end">
                    <button class="button" data-kind="primary">{text.create}</button>
                </div>
            </form>
        </details>
    }
}
