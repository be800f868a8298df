use ::identity::records::{Assignment, Credential, Extra, Role};
use serde_json::{Value, json};

use super::moment;
use crate::identity::extract::RequestUrl;

/// `ours` over what the client keeps with it.
pub fn with(extra: &Extra, ours: Value) -> Value {
    let mut all = extra.0.clone();
    if let Value::Object(ours) = ours {
        all.extend(ours);
    }
    Value::Object(all)
}

pub fn tags(extra: &Extra) -> Value {
    extra.0.get("tags").cloned().unwrap_or_else(|| json!([]))
}

/// Who is what, where; with names if they are wanted.
pub fn assignment(given: &Assignment, names: bool, here: &RequestUrl) -> Value {
    let (place, mut scope) = match given.scope.as_str() {
        "project" => (
            format!("projects/{}", given.target),
            json!({ "project": { "id": given.target } }),
        ),
        "domain" => (
            format!("domains/{}", given.target),
            json!({ "domain": { "id": given.target } }),
        ),
        _ => ("system".to_owned(), json!({ "system": { "all": true } })),
    };
    let mut user = json!({ "id": given.user_id });
    let mut role = json!({ "id": given.role_id });
    if names {
        user["name"] = json!(given.user_name);
        user["domain"] = json!({ "id": given.user_domain_id, "name": given.user_domain_name });
        role["name"] = json!(given.role_name);
        if let Some(target) = &given.target_name {
            scope[&given.scope]["name"] = json!(target);
        }
        if let Some(domain) = &given.target_domain_id {
            scope[&given.scope]["domain"] =
                json!({ "id": domain, "name": given.target_domain_name });
        }
    }
    let address = here.link(format_args!(
        "{place}/users/{}/roles/{}",
        given.user_id, given.role_id
    ));
    json!({ "scope": scope, "user": user, "role": role, "links": { "assignment": address["self"] } })
}

/// An application credential, its roles with their ids.
pub fn credential(credential: &Credential, roles: &[Role], here: &RequestUrl) -> Value {
    let own = roles
        .iter()
        .filter(|role| credential.role_names().any(|name| name == role.name));
    let roles: Vec<Value> =
        own.map(|role| json!({ "id": role.id, "name": role.name, "domain_id": null, "description": role.description, "options": {} })).collect();
    json!({
        "id": credential.id,
        "name": credential.name,
        "description": credential.description,
        "project_id": credential.project_id,
        "user_id": credential.user_id,
        "roles": roles,
        "unrestricted": credential.unrestricted,
        "expires_at": credential.expires_at.map(moment),
        "system": null,
        "links": here.link(format_args!("users/{}/application_credentials/{}", credential.user_id, credential.id)),
    })
}

/// A limit without a region holds in all of them.
pub fn region(id: &str) -> Value {
    if id.is_empty() {
        Value::Null
    } else {
        json!(id)
    }
}
