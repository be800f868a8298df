use leptos::{prelude::*, server_fn::ServerFn};
use metadefs::{Association, Content, Namespace, NamespaceFile, StoredProperty};

use crate::{
    forms::{DeleteNamespace, SaveNamespace, form_state},
    pages::{
        Page, PageRequest, PageResult,
        current_user::CurrentUser,
        frame::Section,
        ui::{Badge, Breadcrumbs, Field, FieldProblem, ProblemBox, TextArea},
    },
    request::registry,
    shared::Icon,
    text::{
        admin,
        definitions::{comma, shown},
        metadefs as words,
    },
};

/// Lines of the field in which a definition is edited.
const LINES: usize = 24;
/// Values of a property that are shown at once.
const VALUES: usize = 12;

/// One namespace: what it defines, and the ways to change it.
pub async fn namespace(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let name: String = asked.part("id")?;
    let registry = registry();
    let definitions = registry.definitions(&who.caller);
    definitions.may_edit()?;
    let content = definitions.content(&name, None).await?;
    let file = definitions.file(&name).await?;
    let Content {
        namespace,
        associations,
        properties,
        objects,
        tags,
    } = content;
    let text = words();
    let title = namespace.display_name.as_deref().map(shown);
    let title = title.unwrap_or(&namespace.namespace).to_owned();
    let lead = namespace.description.as_deref().map(shown);
    let lead = lead.map(|lead| view! { <p class="lead">{lead.to_owned()}</p> });
    let above = vec![(text.title.to_owned(), who.here().definitions())];
    let protected = namespace.protected;
    let badge = protected.then(|| view! { <Badge tone="idle" icon="lock" word=text.protected/> });
    let of_objects = objects.into_iter().map(|object| {
        view! { <PropertiesPanel title=object.name properties=object.properties/> }
    });
    let tags: Vec<String> = tags.into_iter().map(|tag| tag.name).collect();
    let tags = (!tags.is_empty()).then(|| {
        view! {
            <section class="panel">
                <h2>{text.tags}</h2>
                <p>{tags.join(comma())}</p>
            </section>
        }
    });
    let body = view! {
        <Breadcrumbs above/>
        <div class="page-head">
            <div>
                <div class="page-head-title">
                    <h1 tabindex="-1">{title.clone()}</h1>
                    {badge}
                </div>
                {lead}
                <p class="aside">
                    <code>{name}</code>
                </p>
            </div>
        </div>
        <div class="panels">
            <TypesPanel associations/>
            <PropertiesPanel title=text.properties.to_owned() properties/>
            {of_objects.collect_view()}
            {tags}
            <EditPanel who=who.clone() namespace=namespace.clone() file/>
            <DeletePanel who namespace/>
        </div>
    };
    Page::new(title, Section::Definitions, body)
}

#[component]
fn TypesPanel(associations: Vec<Association>) -> impl IntoView {
    let text = words();
    let row = |one: Association| {
        let prefix = one.prefix.as_deref().map(text.prefix);
        let target = one.properties_target.as_deref().map(text.target);
        let told: Vec<String> = prefix.into_iter().chain(target).collect();
        view! {
            <li data-key=one.name.clone()>
                <p class="members-name">
                    <code>{one.name.clone()}</code>
                </p>
                <p class="aside">{told.join(" · ")}</p>
            </li>
        }
    };
    (!associations.is_empty()).then(|| {
        view! {
            <section class="panel">
                <h2>{text.used_for}</h2>
                <ul class="members">{associations.into_iter().map(row).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn PropertiesPanel(title: String, properties: Vec<StoredProperty>) -> impl IntoView {
    let text = words();
    let is_empty = properties.is_empty();
    let rows = properties
        .into_iter()
        .map(|property| view! { <PropertyItem property/> });
    let rows = rows.collect_view();
    view! {
        <section class="panel">
            <h2>{title}</h2>
            {if is_empty {
                view! { <p class="aside">{text.no_properties}</p> }.into_any()
            } else {
                view! { <ul class="members">{rows}</ul> }.into_any()
            }}
        </section>
    }
}

#[component]
fn PropertyItem(property: StoredProperty) -> impl IntoView {
    let text = words();
    let definition = property.definition;
    let said = |field: &str| {
        definition[field]
            .as_str()
            .map(|text| shown(text).to_owned())
    };
    let (title, help) = (said("title"), said("description"));
    let kind = definition["type"].as_str().unwrap_or_default().to_owned();
    let values: Vec<String> = definition["enum"]
        .as_array()
        .into_iter()
        .flatten()
        .map(metadefs::written)
        .collect();
    let more = values.len().saturating_sub(VALUES);
    let more = (more > 0).then(|| format!(" {}", (text.more_values)(more as u64)));
    let listed = values
        .iter()
        .take(VALUES)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(comma());
    let values = (!values.is_empty()).then(|| {
        view! { <p class="aside">{(text.values)(&listed)} {more}</p> }
    });
    view! {
        <li data-key=property.name.clone()>
            <div>
                <p class="members-name">{title} " " <code>{property.name.clone()}</code></p>
                {help.map(|help| view! { <p>{help}</p> })}
                <p class="aside">{(text.kind)(&kind)}</p>
                {values}
            </div>
        </li>
    }
}

#[component]
fn EditPanel(who: CurrentUser, namespace: Namespace, file: NamespaceFile) -> impl IntoView {
    let text = words();
    let back = form_state::<SaveNamespace>();
    let error = back.error.clone();
    let (open, invalid) = (error.is_some(), error.is_some());
    let pretty = serde_json::to_string_pretty(&file.content).unwrap_or_default();
    let value = back.typed("json").unwrap_or(pretty);
    // Of a form that came back: what somebody else wrote meanwhile is not overwritten by sending it again.
    let seen = back.typed("seen").unwrap_or(file.version);
    let protected = namespace
        .protected
        .then(|| view! { <p class="aside">{text.edit_protected}</p> });
    view! {
        <details class="panel fold-panel" open=open>
            <summary>
                <h2>{text.edit}</h2>
            </summary>
            {protected}
            <form class="form" method="post" action=who.here().action(SaveNamespace::PATH)>
                <input type="hidden" name="namespace" value=namespace.namespace/>
                <input type="hidden" name="seen" value=seen/>
                <div class="field">
                    <span class="field-name">{text.json}</span>
                    <TextArea name="json" value rows=LINES label=Some(text.json.to_owned()) invalid/>
                    <span class="field-hint">{text.edit_hint}</span>
                    {error.map(|error| view! { <FieldProblem error/> })}
                </div>
                <div class="form-end">
                    <button class="button" data-kind="primary">{text.save}</button>
                </div>
            </form>
        </details>
    }
}

#[component]
fn DeletePanel(who: CurrentUser, namespace: Namespace) -> impl IntoView {
    let text = words();
    let back = form_state::<DeleteNamespace>();
    if namespace.protected {
        return view! {
            <section class="panel">
                <h2>{text.delete}</h2>
                <p class="aside">{text.delete_protected}</p>
            </section>
        }
        .into_any();
    }
    view! {
        <section class="panel">
            <h2>{text.delete}</h2>
            {back.error_beside(&["name"]).map(|error| view! { <ProblemBox error/> })}
            <p class="aside">{text.delete_means}</p>
            <form class="form-actions" method="post" action=who.here().action(DeleteNamespace::PATH)>
                <input type="hidden" name="namespace" value=namespace.namespace.clone()/>
                <Field
                    name="name"
                    label=(admin().type_name)(&namespace.namespace)
                    required=true
                    error=back.error_at("name")
                />
                <button class="button" data-kind="danger">
                    <Icon name="bin"/>
                    {text.delete}
                </button>
            </form>
        </section>
    }
    .into_any()
}
