use leptos::prelude::*;
use registry::{Permit, PropertyOperation, Protection};

use super::role_words;
use crate::{
    pages::ui::Badge,
    request::registry,
    text::{definitions::comma, protections as words},
};

/// Who may do what with protected properties, in the order in which the rules are compared. Nothing without rules.
#[component]
pub fn ProtectionsPanel() -> impl IntoView {
    let registry = registry();
    let rules = registry.protections().rules().to_vec();
    let text = words();
    let heads = PropertyOperation::ALL
        .map(|operation| view! { <th scope="col" role="columnheader">{text.operation(operation)}</th> })
        .collect_view();
    let rows = rules.iter().map(|rule| view! { <Row rule=rule.clone()/> });
    (!rules.is_empty()).then(|| {
        view! {
            <section class="later">
                <h2>{text.title}</h2>
                <p class="aside table-note">{text.note}</p>
                <table class="images plain matrix" role="table">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th scope="col" role="columnheader">{text.property}</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows.collect_view()}</tbody>
                </table>
            </section>
        }
    })
}

#[component]
fn Row(rule: Protection) -> impl IntoView {
    let text = words();
    let cells = PropertyOperation::ALL.map(|operation| {
        view! {
            <td role="cell" data-label=text.operation(operation)>
                <PermitCell permit=rule.permit(operation).clone()/>
            </td>
        }
    });
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <code>{rule.pattern().to_owned()}</code>
            </th>
            {cells.collect_view()}
        </tr>
    }
}

#[component]
fn PermitCell(permit: Permit) -> impl IntoView {
    let text = words();
    match permit {
        Permit::Everybody => {
            view! { <Badge tone="good" icon="check" word=text.everybody/> }.into_any()
        }
        Permit::Nobody => view! { <Badge tone="idle" icon="lock" word=text.nobody/> }.into_any(),
        Permit::Roles(roles) => {
            let roles: Vec<String> = roles.iter().map(|role| role_words(role)).collect();
            roles.join(comma()).into_any()
        }
        Permit::Policy(name) => view! { {text.policy} " " <code>{name}</code> }.into_any(),
    }
}
